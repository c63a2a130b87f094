"""A comparison as Markdown. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence

from eval.compare.models import Change, Comparison, Side
from eval.compare.words import chance, interval, short, verdict
from eval.statistics.models import Difference

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_SHOWN = 30  # cases


def markdown(comparison: Comparison, *, cases: int = _SHOWN) -> str:
    """The whole comparison, with the changed cases that matter most side by side."""
    return "\n".join(_lines(comparison, cases)) + "\n"


def escaped(text: str) -> str:
    """``text`` on one line, with nothing that Markdown or HTML would act upon."""
    return _ACTIVE.sub(r"\\\1", " ".join(text.split()))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table whose cells are escaped already."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join(['---'] * len(header))}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _lines(comparison: Comparison, cases: int) -> Iterator[str]:
    yield f"# {escaped(comparison.second)} against {escaped(comparison.first)}"
    yield ""
    about = f"{comparison.cases:,} cases of {escaped(comparison.set_name)}"
    yield f"{about}. A is {escaped(comparison.first)}, B is {escaped(comparison.second)}."
    yield ""
    yield from differences_table(comparison.differences)
    for part in comparison.parts:
        yield ""
        yield f"## {part.by}: {escaped(part.value)}, {part.cases:,} cases{' (few: read with care)' if part.small else ''}"
        yield ""
        yield from differences_table(part.differences)
    if comparison.settings:
        yield ""
        yield "## Set otherwise"
        yield ""
        yield from table(("", "A", "B"), [(escaped(name), escaped(one), escaped(two)) for name, (one, two) in comparison.settings.items()])
    yield ""
    yield f"## {len(comparison.changes):,} cases changed"
    yield ""
    rows = [_row(change) for change in comparison.changes[:cases]]
    if rows:
        yield from table(("case", "question", "what changed", "A", "B"), rows)
    if len(comparison.changes) > cases:
        yield ""
        yield f"And {len(comparison.changes) - cases:,} more."


def differences_table(differences: Sequence[Difference]) -> Iterator[str]:
    """The differences of every metric."""
    header = ("", "A", "B", "B - A", "95 %", "p, corrected", "d_z", "verdict")
    yield from table(header, [_cells(difference) for difference in differences])


def _cells(difference: Difference) -> tuple[str, ...]:
    return (
        escaped(difference.name),
        short(difference.before),
        short(difference.after),
        short(difference.value, signed=True),
        interval(difference.low, difference.high, signed=True),
        chance(difference.corrected),
        "" if difference.effect is None else f"{difference.effect:+.2f}",
        verdict(difference),
    )


def _row(change: Change) -> tuple[str, ...]:
    return escaped(change.id), escaped(change.question), escaped("; ".join(change.why)), _side(change.first), _side(change.second)


def _side(side: Side) -> str:
    if side.error is not None:
        return escaped(f"failed: {side.error}")
    rank = "not found" if side.rank is None else f"rank {side.rank}"
    quotes = " · ".join(f"“{escaped(quote)}”" for quote in side.quotes)
    return ", ".join(part for part in (rank, side.status or "", quotes) if part)
