"""Work in a process of its own: what it gives, what it says, and how it ends."""

import os
from functools import partial

import pytest

from eval.apart import apart
from index.derived import Progress, silent
from index.errors import EvaluationError

LARGE = "x" * 1_000_000  # more than a pipe holds


def _counted(text: str, progress: Progress) -> tuple[int, int]:
    progress("Counting", 1, 2)
    return len(text), os.getpid()


def _refused(progress: Progress) -> int:
    raise EvaluationError("There is no such set.", remedy="Give another.")


def _killed(text: str, progress: Progress) -> int:
    os._exit(3)


class _DiesWhenRead:
    """Ends the process that is handed it, before it can begin to work."""

    def __init__(self) -> None:
        self.text = LARGE

    def __call__(self, progress: Progress) -> int:
        return len(self.text)

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (3,)


def test_it_returns_what_the_work_gives_and_passes_progress_on() -> None:
    told: list[tuple[str, int, int]] = []
    length, process = apart(partial(_counted, LARGE), progress=lambda stage, done, total: told.append((stage, done, total)))
    assert length == len(LARGE)
    assert process != os.getpid()
    assert told == [("Counting", 1, 2)]


def test_errors_of_ours_arrive_with_their_remedy() -> None:
    with pytest.raises(EvaluationError, match="no such set") as refused:
        apart(_refused, progress=silent)
    assert refused.value.remedy == "Give another."


@pytest.mark.parametrize("work", [partial(_killed, LARGE), _DiesWhenRead()])
def test_a_process_that_dies_is_told_not_waited_for(work: object) -> None:
    with pytest.raises(EvaluationError, match="died"):
        apart(work, progress=silent)  # type: ignore[arg-type]
