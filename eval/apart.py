"""Work in a process of its own, so that what it takes of memory and what it has loaded are its own."""

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import NamedTuple, TypeVar

from index.derived import Progress
from index.errors import EvaluationError, SanadError

T = TypeVar("T")


class _Done(NamedTuple):
    result: object


def apart(work: Callable[[Progress], T], *, progress: Progress) -> T:
    """What ``work`` returns in a process of its own.

    Args:
        work: Called with what tells of progress; it and what it returns can be pickled.
        progress: Told here what it is told there.

    Raises:
        EvaluationError: The process died.
        SanadError: What ``work`` raised.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs,), daemon=True)
    process.start()
    theirs.close()  # so that its death is the end of what can be sent and received
    try:
        ours.send(work)  # not among the arguments: a process that dies before it has read all of them is waited for without end
        while isinstance(told := ours.recv(), tuple) and not isinstance(told, _Done):
            progress(*told)
    except (EOFError, ConnectionError) as error:
        raise EvaluationError("The process that was measured died.", remedy="What it said is above; it may need more memory.") from error
    finally:
        process.join()
    if isinstance(told, SanadError):
        raise told
    result: T = told.result
    return result


def _run(told: Connection) -> None:
    work: Callable[[Progress], object] = told.recv()

    def progress(stage: str, done: int, total: int) -> None:
        told.send((stage, done, total))

    try:
        told.send(_Done(work(progress)))
    except SanadError as error:
        told.send(error)
