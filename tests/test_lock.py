import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from index.errors import LibraryError, LibraryLockedError
from index.lock import LibraryLock

HOLD = """
import sys
from pathlib import Path
from index.lock import LibraryLock

lock = LibraryLock(Path(sys.argv[1]))
lock.acquire(5)
sys.stdout.write("held\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def test_a_second_holder_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout
        assert holder.stdout.readline()
        with pytest.raises(LibraryLockedError, match=rf"in use by process {holder.pid} .*Wait for it"):
            LibraryLock(tmp_path).acquire(0.1)
    finally:
        holder.kill()
        holder.communicate()
    lock = LibraryLock(tmp_path)
    lock.acquire(5)  # a killed process gives it back
    lock.release()


def test_a_released_lock_can_be_taken_again(tmp_path: Path) -> None:
    first, second = LibraryLock(tmp_path), LibraryLock(tmp_path)
    first.acquire(0)
    with pytest.raises(LibraryLockedError):
        second.acquire(0)
    first.release()
    first.release()
    second.acquire(0)
    second.release()


def test_a_lock_taken_in_one_thread_is_released_in_another(tmp_path: Path) -> None:
    lock = LibraryLock(tmp_path)
    thread = threading.Thread(target=lock.acquire, args=(0,))
    thread.start()
    thread.join()
    lock.release()
    again = LibraryLock(tmp_path)
    again.acquire(0)
    again.release()


def test_a_directory_that_cannot_be_locked_says_so(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(LibraryError, match="cannot be locked"):
        LibraryLock(tmp_path).acquire(0)


def test_a_lock_whose_holder_cannot_be_named_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "lock.holder").mkdir()
    with pytest.raises(LibraryError, match="cannot be locked"):
        LibraryLock(tmp_path).acquire(0)
    (tmp_path / "lock.holder").rmdir()
    LibraryLock(tmp_path).acquire(0)


def test_the_holder_sees_that_another_waits(tmp_path: Path) -> None:
    holder, waiting, second = (LibraryLock(tmp_path) for _ in range(3))
    holder.acquire(0)
    assert not holder.is_wanted()
    thread = threading.Thread(target=waiting.acquire, args=(20,))
    thread.start()
    while not holder.is_wanted():
        assert thread.is_alive()
    with pytest.raises(LibraryLockedError, match=f"in use by process {os.getpid()}"):
        second.acquire(0.1)
    holder.release()
    thread.join()
    assert not waiting.is_wanted()
    waiting.release()


def test_who_yields_leaves_a_free_lock_to_who_waits(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock.wanted"), pytest.raises(LibraryLockedError):
        LibraryLock(tmp_path).acquire(0, yielding=True)
    lock = LibraryLock(tmp_path)
    lock.acquire(0, yielding=True)
    lock.release()
