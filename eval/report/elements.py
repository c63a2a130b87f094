"""What the parts of the page are made of. Pure; everything that was not written here is escaped."""

import unicodedata
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from eval.compare.words import interval, short
from eval.metrics import higher_is_better, metric_of
from eval.report.svg import bar
from eval.statistics.models import Estimate
from eval.wording import said
from index.models import UNKNOWN_LANGUAGE

_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """``text`` on one line, without characters that act on what follows."""
    kept = (" " if character.isspace() else character for character in text if character not in _REORDERING)
    return " ".join("".join(character for character in kept if unicodedata.category(character) not in ("Cc", "Cs")).split())


def headed(title: str) -> Markup:
    """The heading of a part, in the language of the report."""
    return Markup("<h2>{}</h2>").format(said(title))


def value_of(by: str, value: str) -> str:
    """What a part of the questions is called: types and languages have names, tags and outlets are as the set has them."""
    return said(value) if by in ("language", "type") else value


def left_to_right(figure: str) -> Markup:
    """A figure in a sentence that may run leftwards: its point and sign stay in front."""
    return Markup('<span dir="ltr">{}</span>').format(figure)


def table(header: Sequence[str], rows: Iterable[Markup], *, name: str) -> Markup:
    """A table that scrolls by itself, called ``name`` where it is read aloud; ``#`` says that a column is of numbers."""
    cells = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="number"') if one.startswith("#") else "", said(one.lstrip("#")))
        if one
        else Markup("<td></td>")
        for one in header
    )
    return Markup(
        '<div class="wide" role="region" aria-label="{}" tabindex="0"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(name, cells, Markup("").join(rows))


def figure_row(estimate: Estimate) -> Markup:
    """A figure with its interval, in words and drawn."""
    return Markup(
        '<tr><th scope="row">{}</th><td class="number">{}</td><td class="ends">{}</td><td>{}</td>'
        '<td class="number">{:,}</td><td class="number">{:,}</td></tr>'
    ).format(
        named(estimate.name),
        short(estimate.value),
        interval(estimate.low, estimate.high),
        bar(estimate.value, estimate.low, estimate.high),
        estimate.cases,
        estimate.articles,
    )


def named(name: str) -> Markup:
    """The name of a figure, with a sign where less is better; what it is comes up over it."""
    known = metric_of(name)
    told = Markup(' title="{}"').format(said(known.formula).replace("`", "")) if known is not None else ""
    less = "" if higher_is_better(name) else Markup(' <small class="less">{}</small>').format(said("less is better"))
    return Markup("<span{}>{}</span>{}").format(told, said(name), less)


def spoken(language: str) -> Markup:
    """The attribute that tells the language of what follows; none where it is not known."""
    return Markup(' lang="{}"').format(language) if language != UNKNOWN_LANGUAGE else Markup("")


def quotes(several: Iterable[str]) -> Markup:
    """Words of articles."""
    return Markup("").join(Markup('<blockquote dir="auto">{}</blockquote>').format(plain(one)) for one in several)
