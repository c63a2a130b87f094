"""Running an evaluation set: passages into a library, questions through the engine, figures out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from eval.environment import recorded, versions
from eval.formats import load_set
from eval.measure import failed, measure, unreadable
from eval.metrics import latency, metrics, metrics_by_language
from eval.models import CaseResult, EvaluationSet, Run
from eval.records import check_output, write
from eval.sources import find_set, is_bundled
from eval.subject import Subject, opened, refusal
from index.derived import Progress, silent
from index.errors import EvaluationError
from index.settings import Settings


def run(
    set_path: str | Path,
    *,
    settings: Settings,
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
        set_path: A file of a known format, or the name of a bundled set such as ``samples``.
        settings: What is in force; its ``library`` is not used.
        library: The library to ask. A new directory is filled with the set's own passages and kept; one that exists
            must hold them already, and is not changed.
        answers: Whether to ask for answers too and measure them; ``None`` does so for sets of our own format.
        limit: Ask only the first so many questions (all passages are indexed all the same).
        keep_going: Count what is broken in the set as failed cases instead of refusing the set.
        output: Where to write the run, with its cases, as JSON.
        progress: Told what is being done, how much is done and how much there is.

    Raises:
        EvaluationError: The set cannot be used, does not fit the library, or ``output`` cannot be written.
    """
    started = datetime.now(UTC)
    _check_limit(limit)
    check_output(output)
    path = find_set(set_path)
    chosen = load_set(path, keep_going=keep_going)
    chosen = chosen.model_copy(update={"cases": chosen.cases[:limit]})
    answered = chosen.kind == "sanad" if answers is None else answers
    with opened(chosen, settings=settings, bundled=is_bundled(path), library=library, progress=progress) as subject:
        results = (*_results(chosen, subject, answered=answered, keep_going=keep_going, progress=progress), *unreadable(chosen.broken))
        finished = _summary(chosen, subject, results, answered=answered, limit=limit, settings=settings, started=started)
    if output is not None:
        write(finished, output)
    return finished


def _results(chosen: EvaluationSet, subject: Subject, *, answered: bool, progress: Progress, keep_going: bool) -> Iterator[CaseResult]:
    located = [(case, subject.locate(case)) for case in chosen.cases]
    lost = [(case.id, evidence.problem) for case, evidence in located if evidence.problem]
    if lost and not keep_going:
        raise refusal(lost)
    first, evidence = located[0]
    measure(first, evidence.targets, subject.sanad, answered=answered)  # loads what loads late, so that no case is charged for it
    for done, (case, evidence) in enumerate(located):
        progress("Asking", done, len(located))
        if evidence.problem:
            yield failed(case, evidence.targets, evidence.problem)
        else:
            yield measure(case, evidence.targets, subject.sanad, answered=answered)
    progress("Asking", len(located), len(located))


def _summary(
    chosen: EvaluationSet,
    subject: Subject,
    results: tuple[CaseResult, ...],
    *,
    answered: bool,
    limit: int | None,
    settings: Settings,
    started: datetime,
) -> Run:
    return Run(
        set_name=chosen.name,
        set_kind=chosen.kind,
        set_sha256=chosen.sha256,
        answered=answered,
        limit=limit,
        metrics=metrics(results, answered=answered),
        by_language=metrics_by_language(results, answered=answered),
        latency=latency(results),
        counts={**_counts(results), **subject.counts},
        settings={**recorded(settings), "fingerprint": subject.fingerprint},
        versions=versions(),
        started=started,
        seconds=(datetime.now(UTC) - started).total_seconds(),
        notices=tuple(subject.sanad.library.notices),
        cases=results,
    )


def _counts(results: tuple[CaseResult, ...]) -> dict[str, int]:
    return {
        "cases": len(results),
        "answerable": sum(result.answerable for result in results),
        "failed": sum(result.error is not None for result in results),
    }


def _check_limit(limit: int | None) -> None:
    if limit is not None and limit < 1:
        raise EvaluationError(f"A run of {limit} questions measures nothing.", remedy="Give a limit of at least 1.")
