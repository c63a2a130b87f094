"""Small plots as SVG, in the colours of the page they stand in. Pure.

Every plot has a text beside it that says the same, so those in tables are hidden from screen readers.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from markupsafe import Markup

from eval.report.risk import Risk
from eval.statistics.models import Estimate
from eval.wording import said

_ROW = 160  # width of a plot in a table
_EDGE = 5  # room for a dot at either end
_WIDTH, _HEIGHT = 560, 260  # of a plot of its own
_LEFT, _BOTTOM, _TOP = 52, 44, 14
_RIGHT = _WIDTH - 20
_BINS = 40
_FINE = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def bar(value: float, low: float | None, high: float | None) -> Markup:
    """A value in [0, 1] with its interval, on one line."""
    return _dotted(value, low, high, (0.0, 1.0))


def around(value: float, low: float | None, high: float | None, *, reach: float) -> Markup:
    """A difference with its interval, on one line that goes from ``-reach`` to ``reach``."""
    return _dotted(value, low, high, (-reach, reach))


def reach_of(values: Iterable[float | None]) -> float:
    """A round number that none of the values is beyond, for ``around``."""
    return min(1.0, _ceiling(max((abs(value) for value in values if value is not None), default=0.0), _FINE))


def _dotted(value: float, low: float | None, high: float | None, ends: tuple[float, float]) -> Markup:
    first, last = ends

    def x(number: float) -> str:
        return f"{_EDGE + (number - first) / (last - first) * (_ROW - 2 * _EDGE):.1f}"

    marks = [Markup('<line class="axis" x1="{}" x2="{}" y1="9" y2="9"/>').format(x(first), x(last))]
    marks += [Markup('<line class="axis" x1="{0}" x2="{0}" y1="5" y2="13"/>').format(x(tick)) for tick in (first, (first + last) / 2, last)]
    if low is not None and high is not None:
        marks.append(Markup('<line class="range" x1="{}" x2="{}" y1="9" y2="9"/>').format(x(low), x(high)))
    marks.append(Markup('<circle class="dot" cx="{}" cy="9" r="4"/>').format(x(value)))
    return _in_row(marks)


def _in_row(marks: Sequence[Markup]) -> Markup:
    return Markup('<svg class="bar" viewBox="0 0 {} 18" width="{}" height="18" aria-hidden="true">{}</svg>').format(
        _ROW, _ROW, Markup("").join(marks)
    )


def spread(half: Estimate, most: Estimate, reach: float) -> Markup:
    """The median and the 95th percentile of a time with their intervals, on one line from 0 to ``reach``."""
    marks = [Markup('<line class="axis" x1="{}" x2="{}" y1="9" y2="9"/>').format(_EDGE, _ROW - _EDGE)]

    def x(seconds: float) -> float:
        return _EDGE + min(1.0, seconds / reach if reach else 0.0) * (_ROW - 2 * _EDGE)

    for style, one in (("dot", half), ("dot open", most)):
        if one.low is not None and one.high is not None:
            marks.append(Markup('<line class="range" x1="{:.1f}" x2="{:.1f}" y1="9" y2="9"/>').format(x(one.low), x(one.high)))
        marks.append(Markup('<circle class="{}" cx="{:.1f}" cy="9" r="4"/>').format(style, x(one.value)))
    return _in_row(marks)


def curve(drawn: Risk) -> Markup:
    """Risk over coverage, from the surest answer to the last that was given."""
    top = _ceiling(max(drawn.risk))
    places = [(_x(one), _y(two / top)) for one, two in zip(drawn.coverage, drawn.risk, strict=True)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    marks = [_grid(top, [f"{tick:g}" for tick in (0, 0.25, 0.5, 0.75, 1)], said("coverage: share of questions answered"), said("risk"))]
    marks.append(Markup('<polyline class="curve" points="{}"/>').format(line))
    marks.append(Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="4"/>').format(*places[-1]))
    title = said(
        "Risk over coverage: {risk} of the answers are wrong where {coverage} of all questions are answered.",
        risk=f"{drawn.risk[-1]:.3f}",
        coverage=f"{drawn.coverage[-1]:.3f}",
    )
    return _plot(title, marks)


def histogram(seconds: Sequence[float], what: str) -> Markup:
    """How many calls took how long; the slowest of a hundred are in the last column. Lines mark the median and the 95th percentile."""
    milliseconds = np.asarray(seconds) * 1000
    median, late, longest = (float(np.percentile(milliseconds, percent)) for percent in (50, 95, 99))
    longest = _ceiling(longest)
    counts, _ = np.histogram(np.minimum(milliseconds, longest), bins=_BINS, range=(0, longest))
    most = max(2.0, _ceiling(float(counts.max())))
    width = (_RIGHT - _LEFT) / _BINS
    marks = [
        _grid(
            most, [f"{longest * share:g}" for share in (0, 0.25, 0.5, 0.75, 1)], said("{what}, milliseconds", what=what), said("questions")
        )
    ]
    for number, count in enumerate(counts):
        if count:
            y = _y(count / most)
            place = (_LEFT + number * width, y, max(width - 1, 1), _y(0) - y)
            marks.append(Markup('<rect class="column" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(*place))
    for style, value in (("mark", median), ("mark late", late)):
        x = _x(value / longest)
        marks.append(Markup('<line class="{0}" x1="{1:.1f}" x2="{1:.1f}" y1="{2}" y2="{3:.1f}"/>').format(style, x, _TOP, _y(0)))
    told = said("{what}: half took up to {half} ms, 95 of 100 up to {late} ms.", what=what, half=f"{median:,.0f}", late=f"{late:,.0f}")
    return _plot(told, marks)


def _plot(title: str, marks: Sequence[Markup]) -> Markup:
    return Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>').format(
        _WIDTH, _HEIGHT, title, title, Markup("").join(marks)
    )


def _grid(top: float, ticks: Sequence[str], across: str, up: str) -> Markup:
    """Both axes with their ticks and names."""
    marks = []
    for number, text in enumerate(ticks):
        x = _x(number / (len(ticks) - 1))
        marks.append(Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(x, _HEIGHT - _BOTTOM + 16, text))
    for share in (0.0, 0.5, 1.0):
        y = _y(share)
        marks.append(Markup('<line class="axis" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(_LEFT, _RIGHT, y, y))
        marks.append(Markup('<text x="{}" y="{:.1f}" text-anchor="end">{:g}</text>').format(_LEFT - 6, y + 4, top * share))
    marks.append(Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format((_LEFT + _RIGHT) / 2, _HEIGHT - 8, across))
    middle = (_TOP + _y(0)) / 2
    marks.append(Markup('<text transform="rotate(-90 12 {0:.0f})" x="12" y="{0:.0f}" text-anchor="middle">{1}</text>').format(middle, up))
    return Markup("").join(marks)


def _x(share: float) -> float:
    return _LEFT + share * (_RIGHT - _LEFT)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (_HEIGHT - _BOTTOM - _TOP)


def _ceiling(value: float, steps: tuple[float, ...] = (1, 2, 5, 10)) -> float:
    """The next round number, of these times a power of ten; 1 for nothing."""
    if value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(round(power * step, 12) for step in steps if power * step >= value * (1 - 1e-9)))
