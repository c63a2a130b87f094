"""Finding the weights of channels on sets of questions, and writing them down with where they come from."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from eval.models import Choice
from eval.records import check_output
from eval.weights.ascent import Gain, ascend, folds, gain_of
from eval.weights.figures import Figures
from eval.weights.material import Floats
from eval.weights.sets import gathered
from eval.weights.table import Place, places, put
from eval.weights.written import digest_lines, sampled_line, write_table
from index.derived import Progress, silent
from index.embedding import load_embedder
from index.errors import EvaluationError
from index.language import ANALYZER_VERSION
from index.models import Record
from index.settings import Settings
from rag.fuse import WeightTable, weight_table

_VECTORS = "vectors"


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


class Tuning(Record):
    """Weights that were found, and what speaks for them.

    Attributes:
        choice: What was taken of each set: titles, and questions drawn by a seed.
        analyzer: Version of the analyzer.
        fingerprint: Of the embedder; ``None`` without one.
        before: Mean over the sets, with the weights in force.
        after: The same with the weights that were found, on the questions they were found on.
        held_out: Mean gain on articles that were not seen.
        error: Its standard error.
        taken: Whether the gain is above its error, so that the weights are to be used.
        weights: All of them, by place.
        changed: The former value of those that changed.
    """

    sets: tuple[TunedSet, ...]
    choice: Choice
    analyzer: str
    fingerprint: str | None
    before: float
    after: float
    held_out: float
    error: float
    taken: bool
    weights: dict[str, float]
    changed: dict[str, float]
    started: datetime
    seconds: float


def tune(
    sets: Sequence[str],
    *,
    settings: Settings,
    choice: Choice | None = None,
    table: WeightTable | None = None,
    pairs: bool = False,
    parts: int = 5,
    output: Path | None = None,
    progress: Progress = silent,
) -> Tuning:
    """Find the weights that rank best, by the mean over sets of MRR, sentence-MRR and Recall@10.

    Every question is searched for once. Then weights are moved one after the other (coordinate ascent), each only where that
    gains more than one standard error. The same is done ``parts`` times without a part of the articles, and measured on
    those; weights whose gain there is not above its error are not taken.

    Args:
        sets: Files and what of them, as ``eval.assemble.named`` reads them.
        settings: What is in force; the embedder's weights are those that are found.
        choice: What else to take of each set.
        table: Where to begin, and what to compare with; ``None`` takes the weights in force.
        pairs: Whether single pairs of languages may get weights of their own.
        parts: Into how many parts articles are put for measuring on those that were not seen.
        output: Where to write the table, if it is taken; comments of a file that is there are kept.
        progress: Told what is being done.

    Raises:
        EvaluationError: A set cannot be used, or ``output`` cannot be written.
    """
    started, choice = datetime.now(UTC), choice or Choice()
    _check(sets, parts)
    check_output(output)
    tried = tuple(gathered(sets, choice=choice, settings=settings, progress=progress))
    table = _with_embedder(table or weight_table(), tried)
    moved = tuple(_movable(table, tried, pairs=pairs))
    found = ascend(table, moved, tried, progress=partial(progress, "Trying weights"))
    held_out = _held_out(table, moved, tried, parts, choice.seed, progress)
    total = gain_of(held_out, tried)
    finished = _summary(table, found, tried, held_out, total, choice, settings, started)
    if output is not None and finished.taken:
        write_table(output, found, like="weights.toml", provenance=tuple(_provenance(finished)))
    return finished


def _held_out(
    table: WeightTable, moved: Sequence[Place], tried: Sequence[Figures], parts: int, seed: int, progress: Progress
) -> list[Floats]:
    """By set and question, the gain of weights that were found without the question's article."""
    gains = [np.zeros(len(figures.material.groups)) for figures in tried]
    for number, out in enumerate(folds(tried, number=parts, seed=seed), start=1):
        stage = f"Trying weights without part {number} of {parts}"
        seen = [~one for one in out]
        found = ascend(table, moved, tried, chosen=seen, progress=partial(progress, stage))
        for values, figures, one in zip(gains, tried, out, strict=True):
            values[one] = (figures.worth(found).values - figures.worth(table).values)[one]
    return gains


def _movable(table: WeightTable, tried: Sequence[Figures], *, pairs: bool) -> Iterator[Place]:
    """The weights of the channels that the sets have, where the sets can tell them."""
    named = sorted({channel for figures in tried for channel in figures.material.channels})
    met = {pair for figures in tried for pair in figures.material.pairs}
    kinds = ["same"] * any(pair.question == pair.passage for pair in met) + ["cross"] * any(pair.question != pair.passage for pair in met)
    for kind in kinds:
        yield from (Place((kind,), channel) for channel in named if channel != _VECTORS)
    for row in sorted({_row(table, pair.embedder) for pair in met if pair.embedder}):
        glossed = ["glossed"] * any(pair.question == pair.passage and pair.passage in pair.glossed for pair in met)
        yield from (Place((_VECTORS, row), kind) for kind in (*kinds, *glossed))
    yield from (Place((), name) for name in ("passage", "balance"))
    if pairs:
        for name in sorted({f"{pair.question}-{pair.passage}" for pair in met}):
            yield from (Place(("pairs", name), channel) for channel in named)


def _with_embedder(table: WeightTable, tried: Sequence[Figures]) -> WeightTable:
    """``table`` with a row of its own for the embedder that was asked, which begins with the weights of any other."""
    for name in {pair.embedder for figures in tried for pair in figures.material.pairs if pair.embedder}:
        if _row(table, name) == "default":
            for kind, value in table.vectors["default"].items():
                table = put(table, Place((_VECTORS, name.lower()), kind), value)
    return table


def _row(table: WeightTable, embedder: str) -> str:
    return next((name for name in table.vectors if name in embedder.lower()), "default")


def _summary(
    table: WeightTable,
    found: WeightTable,
    tried: Sequence[Figures],
    held_out: Sequence[Floats],
    total: Gain,
    choice: Choice,
    settings: Settings,
    started: datetime,
) -> Tuning:
    now, then = places(table), places(found)
    embedder = load_embedder(settings)
    return Tuning(
        sets=tuple(_set(figures, table, found, gain_of([gains], [figures])) for figures, gains in zip(tried, held_out, strict=True)),
        choice=choice,
        analyzer=ANALYZER_VERSION,
        fingerprint=embedder.fingerprint if embedder else None,
        before=_mean(tried, table),
        after=_mean(tried, found),
        held_out=total.mean,
        error=total.error,
        taken=total.holds,
        weights={str(place): value for place, value in then.items()},
        changed={str(place): now.get(place, 0.0) for place, value in then.items() if value != now.get(place, 0.0)},
        started=started,
        seconds=(datetime.now(UTC) - started).total_seconds(),
    )


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


def _provenance(tuning: Tuning) -> Iterator[str]:
    yield f"Found by `sanad eval tune` on {tuning.started:%Y-%m-%d} with analyzer {tuning.analyzer} and embedder {tuning.fingerprint}."
    yield from sampled_line(tuning.choice)
    yield f"Mean over sets {tuning.before:.4f} before, {tuning.after:.4f} after."
    yield f"Gain on articles that were not seen {tuning.held_out:+.4f}, its error {tuning.error:.4f}."
    for one in tuning.sets:
        figures = ", ".join(f"{name} {value:.3f} to {one.after[name]:.3f}" for name, value in one.before.items())
        yield f"{one.name}, {one.questions} questions: {figures}; not seen {one.held_out:+.4f} (error {one.error:.4f})"
        yield from digest_lines(one.parts)


def _check(sets: Sequence[str], parts: int) -> None:
    if not sets:
        raise EvaluationError("There is no set to find weights on.", remedy="Name at least one.")
    if parts < 2:
        raise EvaluationError(f"Articles cannot be held out in {parts} parts.", remedy="Give at least 2.")
