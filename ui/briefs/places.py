"""Where an item or a section of a brief stands, and the next place for it. Pure."""

from datetime import datetime

from rag.brief.editing import moved
from rag.brief.models import Brief, Identity, Item
from ui.words import text

_NAME = 60  # characters


def stepped(brief: Brief, identity: Identity, by: int, *, moment: datetime) -> Brief:
    """The brief with an item or a section one place further up (-1) or down (1); the same where there is none."""
    sections = [section.id for section in brief.sections]
    if identity in sections:
        place = sections.index(identity) + by
        if not 0 <= place < len(sections):
            return brief
        beside = {"before" if by < 0 else "after": sections[place]}
        return moved(brief, identity, moment=moment, **beside)
    return _stepped_item(brief, identity, by, moment)


def _stepped_item(brief: Brief, identity: Identity, by: int, moment: datetime) -> Brief:
    for number, section in enumerate(brief.sections):
        items = [item.id for item in section.items]
        if identity not in items:
            continue
        place = items.index(identity) + by
        if 0 <= place < len(items):
            return moved(brief, identity, moment=moment, **{"before" if by < 0 else "after": items[place]})
        if not 0 <= number + by < len(brief.sections):
            return brief
        other = brief.sections[number + by]
        if by > 0 and other.items:
            return moved(brief, identity, moment=moment, before=other.items[0].id)
        return moved(brief, identity, moment=moment, section=other.id)
    return brief


def told_place(brief: Brief, identity: Identity) -> str:
    """Where an item or a section stands, in words."""
    sections = [section.id for section in brief.sections]
    if identity in sections:
        return text("brief.section_moved", place=sections.index(identity) + 1, count=len(sections))
    for section in brief.sections:
        ids = [item.id for item in section.items]
        if identity in ids:
            told = {"place": ids.index(identity) + 1, "count": len(ids)}
            return text("brief.moved", section=section.title, **told) if section.title else text("brief.moved_plain", **told)
    return ""


def name_of(brief: Brief, identity: Identity) -> str:
    """What an item or a section is recognised by, in a few words."""
    for number, section in enumerate(brief.sections, 1):
        if section.id == identity:
            return _short(section.title or text("brief.section", number=number))
    return next((item_name(item) for item in brief.items if item.id == identity), "")


def item_name(item: Item) -> str:
    """What an item is recognised by: its heading, else its first words."""
    return _short(item.heading or (item.sentences[0].text if item.sentences else text(f"brief.kind_{item.kind}")))


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[:_NAME].rstrip()}…"
