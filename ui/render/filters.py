"""What a question is restricted to: chips above the composer, and a form to add to them."""

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from index.models import UNKNOWN_LANGUAGE, Filters
from ui.render.elements import article_address, element, icon, language_name, language_of
from ui.render.periods import period
from ui.words import ours, text

_OUTLETS = 500  # offered; any other can be typed


def filter_bar(filters: Filters, *, outlets: Sequence[str], languages: Sequence[str]) -> Markup:
    """The chips of what is set, and the form behind ``Filters``.

    Args:
        filters: In force for the next question.
        outlets: Of the library, most articles first.
        languages: Of the library, ISO 639-1 codes.
    """
    form = element("form", *_fields(filters, outlets, languages), data_do="filter", class_="filter-form")
    summary = element("summary", icon("filter"), text("chat.filters"))
    panel = element("details", summary, form, class_="filter-panel")
    chips = tuple(_chip(key, shown) for key, shown in filter_chips(filters))
    listed = element("ul", *chips, class_="understood", aria_label=text("chat.filters_next")) if chips else Markup("")
    return element("div", panel, listed, class_="filters")


def filter_chips(filters: Filters) -> Iterator[tuple[str, Markup]]:
    """Each filter with the key it is taken away by."""
    if filters.published_from or filters.published_to:
        yield "date", element("bdi", period(filters.published_from, filters.published_to), **ours())
    for outlet in filters.sources:
        yield f"source:{outlet}", element("bdi", outlet)
    for language in filters.languages:
        yield f"language:{language}", element("bdi", language_name(language), **language_of(language))
    for article in filters.articles:
        yield f"article:{article}", element("a", text("filters.article"), href=article_address(article), class_="open")


def filtered_by(filters: Filters | None) -> Markup:
    """The same under a question that was asked with them."""
    chips = [
        element("li", element("span", icon("filter"), text("chat.only"), " ", shown)) for _, shown in filter_chips(filters or Filters())
    ]
    return element("ul", *chips, class_="understood filtered", aria_label=text("chat.filters")) if chips else Markup("")


def _chip(key: str, shown: Markup) -> Markup:
    label = text("chat.remove_filter", filter=shown.striptags())
    remove = element(
        "button", icon("cross"), type="button", data_do="unfilter", data_key_of=key, aria_label=label, title=text("chat.remove")
    )
    return element("li", element("span", text("chat.only"), " ", shown), remove)


def _fields(filters: Filters, outlets: Sequence[str], languages: Sequence[str]) -> Iterator[Markup]:
    days: Mapping[str, object] = {"from": filters.published_from, "to": filters.published_to}
    for name, label in (("from", text("chat.from")), ("to", text("chat.to"))):
        field = element("input", type="date", name=name, value=str(days[name] or ""))
        yield element("label", element("span", label), field)
    options = (element("option", value=outlet) for outlet in outlets[:_OUTLETS] if outlet)
    field = element("input", name="source", list="outlets", autocomplete="off", dir="auto", placeholder=text("chat.any_outlet"))
    yield element("label", element("span", text("chat.outlet")), field, element("datalist", *options, id="outlets"))
    names = (element("option", language_name(code), value=code, **language_of(code)) for code in languages if code != UNKNOWN_LANGUAGE)
    field = element("select", element("option", text("chat.any_language"), value=""), *names, name="language")
    yield element("label", element("span", text("chat.language")), field)
    yield element("button", text("chat.apply"), type="submit")
