"""One item of a brief: its sentences with numbered citations and verdicts, where its sources differ, and the box it is edited in."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from index.language import detect, direction
from rag.brief.collecting import one_line
from rag.brief.models import Brief, BriefCitation, BriefSentence, Identity, Item
from rag.brief.numbering import numbers
from rag.brief.who_said import Said, tables
from ui.render.elements import byline, day, element, icon, joined, language_of, span_address
from ui.wording import runs_rightwards
from ui.words import ours, text

NEW = "new"  # the id of an item that is not there yet

_DRAWINGS = {"supported": "check", "partly": "half", "not_supported": "cross"}
_GLUE = "\N{WORD JOINER}"  # keeps a number on the line of its word
_MARK = re.compile(r"(?<!\\)(\[@\w+\])")


class Editing(NamedTuple):
    """An item that is being edited.

    Attributes:
        item: Its id; ``NEW`` for one that is not there yet.
        section: The section a new one comes into.
        text: What is in the box, in its written form.
        heading: What stands over it.
        problem: Why it could not be saved, in words; empty if nobody tried.
    """

    item: Identity
    section: Identity = ""
    text: str = ""
    heading: str = ""
    problem: str = ""


class Numbered(NamedTuple):
    """A brief with the numbers of its sources by citation, and what a check found out about citations.

    Attributes:
        brief: The brief.
        numbers: By id of the citation.
        states: By id of the citation: only those that are no longer as they were.
    """

    brief: Brief
    numbers: Mapping[Identity, int]
    states: Mapping[Identity, str] = {}


def with_numbers(brief: Brief, states: Mapping[Identity, str] | None = None) -> Numbered:
    """The brief with the number of each citation."""
    by_source = numbers(brief)
    found = {one.id: by_source[one.source] for one in brief.citations.values() if one.source in by_source}
    return Numbered(brief, found, states or {})


def item_view(item: Item, shown: Numbered) -> Markup:
    """What an item says."""
    heading = element("h3", item.heading, class_="item-heading", dir="auto") if item.heading else Markup("")
    text_shown = element("div", *_paragraphs(item, shown), class_="item-text")
    differing = joined(*(_difference(rows, shown) for rows in tables(shown.brief, item.id)))
    return joined(heading, text_shown, differing)


def item_meta(item: Item) -> Markup:
    """What kind of item it is, and from when."""
    kind = text(f"brief.kind_{item.kind}")
    made = text(f"chat.made_{item.mode}", model=item.mode) if item.mode == "quotes" else item.mode
    edited = element("span", text("brief.edited")) if item.edited else Markup("")
    moment = element("span", text("brief.as_of"), " ", day(item.as_of.astimezone().date()))
    who = element("span", element("bdi", made)) if made else Markup("")
    return element("p", element("span", kind, class_="kind"), who, moment, edited, class_="meta", **ours())


def language_of_sentence(sentence: BriefSentence, item: Item, brief: Brief) -> str:
    """The language of a sentence: that of the quote it is, else of the item, unless it runs the other way."""
    first = brief.citations[sentence.marks[0].citation] if sentence.marks else None
    if first is not None and one_line(first.quote) == sentence.text:
        return first.language
    rightwards = runs_rightwards(sentence.text)
    fits = rightwards is None or rightwards == (direction(item.language) == "ltr")
    return item.language if fits else detect(sentence.text)


def chip(citation: BriefCitation, shown: Numbered, *, identity: str) -> Markup:
    """The number of a citation, which opens its quote in context; the quote shows while it is pointed at or has the focus."""
    source = shown.brief.sources[citation.source]
    number, state = shown.numbers.get(citation.id, 0), shown.states.get(citation.id, "")
    about = ", ".join(part for part in (source.title, source.source or "") if part)
    changed = text(f"brief.state_{state}") if state else ""
    label = text("brief.citation", number=number, about=". ".join(part for part in (about, changed) if part))
    link = element(
        "a",
        str(number),
        class_=f"cite state-{state}" if state else "cite",
        href=f"#source-{source.id}",
        id=identity,
        data_do="quote",
        data_citation=citation.id,
        aria_label=label,
        aria_describedby=f"{identity}-quote",
    )
    quote = element("span", citation.quote, class_="preview-quote", **language_of(citation.language))
    title = element("span", element("bdi", source.title), class_="preview-title") if source.title else Markup("")
    lines = [quote, title, element("span", byline(source.source, source.published), class_="meta")]
    lines += [element("span", changed, class_="state", **ours())] if changed else []
    card = element("span", *lines, class_="preview", role="tooltip", id=f"{identity}-quote")
    return element("span", link, card, class_="previewed")


def plain_chip(citation: BriefCitation, shown: Numbered) -> Markup:
    """The number of a citation as it stands in an editor: in one piece, with the mark that is saved."""
    number = str(shown.numbers.get(citation.id, "•"))
    title = f"{shown.brief.sources[citation.source].title}: {citation.quote[:200]}"
    return element("span", number, class_="cite held", contenteditable="false", data_mark=f"[@{citation.id}]", title=title)


def editor(editing: Editing, shown: Numbered, language: str) -> Markup:
    """The box an item is edited in. A citation is one piece of it."""
    identity = f"edit-{editing.item}"
    problem = element("p", editing.problem, class_="problem", role="alert", id=f"{identity}-problem", **ours()) if editing.problem else ""
    heading = element(
        "input",
        name="heading",
        value=editing.heading,
        maxlength=300,
        dir="auto",
        placeholder=text("brief.heading_hint"),
        aria_label=text("brief.heading"),
        autocomplete="off",
    )
    box = element(
        "div",
        *_written(editing.text, shown),
        contenteditable="plaintext-only",
        role="textbox",
        aria_multiline="true",
        aria_label=text("brief.words"),
        aria_describedby=f"{identity}-hint",
        class_="editor",
        id=f"{identity}-text",
        data_begin=True,
        spellcheck="true",
        **language_of(language),
    )
    hint = element("p", text("brief.edit_hint"), class_="hint", id=f"{identity}-hint")
    save = element("button", text("brief.save"), type="submit", class_="button primary")
    cancel = element("button", text("brief.cancel"), type="button", class_="button", data_do="cancel", data_focus=f"change-{editing.item}")
    tools = element("div", save, cancel, *_citing(shown, identity), class_="edit-tools")
    target = {"data_do": "save", "data_item": editing.item, "data_section": editing.section, "data_focus": f"change-{editing.item}"}
    return joined(problem, element("form", heading, box, hint, tools, id=identity, class_="edit-form", **target))


def _citing(shown: Numbered, identity: str) -> Iterator[Markup]:
    """A menu of the quotes of the brief, each of which can be cited once more."""
    if not shown.brief.citations:
        return
    ordered = sorted(shown.brief.citations.values(), key=lambda one: shown.numbers.get(one.id, 0))
    yield element("button", icon("plus"), text("brief.cite"), type="button", class_="button", popovertarget=f"{identity}-cite")
    entries = (
        element(
            "button",
            plain_chip(one, shown),
            element("span", one.quote[:160], **language_of(one.language)),
            type="button",
            data_insert=True,
            popovertarget=f"{identity}-cite",
            popovertargetaction="hide",
        )
        for one in ordered
    )
    yield element(
        "div", *entries, id=f"{identity}-cite", popover="auto", class_="menu cite-menu", role="group", aria_label=text("brief.cite")
    )


def _written(words: str, shown: Numbered) -> Iterator[str]:
    for part in _MARK.split(words):
        citation = shown.brief.citations.get(part[2:-1]) if _MARK.fullmatch(part) else None
        yield plain_chip(citation, shown) if citation is not None else part


def _paragraphs(item: Item, shown: Numbered) -> Iterator[Markup]:
    numbered, counted = [], 0
    for place, sentence in enumerate(item.sentences):
        counted += sentence.begins
        numbered.append((counted, place, sentence))
    for _, group in groupby(numbered, key=lambda each: each[0]):
        parts = [(place, sentence) for _, place, sentence in group]
        language = language_of_sentence(parts[0][1], item, shown.brief)
        written = (_sentence(sentence, f"{item.id}-{place}", item, shown, language) for place, sentence in parts)
        yield element("p", Markup(" ").join(written), **language_of(language))


def _sentence(sentence: BriefSentence, identity: str, item: Item, shown: Numbered, around: str) -> Markup:
    own = language_of_sentence(sentence, item, shown.brief)
    pieces: list[str] = []
    place = 0
    for number, mark in enumerate(sentence.marks):
        pieces += [sentence.text[place : mark.at], _GLUE]
        cited = chip(shown.brief.citations[mark.citation], shown, identity=f"cite-{identity}-{number}")
        pieces.append(element("span", cited, class_="cites"))
        place = mark.at
    pieces.append(sentence.text[place:])
    language = language_of(own) if own != around else {}
    verdict = f"said verdict-{sentence.verdict or 'unknown'}"
    return element("span", *pieces, _GLUE, _verdict(sentence, f"why-{identity}"), class_=verdict, **language)


def _verdict(sentence: BriefSentence, identity: str) -> Markup:
    """The sign of a verdict; its reasons show while it is pointed at or has the focus."""
    if sentence.verdict is None:
        return Markup("")
    name = text(f"brief.verdict_{sentence.verdict}" if sentence.marks else f"brief.library_{sentence.verdict}")
    sign = element("button", icon(_DRAWINGS[sentence.verdict]), type="button", class_="sign", aria_label=name, aria_describedby=identity)
    reasons = element("span", *(element("span", one, class_="reason", lang="en", dir="ltr") for one in sentence.reasons))
    card = element("span", element("strong", name), reasons, class_="preview", role="tooltip", id=identity, **ours())
    return element("span", sign, card, class_="previewed")


def _difference(rows: tuple[Said, ...], shown: Numbered) -> Markup:
    """Who said what when, where reports differ. On a phone each row is a block of its own, so it has explicit roles."""
    relation = element("span", text(f"chat.{rows[0].relation}"), class_=f"chip relation-{rows[0].relation}")
    caption = element("caption", text("chat.differ"), " ", element("bdi", rows[0].what), relation)
    names = (text("chat.value"), text("chat.words"), text("chat.source"))
    heads = element("tr", *(element("th", name, scope="col", role="columnheader") for name in names), role="row")
    body = element("tbody", *(_said(row, shown) for row in rows), role="rowgroup")
    head = element("thead", heads, role="rowgroup")
    return element("table", caption, head, body, class_="differences", role="table", **ours())


def _said(row: Said, shown: Numbered) -> Markup:
    newest = element("span", text("chat.newest"), class_="chip newest") if row.newest else Markup("")
    value = element("th", element("span", row.value, **language_of(row.language)), newest, scope="row", role="rowheader")
    number = element("span", text("brief.source_number", number=row.number), class_="chip") if row.number else Markup("")
    if row.citation:
        about = {"href": "#sources", "data_do": "quote", "data_citation": row.citation}
        words = element("a", row.quote, class_="says", **about, **language_of(row.language))
    else:
        address = span_address(row.span)
        words = element("a", row.quote or row.value, href=address, target="_blank", class_="says", **language_of(row.language))
    who = element("span", byline(row.source or row.title, row.published, row.language), number, class_="meta")
    return element("tr", value, element("td", words, role="cell"), element("td", who, role="cell"), role="row")
