"""A brief on the terminal, and as JSON."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from rag.brief.briefs import KeptBrief
from rag.brief.marks import labelled
from rag.brief.models import Brief, BriefSentence, Item
from rag.brief.numbering import NumberedSource, numbered, numbers
from ui.cli.terminal import count, details, foreign, write
from ui.wording import RELATIONS, VERDICTS, amount

SIGNS = {"supported": ("✓", "green"), "partly": ("≈", "yellow"), "not_supported": ("✗", "red"), None: ("?", "dim")}


def brief_shape(kept: KeptBrief) -> dict[str, Any]:
    """The object of ``brief show --json``."""
    brief = kept.brief
    whole = brief.model_dump(mode="json", exclude={"sources", "citations", "next"})
    known = numbers(brief)
    citations = [
        {**citation.model_dump(mode="json"), "number": known[citation.source], "span": brief.span(citation).model_dump()}
        for citation in brief.citations.values()
    ]
    sources = [{"number": one.number, **one.source.model_dump(mode="json")} for one in numbered(brief)]
    return {**whole, "revision": kept.revision, "owner": kept.owner, "citations": citations, "sources": sources}


def write_brief(console: Console, brief: Brief) -> None:
    """Write all of a brief: sections and items with their ids, sentences with signs and numbers, and the sources."""
    write(console, (foreign(brief.title, terminal=console.is_terminal), "bold"))
    write(console, (details(console, brief.author, brief.language, brief.style, brief.id), "dim"))
    numbered_by = numbers(brief)
    known = {citation.id: numbered_by[citation.source] for citation in brief.citations.values()}
    for section in brief.sections:
        write(console)
        write(console, (f"{section.id}  ", "cyan"), (foreign(section.title, terminal=console.is_terminal) or "(no title)", "bold"))
        for item in section.items:
            _write_item(console, item, known)
    if not list(brief.items):
        write(console, ("    It is empty. `sanad brief add` puts something into it.", "dim"))
        return
    _write_sources(console, brief)
    used = dict.fromkeys(sentence.verdict for item in brief.items for sentence in item.sentences)
    write(console)
    write(
        console,
        (
            " · ".join(f"{SIGNS[verdict][0]} {VERDICTS[verdict] if verdict else 'claims nothing'}" for verdict in SIGNS if verdict in used),
            "dim",
        ),
    )


def _write_item(console: Console, item: Item, known: Mapping[str, int]) -> None:
    write(console)
    parts = [
        f"answer {item.answer}" if item.answer else item.kind,
        item.mode,
        item.as_of.date().isoformat(),
        "edited" if item.edited else "",
    ]
    heading = foreign(item.heading, terminal=console.is_terminal)
    write(console, (f"{item.id}  ", "cyan"), (f"{heading}  " if heading else "", "bold"), (details(console, *parts), "dim"))
    for place, sentence in enumerate(item.sentences):
        if place and sentence.begins:
            write(console)
        _write_sentence(console, sentence, known)
    for difference in item.differences:
        write(console, ("  ! ", "yellow"), foreign(difference.what, terminal=console.is_terminal), f": {RELATIONS[difference.relation]}")
        for value in difference.values:
            said = details(console, amount(value), value.published, value.source or value.title)
            write(console, (f"      {said}", "dim"))


def _write_sentence(console: Console, sentence: BriefSentence, known: Mapping[str, int]) -> None:
    text = labelled(sentence, lambda mark: f"[{known[mark.citation]}]")
    sign, style = SIGNS[sentence.verdict]
    write(console, (f"  {sign} ", style), foreign(text, terminal=console.is_terminal))
    for reason in sentence.reasons:
        write(console, (f"    {foreign(reason, terminal=console.is_terminal)}", style))


def _write_sources(console: Console, brief: Brief) -> None:
    found = numbered(brief)
    if not found:
        return
    write(console)
    write(console, ("Sources", "bold"), (f"  {count(len(found), 'article')}, {count(len(brief.citations), 'quote')}", "dim"))
    for one in found:
        _write_source(console, one)


def _write_source(console: Console, one: NumberedSource) -> None:
    source = one.source
    write(console, (f"[{one.number}]", "cyan"), " ", foreign(source.title or source.article_id, terminal=console.is_terminal))
    items = ", ".join(dict.fromkeys(place.item.id for place in one.places))
    accessed = f"accessed {source.accessed}"
    write(console, (f"    {details(console, source.author, source.source, source.published, source.url, accessed, f'in {items}')}", "dim"))
    for citation in {place.citation.id: place.citation for place in one.places}.values():
        write(console, (f"    {citation.id}  ", "dim"), foreign(citation.quote, terminal=console.is_terminal))
