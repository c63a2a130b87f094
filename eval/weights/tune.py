"""Finding the weights of channels on sets of questions, and writing them down with where they come from."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from eval.models import Choice
from eval.records import check_output
from eval.weights.ascent import Gain, ascend, folds, gain_of
from eval.weights.figures import Figures
from eval.weights.material import Floats
from eval.weights.moved import Start, in_proportion, movable, started, with_embedder
from eval.weights.sets import gathered
from eval.weights.table import Place, places
from eval.weights.written import Circumstances, Finding, Value, circumstances, provenance_of, write_table
from index.derived import Progress, silent
from index.errors import EvaluationError
from index.models import Record
from index.settings import Settings
from rag.fuse import WeightTable, weight_table


class TunedSet(Record):
    """What tuning did to one set.

    Attributes:
        parts: Of every file it was made from, its ``sha256`` by name.
        before: ``MRR``, and where they apply ``Recall@10`` and ``sentence-MRR``, with the weights in force.
        after: The same with the weights that were found.
        held_out: Gain, by the mean of those figures, on questions whose articles were not seen when the weights were found.
        error: Its standard error.
    """

    name: str
    parts: dict[str, str]
    questions: int
    before: dict[str, float]
    after: dict[str, float]
    held_out: float
    error: float


class Tuning(Finding):
    """Weights that were found, and what speaks for them.

    Attributes:
        start: Where the search began: at the weights in force, or with all equal.
        searched: The weights that it could move, by place.
        before: Mean over the sets, with the weights in force.
        after: The same with the weights that were found, on the questions they were found on.
        held_out: Mean gain on articles that were not seen.
        error: Its standard error.
        weights: All that were found, by place.
        changed: The former value of those that changed.
    """

    sets: tuple[TunedSet, ...]
    start: Start
    searched: tuple[str, ...]
    before: float
    after: float
    held_out: float
    error: float
    weights: dict[str, float]
    changed: dict[str, float]


def tune(
    sets: Sequence[str],
    *,
    settings: Settings,
    choice: Choice | None = None,
    table: WeightTable | None = None,
    start: Start = "current",
    pairs: bool = False,
    parts: int = 5,
    output: Path | None = None,
    progress: Progress = silent,
) -> Tuning:
    """Find the weights that rank best, by the mean over sets of MRR, sentence-MRR and Recall@10.

    Every question is searched for once. Then weights are moved one after the other (coordinate ascent), each only where that
    gains more than its standard error. The same is done ``parts`` times without a part of the articles, and measured on
    those. Weights found from those in force are taken if their gain there is above its error; weights found from equal ones
    if it is not below 0 by more than its error, as they owe nothing to whoever typed the former.

    Args:
        sets: Files and what of them, as ``eval.assemble.named`` reads them.
        settings: What is in force; the embedder's weights are those that are found.
        choice: What else to take of each set.
        table: What to compare with; ``None`` takes the weights in force.
        start: ``current`` begins at those, ``equal`` with every weight that may move at 1.
        pairs: Whether single pairs of languages may get weights of their own.
        parts: Into how many parts articles are put for measuring on those that were not seen.
        output: Where to write the table with where it comes from: the weights that were found if they are taken, else those
            in force. Comments of a file that is there are kept.
        progress: Told what is being done.

    Raises:
        EvaluationError: A set cannot be used, or ``output`` cannot be written.
    """
    begun, choice = datetime.now(UTC), choice or Choice()
    _check(sets, parts)
    check_output(output)
    tried = tuple(gathered(sets, choice=choice, settings=settings, progress=progress))
    table = with_embedder(table or weight_table(), tried)
    moved = tuple(movable(table, tried, pairs=pairs))
    first = started(table, moved, start)
    found = in_proportion(ascend(first, moved, tried, progress=partial(progress, "Trying weights")), table, moved)
    held_out = _held_out(table, first, moved, tried, parts, choice.seed, progress)
    finished = _summary(table, found, moved, tried, held_out, start, circumstances(choice, settings, begun))
    if output is not None:
        written = found if finished.taken else table
        write_table(output, written, like="weights.toml", provenance=_provenance(finished, written))
    return finished


def _held_out(
    table: WeightTable, first: WeightTable, moved: Sequence[Place], tried: Sequence[Figures], parts: int, seed: int, progress: Progress
) -> list[Floats]:
    """By set and question, the gain over ``table`` of weights that were found from ``first`` without the question's article."""
    gains = [np.zeros(len(figures.material.groups)) for figures in tried]
    for number, out in enumerate(folds(tried, number=parts, seed=seed), start=1):
        stage = f"Trying weights without part {number} of {parts}"
        seen = [~one for one in out]
        found = ascend(first, moved, tried, chosen=seen, progress=partial(progress, stage))
        for values, figures, one in zip(gains, tried, out, strict=True):
            values[one] = (figures.worth(found).values - figures.worth(table).values)[one]
    return gains


def _summary(
    table: WeightTable,
    found: WeightTable,
    moved: Sequence[Place],
    tried: Sequence[Figures],
    held_out: Sequence[Floats],
    start: Start,
    under: Circumstances,
) -> Tuning:
    now, then = places(table), places(found)
    total = gain_of(held_out, tried)
    changed = {str(place): now.get(place, 0.0) for place, value in then.items() if value != now.get(place, 0.0)}
    taken = bool(changed) and (total.holds if start == "current" else total.is_no_loss)
    return Tuning(
        **dict(under),
        sets=tuple(_set(figures, table, found, gain_of([gains], [figures])) for figures, gains in zip(tried, held_out, strict=True)),
        start=start,
        searched=tuple(map(str, moved)),
        before=_mean(tried, table),
        after=_mean(tried, found),
        held_out=total.mean,
        error=total.error,
        taken=taken,
        found=_found(start, changed, total, taken=taken),
        weights={str(place): value for place, value in then.items()},
        changed=changed,
        seconds=(datetime.now(UTC) - under.started).total_seconds(),
    )


def _found(start: Start, changed: dict[str, float], total: Gain, *, taken: bool) -> str:
    """Where the weights in the table come from, in a sentence."""
    gain = f"{total.mean:+.4f} on articles not seen, error {total.error:.4f}"
    if taken:
        return f"from equal weights: {gain}" if start == "equal" else f"from the weights in force: {gain}"
    if not changed:
        return "kept: no other weight gains more than its error"
    tried = "weights found from equal ones" if start == "equal" else "the weights found from those in force"
    return f"kept: {tried} gain {gain}, which does not hold"


def _set(figures: Figures, table: WeightTable, found: WeightTable, gain: Gain) -> TunedSet:
    material = figures.material
    return TunedSet(
        name=material.name,
        parts=dict(material.parts),
        questions=len(material.groups),
        before=figures.worth(table).metrics,
        after=figures.worth(found).metrics,
        held_out=gain.mean,
        error=gain.error,
    )


def _mean(tried: Sequence[Figures], table: WeightTable) -> float:
    return float(np.mean([figures.worth(table).values.mean() for figures in tried]))


def _provenance(tuning: Tuning, written: WeightTable) -> str:
    sets: list[dict[str, Value]] = [
        {
            "name": one.name,
            "questions": one.questions,
            "before": one.before,
            "after": one.after,
            "unseen": one.held_out,
            "error": one.error,
            "files": one.parts,
        }
        for one in tuning.sets
    ]
    figures: dict[str, Value] = {
        "questions": sum(one.questions for one in tuning.sets),
        "start": tuning.start,
        "searched": tuning.searched,
        "before": tuning.before,
        "after": tuning.after,
        "unseen": tuning.held_out,
        "error": tuning.error,
    }
    return provenance_of(tuning, written, command="sanad eval tune", figures=figures, sets=sets)


def _check(sets: Sequence[str], parts: int) -> None:
    if not sets:
        raise EvaluationError("There is no set to find weights on.", remedy="Name at least one.")
    if parts < 2:
        raise EvaluationError(f"Articles cannot be held out in {parts} parts.", remedy="Give at least 2.")
