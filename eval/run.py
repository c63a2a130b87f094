"""Running an evaluation set: passages into a library, questions through the engine, figures out."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from eval.among import others
from eval.assemble import assemble
from eval.environment import recorded, versions
from eval.measure import failed, measure, unreadable
from eval.metrics import latency, metrics, metrics_by_language
from eval.models import CaseResult, Choice, EvaluationSet, Run
from eval.pools import halves
from eval.records import check_output, write
from eval.sources import find_set, is_bundled
from eval.subject import Subject, index, opened, refusal
from index.derived import Progress, silent
from index.errors import EvaluationError
from index.models import RawArticle
from index.settings import Settings

_OF_HALF = "Each question was asked of half of the articles: ranks are better than they would be among all."


def run(
    set_path: str | Path,
    *,
    settings: Settings,
    choice: Choice | None = None,
    library: Path | None = None,
    answers: bool | None = None,
    limit: int | None = None,
    keep_going: bool = False,
    output: Path | None = None,
    progress: Progress = silent,
) -> Run:
    """Ask every question of a set and measure what comes back.

    A set's own passages are indexed into a temporary library, as are the sample articles for the bundled set; other
    sets of our own are about the articles of ``library``. Every search asks for 100 passages, so a rank below counts
    as not found. The same set, library and settings give the same metrics.

    Args:
        set_path: A file of a known format, a directory of aligned sentences, or the name of a bundled set such as ``samples``.
        settings: What is in force; its ``library`` is not used.
        choice: Which passages and questions to take; ``None`` takes those of the one file.
        library: The library to ask. A new directory is filled with the set's own passages and kept; one that exists
            must hold them already, and is not changed.
        answers: Whether to ask for answers too and measure them; ``None`` does so for sets of our own format, and where
            declining is what is measured.
        limit: Ask only the first so many questions (all passages are indexed all the same).
        keep_going: Count what is broken in the set as failed cases instead of refusing the set.
        output: Where to write the run, with its cases, as JSON.
        progress: Told what is being done, how much is done and how much there is.

    Raises:
        EvaluationError: The set cannot be used, does not fit the library, or ``output`` cannot be written.
    """
    started = datetime.now(UTC)
    choice = choice or Choice()
    _check(choice, limit, library)
    check_output(output)
    path = find_set(set_path)
    chosen = assemble(path, choice, keep_going=keep_going)
    chosen = chosen.model_copy(update={"cases": chosen.cases[:limit]})
    answered = chosen.kind in ("sanad", "ramdocs") or choice.unanswerable if answers is None else answers
    asking = _Asking(settings, choice, answered, keep_going, progress)
    found = asking.ask_halves(chosen) if choice.unanswerable else asking.ask_whole(chosen, library, bundled=is_bundled(path))
    finished = _summary(chosen, found, choice=choice, answered=answered, limit=limit, settings=settings, started=started)
    if output is not None:
        write(finished, output)
    return finished


class _Outcome(NamedTuple):
    """What asking gave, and of what it was asked."""

    results: tuple[CaseResult, ...]
    counts: dict[str, int]
    fingerprint: str | None
    notices: tuple[str, ...]
    alone: dict[str, float]


def _without(results: Sequence[CaseResult]) -> Iterator[str]:
    """One sentence if searches went without something, with what the first of them said."""
    told = [result.notices[0] for result in results if result.notices]
    if told:
        yield f"{len(told):,} of {len(results):,} searches went without something; the first: {told[0]}"


class _Asking(NamedTuple):
    """How the questions of a run are asked."""

    settings: Settings
    choice: Choice
    answered: bool
    keep_going: bool
    progress: Progress

    def ask_whole(self, chosen: EvaluationSet, library: Path | None, *, bundled: bool = False) -> _Outcome:
        """Ask every question of one library, and again when other articles have joined, if there are to be any."""
        more = others(self.choice, progress=self.progress)
        with opened(chosen, settings=self.settings, bundled=bundled, library=library, progress=self.progress) as subject:
            results = tuple(self._results(chosen, subject))
            alone: dict[str, float] = {}
            if more:
                alone = metrics((*results, *unreadable(chosen.broken)), answered=self.answered)
                self._add(more, subject)
                results = tuple(self._results(chosen, subject))
            notices = (*subject.sanad.library.notices, *_without(results))
            return _Outcome((*results, *unreadable(chosen.broken)), subject.counts, subject.fingerprint, notices, alone)

    def ask_halves(self, chosen: EvaluationSet) -> _Outcome:
        """Ask every question of either half of the articles, which cannot answer those about the other."""
        parts = halves(chosen, seed=self.choice.seed)
        if not all(part.documents for part in parts):
            raise EvaluationError(f"{chosen.name} has no two articles to part.", remedy="Give a set with passages of several articles.")
        one, other = (self.ask_whole(part, None) for part in parts)
        counts = {name: one.counts[name] + other.counts[name] for name in one.counts}
        results = (*one.results, *other.results, *unreadable(chosen.broken))
        return _Outcome(results, counts, one.fingerprint, (*dict.fromkeys((*one.notices, *other.notices)), _OF_HALF), {})

    def _results(self, chosen: EvaluationSet, subject: Subject) -> Iterator[CaseResult]:
        located = [(case, subject.locate(case)) for case in chosen.cases]
        lost = [(case.id, evidence.problem) for case, evidence in located if evidence.problem]
        if lost and not self.keep_going:
            raise refusal(lost)
        first, evidence = located[0]
        measure(first, evidence.targets, subject.sanad, answered=self.answered)  # loads what loads late: no case is charged for it
        groups = {document.id: document.group for document in chosen.documents if document.group}
        for done, (case, evidence) in enumerate(located):
            self.progress("Asking", done, len(located))
            if evidence.problem:
                result = failed(case, evidence.targets, evidence.problem)
            else:
                result = measure(case, evidence.targets, subject.sanad, answered=self.answered)
            about = dict.fromkeys(groups[place.document] for place in case.relevant if place.document in groups)
            yield result.model_copy(update={"groups": tuple(about)})
        self.progress("Asking", len(located), len(located))

    def _add(self, more: tuple[RawArticle, ...], subject: Subject) -> None:
        failures = index(subject.sanad, more, progress=self.progress)
        for origin, reason in failures.items():
            raise EvaluationError(f"{origin} was not indexed: {reason}", remedy="Give other articles with --among.")


def _summary(
    chosen: EvaluationSet,
    found: _Outcome,
    *,
    choice: Choice,
    answered: bool,
    limit: int | None,
    settings: Settings,
    started: datetime,
) -> Run:
    return Run(
        set_name=chosen.name,
        set_kind=chosen.kind,
        set_sha256=chosen.sha256,
        parts=chosen.parts,
        choice=choice,
        answered=answered,
        limit=limit,
        metrics=metrics(found.results, answered=answered),
        by_language=metrics_by_language(found.results, answered=answered),
        alone=found.alone,
        latency=latency(found.results),
        counts={**_counts(found.results), **found.counts},
        settings={**recorded(settings), "fingerprint": found.fingerprint},
        versions=versions(),
        started=started,
        seconds=(datetime.now(UTC) - started).total_seconds(),
        notices=found.notices,
        cases=found.results,
    )


def _counts(results: tuple[CaseResult, ...]) -> dict[str, int]:
    return {
        "cases": len(results),
        "answerable": sum(result.answerable for result in results),
        "failed": sum(result.error is not None for result in results),
    }


def _check(choice: Choice, limit: int | None, library: Path | None) -> None:
    if limit is not None and limit < 1:
        raise EvaluationError(f"A run of {limit} questions measures nothing.", remedy="Give a limit of at least 1.")
    if library is not None and (choice.unanswerable or choice.among):
        option = "--unanswerable" if choice.unanswerable else "--among"
        raise EvaluationError(f"{option} makes a library of its own; {library} stays as it is.", remedy="Leave out --library.")
    if choice.unanswerable and choice.among:
        raise EvaluationError("--unanswerable and --among measure two different things.", remedy="Run them one after the other.")
