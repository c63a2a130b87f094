"""The numbered sources at the end of a brief, each with every place that cites it."""

from collections.abc import Iterator, Mapping, Sequence, Set

from markupsafe import Markup

from rag.brief.models import Brief, Identity, Item
from rag.brief.numbering import NumberedSource, Place, numbered
from ui.briefs.places import item_name
from ui.render.elements import article_address, byline, day, element, icon, language_of, original_link
from ui.words import text


def sources(brief: Brief, *, states: Mapping[Identity, str], there: Set[Identity]) -> Markup:
    """The sources in the order of first use; nothing where nothing is cited.

    Args:
        brief: The brief.
        states: What a check found out, by id of the citation.
        there: Ids of the sources whose article the library still has.
    """
    listed = numbered(brief)
    if not listed:
        return Markup("")
    entries = (_source(one, states, there=one.source.id in there) for one in listed)
    heading = element("h2", text("chat.sources"), class_="sources-heading")
    return element("section", heading, element("ol", *entries, class_="source-list"), id="sources", class_="sources", tabindex=-1)


def _source(one: NumberedSource, states: Mapping[Identity, str], *, there: bool) -> Markup:
    source = one.source
    title = source.title or source.origin.rpartition("/")[2] or text("reader.untitled")
    language = language_of(source.language)
    if there:
        href = f"{article_address(source.article_id)}?version={source.version}"
        shown = element("a", title, href=href, target="_blank", rel="noopener", class_="source-title", **language)
    else:
        shown = element("span", title, class_="source-title", **language)
    gone = Markup("") if there else element("span", text("brief.not_there"), class_="state")
    author = element("span", element("bdi", source.author)) if source.author else Markup("")
    accessed = element("span", text("brief.accessed"), " ", day(source.accessed))
    about = (author, byline(source.source, source.published, source.language), accessed, original_link(source.url), gone)
    number = element("span", str(one.number), class_="source-number")
    body = element("div", shown, element("p", *about, class_="meta"), element("ul", *_places(one.places, states), class_="places"))
    return element("li", number, body, id=f"source-{source.id}", tabindex=-1)


def _places(places: Sequence[Place], states: Mapping[Identity, str]) -> Iterator[Markup]:
    """The quotes of a source, each once, with links to the items that cite it."""
    by_quote: dict[Identity, list[Place]] = {}
    for place in places:
        by_quote.setdefault(place.citation.id, []).append(place)
    for found in by_quote.values():
        citation = found[0].citation
        about = {"href": "#sources", "data_do": "quote", "data_citation": citation.id, "class_": "place-quote"}
        quoted = element("a", f"“{citation.quote}”", **about, **language_of(citation.language))
        state = states.get(citation.id, "")
        sign = element("span", text(f"brief.state_{state}"), class_=f"state state-{state}") if state else Markup("")
        items = {place.item.id: place.item for place in found}.values()
        yield element("li", quoted, element("span", sign, *(_back(item) for item in items), class_="backs"))


def _back(item: Item) -> Markup:
    name = item_name(item)
    label = text("brief.to_item", name=name)
    return element("a", icon("up-arrow"), element("bdi", name), href=f"#item-{item.id}", class_="back-to", aria_label=label)
