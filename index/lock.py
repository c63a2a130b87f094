"""One writer for each library directory, across processes."""

import contextlib
import os
import sys
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import LibraryError, LibraryLockedError


class LibraryLock:
    """An exclusive lock on a library directory. The operating system releases it when the process ends, however it ends."""

    def __init__(self, directory: Path) -> None:
        """Name the lock of ``directory``; nothing is locked yet."""
        self._directory = directory
        self._lock = FileLock(directory / "lock", thread_local=False)  # opened in one thread, closed in another
        self._holder = directory / "lock.holder"

    def acquire(self, wait: float) -> None:
        """Take the lock, waiting at most ``wait`` seconds.

        Raises:
            LibraryLockedError: Another process holds it; the message names that process.
            LibraryError: The directory cannot be written to.
        """
        try:
            self._lock.acquire(timeout=wait)
        except Timeout as error:
            raise LibraryLockedError(
                f"The library {self._directory} is in use by {self._named_holder()}.",
                remedy="Wait for it to finish, or stop it, and try again.",
            ) from error
        except OSError as error:
            raise LibraryError(
                f"The library {self._directory} cannot be locked: {error.strerror}.", remedy="Check the directory's permissions."
            ) from error
        self._holder.write_text(f"process {os.getpid()} ({' '.join([Path(sys.argv[0]).name, *sys.argv[1:2]])})")

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._lock.is_locked:
            self._holder.unlink(missing_ok=True)
            self._lock.release()

    def _named_holder(self) -> str:
        with contextlib.suppress(OSError):
            return self._holder.read_text() or "another process"
        return "another process"
