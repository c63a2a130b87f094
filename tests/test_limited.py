"""Calls with a time limit; no real time is waited for but that of a late call."""

import threading
import time

import pytest

from rag.limited import Limited

SHORT = 0.05


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_call_gives_what_its_function_gives() -> None:
    limited = Limited("It", seconds=5)
    assert (limited.call(lambda: 1), limited.call(lambda: 2)) == (1, 2)
    with pytest.raises(ZeroDivisionError):
        limited.call(lambda: 1 // 0)


def test_a_late_call_is_left_behind_and_none_is_begun_while_it_runs() -> None:
    limited = Limited("It", seconds=SHORT)
    release, begun = threading.Event(), []
    with pytest.raises(TimeoutError, match=r"It took longer than 0\.05 s"):
        limited.call(release.wait)
    with pytest.raises(TimeoutError, match="still busy with an earlier question"):
        limited.call(lambda: begun.append(1))
    assert begun == []
    release.set()
    deadline = time.monotonic() + 5
    while True:
        try:
            assert limited.call(lambda: "again") == "again"
            break
        except TimeoutError:
            assert time.monotonic() < deadline


def test_after_a_failure_it_rests() -> None:
    clock = Clock()
    limited = Limited("It", seconds=5, rest=30, clock=clock)
    with pytest.raises(ZeroDivisionError):
        limited.call(lambda: 1 // 0)
    clock.now = 10
    with pytest.raises(TimeoutError, match=r"left alone for 20 s more, as it failed a moment ago \(integer division or modulo by zero\)"):
        limited.call(lambda: 1)
    clock.now = 30
    assert limited.call(lambda: 1) == 1


def test_more_calls_than_are_allowed_side_by_side_wait_for_their_turn() -> None:
    limited = Limited("It", seconds=5)
    running, most = [0], [0]
    lock = threading.Lock()

    def work() -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.01)
        with lock:
            running[0] -= 1

    threads = [threading.Thread(target=limited.call, args=(work,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
