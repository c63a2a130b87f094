"""A run while it is under way: what is there already, what is still to be asked, and where what comes is kept."""

import time
from collections.abc import Sequence
from typing import Self

from eval.metrics import latency, metrics, metrics_by_language, tokens
from eval.models import CaseResult, Run
from eval.runs.file import Recorded, RunFile
from eval.runs.models import Begun, Ended, Opened, Row
from eval.runs.same import changed, changed_library
from index.errors import EvaluationError

ALONE, WHOLE = "alone", "whole"
_HALVED = "Each question was asked of half of the articles: ranks are better than they would be among all."


class Recording:
    """What a run has so far, in memory and, if it has one, in its file."""

    def __init__(self, recorded: Recorded, file: RunFile | None) -> None:
        """Go on from ``recorded``, which ``file`` holds."""
        self._recorded = recorded
        self._file = file
        self._before = recorded.elapsed
        self._clock = time.monotonic()

    @classmethod
    def started(cls, begun: Begun, file: RunFile | None, *, resume: bool | None, dated: bool) -> Self:
        """A new run, or the one that is in the file and was broken off.

        Args:
            begun: What is to be asked.
            file: Where it is kept.
            resume: Whether to go on: ``None`` does if there is something to go on with; a finished run is begun anew.
            dated: Whether the day was given; otherwise a run that goes on keeps its own.

        Raises:
            EvaluationError: What is there was begun otherwise, or there is nothing to go on with.
        """
        if file is None:
            return cls(Recorded(begun, {}, {}, None), None)
        found = file.go_on() if resume is not False else None
        if found is not None and found.ended is None:
            _refuse(changed(found.begun, begun, today=dated), file)
            return cls(found, file)
        if resume:
            raise EvaluationError(f"The run {file.path} is {'finished' if found else 'empty'}.", remedy="Leave out --resume to run anew.")
        return cls(file.begin(begun), file)

    @property
    def begun(self) -> Begun:
        """What it asks, and of what its figures depend."""
        return self._recorded.begun

    @property
    def opened(self) -> bool:
        """Whether a library was asked."""
        return bool(self._recorded.opened)

    def open(self, opened: Opened) -> None:
        """Note a library that is asked.

        Raises:
            EvaluationError: It is not what it was when the run began.
        """
        before = self._recorded.opened.get(opened.phase)
        if before is not None:
            _refuse(changed_library(before, opened), self._file)
            return
        self._recorded.opened[opened.phase] = opened
        if self._file is not None:
            self._file.open(opened)

    def has(self, phase: str, position: int) -> bool:
        """Whether this case is finished."""
        return (phase, position) in self._recorded.rows

    def add(self, phase: str, position: int, case: CaseResult) -> None:
        """Keep a finished case."""
        row = Row(phase=phase, position=position, elapsed=self._elapsed(), case=case)
        self._recorded.rows[(phase, position)] = row
        if self._file is not None:
            self._file.add(row)

    def end(self) -> Run:
        """Keep the figures: the run is finished."""
        ended = ended_as(self._recorded, seconds=self._elapsed())
        self._recorded = self._recorded._replace(ended=ended)
        if self._file is not None:
            self._file.end(ended)
        return self.run()

    def run(self) -> Run:
        """The run as far as it is."""
        return run_of(self._recorded)

    def _elapsed(self) -> float:
        return self._before + time.monotonic() - self._clock


def run_of(recorded: Recorded, *, anew: bool = False) -> Run:
    """The run that a file holds, finished or not.

    Args:
        recorded: What the file holds.
        anew: Whether to compute the figures of a finished run from its cases again, in place of those it ended with.
    """
    begun = recorded.begun
    seconds = recorded.elapsed if recorded.ended is None else recorded.ended.seconds
    ended = recorded.ended if recorded.ended is not None and not anew else ended_as(recorded, seconds=seconds)
    of_begun = ("set_name", "set_kind", "set_sha256", "parts", "choice", "answered", "limit", "versions", "started", "commit", "today")
    of_ended = ("metrics", "by_language", "alone", "latency", "tokens", "counts", "notices", "seconds")
    fingerprint = next((opened.fingerprint for opened in recorded.opened.values()), None)
    return Run(
        **{name: getattr(begun, name) for name in (*of_begun, "workers", "questions", "point")},
        **{name: getattr(ended, name) for name in of_ended},
        settings={**begun.settings, "fingerprint": fingerprint},
        complete=recorded.ended is not None,
        cases=recorded.results(),
    )


def ended_as(recorded: Recorded, *, seconds: float) -> Ended:
    """The figures of the cases so far."""
    answered, results, alone = recorded.begun.answered, recorded.results(), recorded.results(alone=True)
    return Ended(
        metrics=metrics(results, answered=answered),
        by_language=metrics_by_language(results, answered=answered),
        alone=metrics(alone, answered=answered) if alone else {},
        latency=latency(results),
        tokens=tokens(results),
        counts=_counts(recorded, results),
        notices=_notices(recorded, results),
        seconds=seconds,
    )


def _counts(recorded: Recorded, results: Sequence[CaseResult]) -> dict[str, int]:
    asked = [opened.counts for opened in recorded.opened.values() if opened.phase != ALONE]
    return {
        "cases": len(results),
        "answerable": sum(result.answerable for result in results),
        "failed": sum(result.error is not None for result in results),
        **{name: sum(counts[name] for counts in asked) for name in ("documents", "chunks") if asked},
    }


def _notices(recorded: Recorded, results: Sequence[CaseResult]) -> tuple[str, ...]:
    """What the libraries say, and one sentence if searches went without something, with what the first of them said."""
    found = [notice for opened in recorded.opened.values() for notice in opened.notices]
    told = [result.notices[0] for result in results if result.notices]
    if told:
        found.append(f"{len(told):,} of {len(results):,} searches went without something; the first: {told[0]}")
    return tuple(dict.fromkeys([*found, *([_HALVED] if recorded.begun.choice.unanswerable else [])]))


def _refuse(found: Sequence[str], file: RunFile | None) -> None:
    if found:
        where = "The run" if file is None else f"The run {file.path}"
        raise EvaluationError(
            f"{where} was begun otherwise: {'; '.join(found)}.", remedy="Run as before, or begin anew with --fresh or under another name."
        )
