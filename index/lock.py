"""One writer for each library directory, across processes."""

import contextlib
import os
import sys
import time
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import LibraryError, LibraryLockedError


def holder_of(directory: Path) -> int | None:
    """The number of the process that holds the lock of a library; ``None`` if none does, as after one that was killed."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        number = int((directory / "lock.holder").read_text().split()[1])
        with contextlib.suppress(PermissionError):  # somebody else's process is one too
            if os.name == "posix":
                os.kill(number, 0)
        return number
    return None


class LibraryLock:
    """An exclusive lock on a library directory. The operating system releases it when the process ends, however it ends.

    Who waits for it holds a second lock, the wish, which the holder can see: one that only reads then steps aside. The wish ends
    with its process too, so that none is ever stale.
    """

    def __init__(self, directory: Path) -> None:
        """Name the lock of ``directory``; nothing is locked yet."""
        self._directory = directory
        self._lock = FileLock(directory / "lock", thread_local=False)  # opened in one thread, closed in another
        self._wish = directory / "lock.wanted"
        self._holder = directory / "lock.holder"

    def acquire(self, wait: float, *, yielding: bool = False) -> None:
        """Take the lock.

        Args:
            wait: Seconds to wait for it, in which its holder is told that it is wanted.
            yielding: Leave it to a process that waits for it.

        Raises:
            LibraryLockedError: Another process holds it, or waits for it; the message names the holder.
            LibraryError: The directory cannot be written to.
        """
        try:
            self._take(wait)
            if yielding and self.is_wanted():
                self._lock.release()
                raise Timeout(str(self._wish))
            self._holder.write_text(f"process {os.getpid()} ({' '.join([Path(sys.argv[0]).name, *sys.argv[1:2]])})")
        except Timeout as error:
            raise LibraryLockedError(
                f"The library {self._directory} is in use by {self._named_holder()}.",
                remedy="Wait for it to finish, or stop it, and try again.",
            ) from error
        except OSError as error:
            self._lock.release()
            raise LibraryError(
                f"The library {self._directory} cannot be locked: {error.strerror}.", remedy="Check the directory's permissions."
            ) from error

    def is_wanted(self) -> bool:
        """Whether another process waits for the lock, which is held here."""
        if not self._wish.exists():
            return False
        try:
            with FileLock(self._wish).acquire(timeout=0):
                return False
        except Timeout:
            return True
        except OSError:  # it cannot be locked here, so it tells nothing
            return False

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._lock.is_locked:
            self._holder.unlink(missing_ok=True)
            self._lock.release()

    def _take(self, wait: float) -> None:
        deadline = time.monotonic() + wait
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            if not wait:
                raise
            with FileLock(self._wish).acquire(timeout=wait):  # behind others that wait
                self._lock.acquire(timeout=max(deadline - time.monotonic(), 0.0))

    def _named_holder(self) -> str:
        with contextlib.suppress(OSError):
            return self._holder.read_text() or "another process"
        return "another process"
