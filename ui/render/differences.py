"""Where sources differ, as a table whose quotes open the reader. On a phone each row is a block of its own, so it has explicit roles."""

from collections.abc import Iterator

from markupsafe import Markup

from rag.models import Difference, DifferenceValue
from ui.emphasis import Emphasised
from ui.render.elements import byline, element, emphasised, joined, language_of, span_address
from ui.wording import amount
from ui.words import ours, text


def difference(found: Difference) -> Markup:
    """One thing that sources report differently."""
    caption = element("caption", text("chat.differ"), " ", element("bdi", found.what), _relation(found))
    names = (text("chat.value"), text("chat.words"), text("chat.source"))
    heads = element("tr", *(element("th", name, scope="col", role="columnheader") for name in names), role="row")
    rows = (_row(value) for value in found.values)
    return element(
        "table",
        caption,
        element("thead", heads, role="rowgroup"),
        element("tbody", *rows, role="rowgroup"),
        class_="differences",
        role="table",
        **ours(),
    )


def _relation(found: Difference) -> Markup:
    return element("span", text(f"chat.{found.relation}"), class_=f"chip relation-{found.relation}")


def _row(value: DifferenceValue) -> Markup:
    newest = element("span", text("chat.newest"), class_="chip newest") if value.newest else Markup("")
    return element(
        "tr",
        element("th", element("span", amount(value), **language_of(value.language)), newest, scope="row", role="rowheader"),
        element("td", _quote(value), role="cell"),
        element("td", element("span", _who(value), class_="meta"), *_also(value), role="cell"),
        role="row",
    )


def _quote(value: DifferenceValue) -> Markup:
    shown = emphasised(Emphasised(value.quote, value.emphasis)) if value.quote else amount(value)
    return element("a", shown, class_="open says", href=span_address(value.span), **language_of(value.language))


def _who(value: DifferenceValue) -> Markup:
    undated = element("span", text("chat.no_date")) if value.published is None else Markup("")
    return joined(byline(value.source or value.title, value.published), undated, byline(None, None, value.language))


def _also(value: DifferenceValue) -> Iterator[Markup]:
    """Who else says the same; each opens at its own sentence."""
    for other in value.also:
        name = element("bdi", other.source or other.title or text("chat.another"))
        says = f"{amount(other)}: {other.quote}" if other.quote else amount(other)
        link = element("a", name, class_="open", href=span_address(other.span), title=says)
        when = text("chat.no_date") if other.published is None else byline(None, other.published)
        yield element("span", element("span", text("chat.also_says"), " ", link), element("span", when), class_="meta also")
