"""What a check of a brief found, beside the brief: what became of its sources, what no longer stands, and what is said later."""

from collections.abc import Iterator

from markupsafe import Markup

from rag.brief.check_models import BriefCheck, CitationCheck, Newer, SentenceCheck
from rag.brief.models import Brief
from ui.render.brief_side import panel
from ui.render.elements import byline, element, joined, language_of, span_address
from ui.words import ours, text

_TAGS = {"same": "span", "gone": "del", "new": "ins"}


def check_panel(brief: Brief, found: BriefCheck) -> Markup:
    """All of it, the gravest first.

    Args:
        brief: The brief that was checked.
        found: What was found.
    """
    counted = ((state, count) for state, count in found.counts.items() if count)
    counts = element(
        "ul",
        *(
            element("li", element("strong", text("brief.number", value=count)), " ", text(f"brief.state_{state}"))
            for state, count in counted
        ),
        class_="counts",
    )
    changed = [one for one in found.citations if one.state != "unchanged"]
    weak = [one for one in found.sentences if not one.holds]
    parts = (counts, *_group("brief.check_sources", [_citation(brief, one) for one in changed]))
    parts += (*_group("brief.check_words", [_sentence(one) for one in weak]), *_group("brief.check_newer", list(map(_newer, found.newer))))
    whole = element("p", text("brief.all_stand"), class_="fine") if found.holds and not (changed or found.newer) else Markup("")
    notices = (element("p", notice, class_="notice", dir="auto") for notice in found.notices)
    return panel(text("brief.checked"), whole, *parts, *notices)


def _group(key: str, entries: list[Markup]) -> Iterator[Markup]:
    if entries:
        yield element("h3", text(key))
        yield element("ul", *entries, class_="findings")


def _citation(brief: Brief, one: CitationCheck) -> Markup:
    """A citation whose article is no longer as it was."""
    source, citation = brief.sources[one.source], brief.citations[one.citation]
    state = element("span", text(f"brief.state_{one.state}"), class_=f"chip state-{one.state}")
    about = {"href": "#sources", "data_do": "quote", "data_citation": one.citation}
    named = f"{one.number}. {source.title or source.origin}"
    title = element("a", named, class_="finding-title", **about, **language_of(source.language))
    language = language_of(citation.language)
    stands = element("p", text("brief.stands"), class_="hint") if one.stands and one.state == "updated" else Markup("")
    changes = (element(_TAGS[each.kind], each.text) for each in one.changes)
    words = element("p", *changes, class_="changes", **language) if one.changes else Markup("")
    link = (
        element("a", text("brief.read_now"), href=span_address(one.now), target="_blank", rel="noopener", class_="now-link")
        if one.now and one.presence != "gone"
        else Markup("")
    )
    return element("li", title, " ", state, stands, words, *_notice(one), link)


def _notice(one: CitationCheck) -> Iterator[Markup]:
    if one.notice is not None:
        said = element("q", one.notice.text, **language_of(one.notice.language))
        yield element("blockquote", said, element("p", byline(one.notice.source, one.notice.published), class_="meta"))


def _sentence(one: SentenceCheck) -> Markup:
    """A sentence that is not wholly supported."""
    link = element("a", one.text, href=f"#item-{one.item}", class_="finding-title", **language_of(one.language))
    verdict = one.now if one.now not in (None, "supported") else one.verdict
    key = "library" if one.against == "library" else "verdict"
    state = element("span", text(f"brief.{key}_{verdict or 'partly'}"), class_=f"chip verdict-{verdict}")
    reasons = (element("span", reason, class_="reason", lang="en", dir="ltr") for reason in (*one.reasons, *one.now_reasons))
    return element("li", link, " ", state, *reasons)


def _newer(one: Newer) -> Markup:
    """A later report that says otherwise."""
    report = one.report
    quote = element("a", report.quote or report.value, href=span_address(report.span), target="_blank", rel="noopener")
    said = element("p", quote, **language_of(report.language))
    back = element(
        "a", text("brief.in_brief"), " ", element("bdi", one.cited.quote or one.cited.value), href=f"#item-{one.item}", class_="hint"
    )
    return element("li", said, element("p", byline(report.source or report.title, report.published), class_="meta"), joined(back), **ours())
