"""Finding the coefficients of the likelihood that articles answer, and writing them down with where they come from."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from eval.calibrate.examples import Examples, examples_of
from eval.calibrate.figures import Separation, separation
from eval.calibrate.rows import Row, Tried, rows, with_rows
from eval.models import Choice
from eval.records import check_output
from eval.weights.sets import taken
from eval.weights.written import digest_lines, sampled_line, write_table
from index.derived import Progress, silent
from index.embedding import load_embedder
from index.errors import EvaluationError
from index.language import ANALYZER_VERSION
from index.models import Record
from index.settings import Settings
from rag.answerable import Calibration, calibration


class CalibratedSet(Record):
    """What coefficients are worth on one set, for one pair of languages.

    Attributes:
        parts: Of every file it was made from, its ``sha256`` by name.
        pair: ``same`` or ``cross``: whether questions and passages are in one language.
        questions: How many it was asked, each where its answer is, elsewhere, and without the passages that answer.
        before: With the coefficients in force, which may have been found on this very set.
        after: With coefficients found without it and without sets made of its files.
    """

    name: str
    parts: dict[str, str]
    pair: str
    questions: int
    before: Separation
    after: Separation


class CalibratedRow(Record):
    """One row of the table: with the cosine of an embedder, or ``words`` without one.

    Attributes:
        before: AUROC with the coefficients in force, the mean over sets and over both kinds of questions without an answer.
        after: The same with coefficients found without the set.
        gain: The difference, on sets that were left out.
        error: Its standard error.
    """

    name: str
    sets: tuple[CalibratedSet, ...]
    before: float
    after: float
    gain: float
    error: float


class Calibrated(Record):
    """Coefficients that were found, and what speaks for them.

    Attributes:
        choice: What was taken of each set: titles, questions drawn by a seed, and halves drawn by it.
        analyzer: Version of the analyzer.
        fingerprint: Of the embedder; ``None`` without one.
        threshold: From which likelihood on Sanad answers.
        taken: Whether no row is worse than the one in force by more than its error, so that the coefficients are to be used.
        coefficients: All of them, by row, pair and feature.
        former: The same as they were in force.
    """

    rows: tuple[CalibratedRow, ...]
    choice: Choice
    analyzer: str
    fingerprint: str | None
    threshold: float
    taken: bool
    coefficients: dict[str, dict[str, dict[str, float]]]
    former: dict[str, dict[str, dict[str, float]]]
    started: datetime
    seconds: float


def calibrate(
    sets: Sequence[str],
    *,
    settings: Settings,
    choice: Choice | None = None,
    table: Calibration | None = None,
    output: Path | None = None,
    progress: Progress = silent,
) -> Calibrated:
    """Find the coefficients that tell best whether articles answer, by logistic regression.

    The articles of each set are parted into halves. Each question is asked of the half with its article; of the other, which
    does not answer it; and of its own without the passages that answer, as near a miss as there is.

    Args:
        sets: Files and what of them, as ``eval.assemble.named`` reads them; each brings passages of several articles.
        settings: What is in force; the embedder's row is found, and the one without vectors.
        choice: What else to take of each set.
        table: What to compare with, and what is kept of pairs that no set has; ``None`` takes the coefficients in force.
        output: Where to write the table, if it is taken; comments of a file that is there are kept.
        progress: Told what is being done.

    Raises:
        EvaluationError: A set cannot be used, or ``output`` cannot be written.
    """
    started, choice = datetime.now(UTC), choice or Choice()
    if not sets:
        raise EvaluationError("There is no set to find coefficients on.", remedy="Name at least one.")
    check_output(output)
    table = table or calibration()
    examples: list[Examples] = []
    for _, chosen, report in taken(sets, choice=choice, progress=progress):
        examples += examples_of(chosen, settings=settings, seed=choice.seed, progress=report)
    found = tuple(rows(examples, table))
    finished = _summary(found, table, choice, settings, started)
    if output is not None and finished.taken:
        write_table(output, with_rows(table, found), like="answerable.toml", provenance=tuple(_provenance(finished)))
    return finished


def _summary(found: Sequence[Row], table: Calibration, choice: Choice, settings: Settings, started: datetime) -> Calibrated:
    embedder = load_embedder(settings)
    return Calibrated(
        rows=tuple(_row(row, settings.answer_threshold) for row in found),
        choice=choice,
        analyzer=ANALYZER_VERSION,
        fingerprint=embedder.fingerprint if embedder else None,
        threshold=settings.answer_threshold,
        taken=all(row.change.holds for row in found),
        coefficients=with_rows(table, found).coefficients,
        former=table.coefficients,
        started=started,
        seconds=(datetime.now(UTC) - started).total_seconds(),
    )


def _row(row: Row, threshold: float) -> CalibratedRow:
    sets = tuple(_set(one, threshold) for one in row.tried)
    return CalibratedRow(
        name=row.name,
        sets=sets,
        before=float(np.mean([one.before.auroc for one in sets])),
        after=float(np.mean([one.after.auroc for one in sets])),
        gain=row.change.mean,
        error=row.change.error,
    )


def _set(tried: Tried, threshold: float) -> CalibratedSet:
    examples = tried.examples
    return CalibratedSet(
        name=examples.name,
        parts=dict(examples.parts),
        pair=examples.pair,
        questions=int(examples.truth.sum()),
        before=separation(examples, tried.before, threshold=threshold),
        after=separation(examples, tried.after, threshold=threshold),
    )


def _provenance(found: Calibrated) -> Iterator[str]:
    embedder = f"embedder {found.fingerprint}" if found.fingerprint else "no embedder"
    yield f"Found by `sanad eval calibrate` on {found.started:%Y-%m-%d} with analyzer {found.analyzer} and {embedder}."
    yield from sampled_line(found.choice)
    yield f"Halves drawn with seed {found.choice.seed}. AUROC is that of answers against other articles / against near misses,"
    yield "before with the coefficients that were in force, after with coefficients found without the set."
    for row in found.rows:
        yield f"{row.name}: mean {row.before:.4f} before, {row.after:.4f} after; {row.gain:+.4f}, its error {row.error:.4f}."
        for one in row.sets:
            figures = " to ".join(f"{now.elsewhere:.3f} / {now.near:.3f}" for now in (one.before, one.after))
            yield f"  {one.name} ({one.pair}), {one.questions} questions: {figures}"
    yield "Files:"
    yield from digest_lines({name: digest for row in found.rows for one in row.sets for name, digest in one.parts.items()})
