"""Work for other processes, in a module that is soon imported."""

import os
import signal

from index.readers.source import Unreadable
from index.workers import Made, Task


def dies(task: Task) -> Made:
    """A stand-in for a reader that takes its process with it where the origin says so."""
    if "deadly" in task.origin:
        os.kill(os.getpid(), signal.SIGKILL)
    return [Unreadable(origin=task.origin, reason="read")]
