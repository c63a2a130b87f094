"""Changes of a brief: each function gives a new brief, in which every mark still has its citation and its source. Pure.

No id is used twice in a brief, and what no mark names any more is dropped.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from index.clean import clean_line
from index.errors import BriefError, NotFoundError
from rag.brief.models import Brief, BriefSentence, Identity, Item, Section, item_marks

LONGEST_TITLE = 300  # characters

_Part = TypeVar("_Part", bound=Section | Item)


def begun(identity: Identity, title: str, *, moment: datetime, language: str = "en", author: str = "", style: str = "") -> Brief:
    """An empty brief with one section without a title.

    Args:
        identity: Of the brief in the catalog.
        title: Its title.
        moment: Now, UTC.
        language: ISO 639-1 code of its labels and dates.
        author: Who signs it.
        style: Name of a citation style; empty takes the usual one.
    """
    given: dict[str, Any] = {"style": style} if style else {}
    sections = (Section(id="h1"),)
    brief = Brief(
        id=identity, title=_title(title), language=language, sections=sections, made_at=moment, changed_at=moment, next=2, **given
    )
    return changed(brief, moment, author=clean_line(author))


def with_settings(
    brief: Brief,
    *,
    moment: datetime,
    title: str | None = None,
    language: str | None = None,
    author: str | None = None,
    style: str | None = None,
) -> Brief:
    """With another title, language, author or citation style; ``None`` leaves what is there."""
    given = {"title": _title(title) if title is not None else None, "language": language, "style": style or None}
    given["author"] = clean_line(author) if author is not None else None
    return changed(brief, moment, **{name: value for name, value in given.items() if value is not None})


def with_section(brief: Brief, title: str, *, moment: datetime, before: Identity | None = None, after: Identity | None = None) -> Brief:
    """With one section more, at the end or beside another; its id is that ``added`` tells."""
    made = Section(id=f"h{brief.next}", title=_title(title))
    sections = _put(brief.sections, made, before=before, after=after)
    return changed(brief, moment, sections=sections, next=brief.next + 1)


def with_section_title(brief: Brief, section: Identity, title: str, *, moment: datetime) -> Brief:
    """With another title of a section; that of the first may be empty."""
    place = [one.id for one in brief.sections].index(section_of(brief, section).id)
    named = clean_line(title)[:LONGEST_TITLE] if not place else _title(title)
    sections = tuple(one.model_copy(update={"title": named}) if one.id == section else one for one in brief.sections)
    return changed(brief, moment, sections=sections)


def with_item(
    brief: Brief,
    item: Item,
    *,
    moment: datetime,
    section: Identity | None = None,
    before: Identity | None = None,
    after: Identity | None = None,
) -> Brief:
    """With one item more, at the end of a section, the last without one, or beside another item.

    Args:
        brief: Has the citations that the item's marks name.
        item: Is given a fresh id, which ``added`` tells.
        moment: Now, UTC.
        section: Id of the section.
        before: Id of the item it stands before.
        after: Id of the item it stands behind.
    """
    made = item.model_copy(update={"id": f"i{brief.next}", "heading": clean_line(item.heading)[:LONGEST_TITLE]})
    sections = _placed(brief.sections, made, section=section, before=before, after=after)
    return changed(brief, moment, sections=sections, next=brief.next + 1)


def without(brief: Brief, identity: Identity, *, moment: datetime) -> Brief:
    """Without an item, or a section and all that is in it."""
    if any(section.id == identity for section in brief.sections):
        rest = tuple(section for section in brief.sections if section.id != identity)
        if rest:
            return changed(brief, moment, sections=rest)
        return changed(brief, moment, sections=(Section(id=f"h{brief.next}"),), next=brief.next + 1)
    return changed(brief, moment, sections=_taken(brief.sections, item_of(brief, identity).id))


def moved(
    brief: Brief,
    identity: Identity,
    *,
    moment: datetime,
    section: Identity | None = None,
    before: Identity | None = None,
    after: Identity | None = None,
) -> Brief:
    """With an item, or a section, in another place: beside another one, or at the end of ``section`` or of the brief.

    The same brief if nothing moves.
    """
    if identity in (before, after):
        return brief
    own = next((one for one in brief.sections if one.id == identity), None)
    if own is not None:
        if section is not None:
            raise BriefError(f"{identity} is a section and cannot be put into another.", remedy="Put it before or after a section.")
        sections = _put(tuple(one for one in brief.sections if one.id != identity), own, before=before, after=after)
    else:
        item = item_of(brief, identity)
        sections = _placed(_taken(brief.sections, identity), item, section=section, before=before, after=after)
    return brief if sections == brief.sections else changed(brief, moment, sections=sections)


def edited(
    brief: Brief,
    identity: Identity,
    *,
    moment: datetime,
    heading: str | None = None,
    sentences: Sequence[BriefSentence] | None = None,
    language: str | None = None,
) -> Brief:
    """With other words in an item; ``None`` leaves what is there.

    An answer whose words or marks change is marked as edited. A quote whose words change is no quote any more, but text.

    Args:
        brief: Has the citations that the new marks name.
        identity: Id of the item.
        moment: Now, UTC.
        heading: What stands over it.
        sentences: All of its sentences.
        language: ISO 639-1 code of most of it.
    """
    item = item_of(brief, identity)
    update: dict[str, Any] = {}
    if heading is not None:
        update["heading"] = clean_line(heading)[:LONGEST_TITLE]
    if language is not None:
        update["language"] = language
    if sentences is not None:
        update["sentences"] = tuple(sentences)
        if _said(item.sentences) != _said(sentences):
            update |= {"edited": item.edited or item.kind != "text", "kind": "text" if item.kind == "quote" else item.kind}
            update |= {"as_of": moment} if item.kind == "text" else {}
    made = item.model_copy(update=update)
    if made == item:
        return brief
    sections = tuple(
        section.model_copy(update={"items": tuple(made if one.id == identity else one for one in section.items)})
        for section in brief.sections
    )
    return changed(brief, moment, sections=sections)


def with_translation(brief: Brief, citation: Identity, translation: str, *, translator: str, moment: datetime) -> Brief:
    """With a model's translation of a quote; an empty one takes it away."""
    if citation not in brief.citations:
        raise NotFoundError(f"There is no citation {citation} in the brief “{brief.title}”.")
    told = {"translation": translation.strip(), "translator": translator if translation.strip() else ""}
    citations = brief.citations | {citation: brief.citations[citation].model_copy(update=told)}
    return changed(brief, moment, citations=citations)


def added(before: Brief, after: Brief) -> Identity | None:
    """The id of the section or item that only ``after`` has; ``None`` if there is none."""
    known = {*(section.id for section in before.sections), *(item.id for item in before.items)}
    made = (*(section.id for section in after.sections), *(item.id for item in after.items))
    return next((identity for identity in made if identity not in known), None)


def item_of(brief: Brief, identity: Identity) -> Item:
    """An item by its id.

    Raises:
        NotFoundError: There is none.
    """
    for item in brief.items:
        if item.id == identity:
            return item
    raise NotFoundError(f"There is no item {identity} in the brief “{brief.title}”.", remedy=_there(brief))


def section_of(brief: Brief, identity: Identity) -> Section:
    """A section by its id.

    Raises:
        NotFoundError: There is none.
    """
    for section in brief.sections:
        if section.id == identity:
            return section
    raise NotFoundError(f"There is no section {identity} in the brief “{brief.title}”.", remedy=_there(brief))


def changed(brief: Brief, moment: datetime, **update: Any) -> Brief:
    """With these fields, checked anew, and without the citations and sources that nothing names any more."""
    made = Brief(**{**dict(brief), **update, "changed_at": moment})
    named = {mark.citation for item in made.items for mark in item_marks(item)}
    citations = {identity: one for identity, one in made.citations.items() if identity in named}
    cited = {one.source for one in citations.values()}
    sources = {identity: one for identity, one in made.sources.items() if identity in cited}
    return made.model_copy(update={"citations": citations, "sources": sources})


def _said(sentences: Sequence[BriefSentence]) -> list[Any]:
    return [(one.text, one.marks, one.begins) for one in sentences]


def _title(title: str) -> str:
    cleaned = clean_line(title)
    if not cleaned or len(cleaned) > LONGEST_TITLE:
        shown = f"{cleaned[:40]}…" if cleaned else cleaned
        raise BriefError(f"“{shown}” cannot be a title.", remedy=f"Give it 1 to {LONGEST_TITLE} characters.")
    return cleaned


def _there(brief: Brief) -> str:
    known = [f"{section.id} ({', '.join(item.id for item in section.items) or 'empty'})" for section in brief.sections]
    return f"There are {'; '.join(known)}."


def _taken(sections: Sequence[Section], item: Identity) -> tuple[Section, ...]:
    """The sections without an item."""
    return tuple(one.model_copy(update={"items": tuple(each for each in one.items if each.id != item)}) for one in sections)


def _placed(
    sections: Sequence[Section], item: Item, *, section: Identity | None, before: Identity | None, after: Identity | None
) -> tuple[Section, ...]:
    beside = before or after
    if beside is not None:
        home = next((one.id for one in sections for each in one.items if each.id == beside), None)
        if home is None or section not in (None, home):
            where = f" in section {section}" if section else ""
            raise NotFoundError(f"There is no item {beside}{where} to put it beside.", remedy="Name an item of the brief.")
    else:
        home = section or sections[-1].id
        if home not in {one.id for one in sections}:
            raise NotFoundError(f"There is no section {home} to put it into.", remedy=f"There are {', '.join(one.id for one in sections)}.")
    return tuple(
        one.model_copy(update={"items": _put(one.items, item, before=before, after=after)}) if one.id == home else one for one in sections
    )


def _put(parts: tuple[_Part, ...], part: _Part, *, before: Identity | None, after: Identity | None) -> tuple[_Part, ...]:
    """The parts with one more: before or behind another one, or at the end."""
    if before is not None and after is not None:
        raise BriefError(f"It cannot stand before {before} and after {after} at once.", remedy="Name one of the two.")
    beside = before or after
    if beside is None:
        return (*parts, part)
    ids = [one.id for one in parts]
    if beside not in ids:
        raise NotFoundError(f"There is no {beside} to put it beside.", remedy=f"There are {', '.join(ids)}.")
    place = ids.index(beside) + int(after is not None)
    return (*parts[:place], part, *parts[place:])
