"""The headlines of a set over all its runs, drawn. Pure."""

from collections.abc import Sequence

from markupsafe import Markup

from eval.runs.models import Listed
from eval.wording import said
from ui.render.elements import element
from ui.render.evaluation import figure, moment
from ui.words import text

_MOST = 30  # runs: the last ones
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 340, 130, 34, 12, 12, 22


def trend(set_name: str, names: Sequence[str], listed: Sequence[Listed], *, current: str) -> Markup:
    """A small plot for each headline; nothing where there are fewer than three finished runs of the set."""
    runs = [one for one in reversed(listed) if one.set_name == set_name and one.complete and one.metrics][-_MOST:]
    if len(runs) < 3:
        return Markup("")
    drawn = [element("figure", element("figcaption", figure(name)), _plot(name, runs, current)) for name in names if _has(name, runs)]
    title = element("h2", text("evaluation.over_time"))
    return element("section", title, element("div", *drawn, class_="trends"), class_="report")


def _has(name: str, runs: Sequence[Listed]) -> bool:
    return sum(name in one.metrics for one in runs) > 1


def _plot(name: str, runs: Sequence[Listed], current: str) -> Markup:
    known = [(number, one, one.metrics[name]) for number, one in enumerate(runs) if name in one.metrics]
    values = [value for _, _, value in known]
    low, high = _ends(min(values), max(values))
    places = [(_x(number, len(runs)), _y((value - low) / (high - low)), one) for number, one, value in known]
    marks = [_line(_LEFT, _WIDTH - _RIGHT, _y(share), f"{low + share * (high - low):.2f}") for share in (0.0, 1.0)]
    marks.append(element("polyline", class_="curve", points=" ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)))
    marks += [_dot(x, y, one, name, here=one.name == current) for x, y, one in places]
    told = f"{said(name)}: {values[0]:.3f} → {values[-1]:.3f}"
    return element("svg", *marks, class_="plot", viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=told)


def _dot(x: float, y: float, one: Listed, name: str, *, here: bool) -> Markup:
    title = element("title", f"{one.name} · {moment(one.started)} · {one.metrics[name]:.3f}")
    return element("circle", title, class_="dot" if here else "dot open", cx=f"{x:.1f}", cy=f"{y:.1f}", r=5 if here else 4)


def _line(left: int, right: int, y: float, label: str) -> Markup:
    drawn = element("line", class_="axis", x1=left, x2=right, y1=f"{y:.1f}", y2=f"{y:.1f}")
    return drawn + element("text", label, x=left - 5, y=f"{y + 4:.1f}", text_anchor="end")


def _ends(low: float, high: float) -> tuple[float, float]:
    """Ends of the axis: at least a tenth apart, inside [0, 1]."""
    room = max(0.1 - (high - low), 0.02) / 2
    return max(0.0, low - room), min(1.0, high + room)


def _x(number: int, count: int) -> float:
    return _LEFT + 6 + number / (count - 1) * (_WIDTH - _RIGHT - _LEFT - 12)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (_HEIGHT - _BOTTOM - _TOP)
