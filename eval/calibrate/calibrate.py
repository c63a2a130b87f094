"""Finding the coefficients of the likelihood that articles answer, and writing them down with where they come from."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from eval.calibrate.examples import Examples, examples_of
from eval.calibrate.figures import Separation, separation
from eval.calibrate.rows import Row, Tried, rows, with_rows
from eval.models import Choice
from eval.records import check_output
from eval.weights.sets import taken
from eval.weights.written import Circumstances, Finding, Value, circumstances, provenance_of, write_table
from index.derived import Progress, silent
from index.errors import EvaluationError
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


class Calibrated(Finding):
    """Coefficients that were found, and what speaks for them. They are taken if no row is worse than it was by more than its error.

    Attributes:
        threshold: From which likelihood on Sanad answers.
        coefficients: All of them, by row, pair and feature.
        former: The same as they were in force.
    """

    rows: tuple[CalibratedRow, ...]
    threshold: float
    coefficients: dict[str, dict[str, dict[str, float]]]
    former: dict[str, dict[str, dict[str, float]]]


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
        output: Where to write the table with where it comes from: the coefficients that were found if they are taken, else
            those in force. Comments of a file that is there are kept.
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
    finished = _summary(found, table, settings.answer_threshold, circumstances(choice, settings, started))
    if output is not None:
        written = with_rows(table, found) if finished.taken else table
        write_table(output, written, like="answerable.toml", provenance=_provenance(finished, written))
    return finished


def _summary(found: Sequence[Row], table: Calibration, threshold: float, under: Circumstances) -> Calibrated:
    worse = [row for row in found if not row.change.holds]
    return Calibrated(
        **dict(under),
        rows=tuple(_row(row, threshold) for row in found),
        threshold=threshold,
        taken=not worse,
        found=_found(worse),
        coefficients=with_rows(table, found).coefficients,
        former=table.coefficients,
        seconds=(datetime.now(UTC) - under.started).total_seconds(),
    )


def _found(worse: Sequence[Row]) -> str:
    """Where the coefficients in the table come from, in a sentence."""
    if not worse:
        return "by logistic regression: on sets left out no row loses more than its error"
    lost = "; ".join(f"{row.name} {row.change.mean:+.4f}, error {row.change.error:.4f}" for row in worse)
    return f"kept: coefficients found anew are worse on sets left out ({lost})"


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


def _provenance(found: Calibrated, written: Calibration) -> str:
    sets: list[dict[str, Value]] = [
        {
            "name": one.name,
            "row": row.name,
            "pair": one.pair,
            "questions": one.questions,
            "before": _figures(one.before),
            "after": _figures(one.after),
            "files": one.parts,
        }
        for row in found.rows
        for one in row.sets
    ]
    figures: dict[str, Value] = {
        "questions": sum(one.questions for one in found.rows[-1].sets),  # the row without vectors has all sets
        **{row.name: {"before": row.before, "after": row.after, "gain": row.gain, "error": row.error} for row in found.rows},
    }
    return provenance_of(found, written, command="sanad eval calibrate", figures=figures, sets=sets)


def _figures(one: Separation) -> dict[str, float]:
    """AUROC against other articles and near misses, the share on the right side of the threshold, and the error of calibration."""
    return {"elsewhere": one.elsewhere, "near": one.near, "right": one.right, "calibration_error": one.calibration_error}
