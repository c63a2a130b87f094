"""What a person does with a brief on its page: opens, orders, writes, undoes."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from markupsafe import Markup

from index.errors import BriefConflictError, BriefError, SanadError
from rag.brief import editing as change
from rag.brief.briefs import KeptBrief
from rag.brief.check_models import BriefCheck
from rag.brief.models import Brief, Identity
from rag.brief.numbering import numbers
from ui.briefs.asked import Asked, Look
from ui.briefs.own import OwnBriefs
from ui.briefs.places import name_of, stepped, told_place
from ui.briefs.sources import Shelf
from ui.briefs.writing import Writing
from ui.render.brief_checked import check_panel
from ui.render.brief_item import NEW, Editing
from ui.render.brief_list import deleted, problem, toast
from ui.render.brief_side import Revision as ShownRevision
from ui.render.brief_side import history_panel, quote_panel
from ui.words import spoken, text


class Result(NamedTuple):
    """What the page has to show besides the brief or the list.

    Attributes:
        toast: What was done, with the way to undo it, or what went wrong.
        status: What was done, in words for a screen reader.
        side: What stands beside it; ``None`` leaves that as it is.
        drawn: Whether the brief or the list is to be drawn anew.
    """

    toast: Markup = Markup("")
    status: str = ""
    side: Markup | None = None
    drawn: bool = True


class Working:
    """Does what is asked for. Pages share one; it may be called from several threads at once.

    Args:
        writing: Reads and judges what a person writes.
        shelf: Tells what the library still has.
        check: Holds a brief against the library as it is now.
    """

    def __init__(self, writing: Writing, shelf: Shelf, check: Callable[[Brief], BriefCheck]) -> None:
        self._writing = writing
        self._shelf = shelf
        self._checking = check
        self._deeds: Mapping[str, Callable[[OwnBriefs, Look, Asked], Result]] = {
            "open": self._open,
            "list": self._list,
            "new": self._new,
            "rename": self._rename,
            "delete": self._delete,
            "restore": self._restore,
            "settings": self._settings,
            "add_section": self._add_section,
            "section": self._section,
            "up": lambda own, look, asked: self._step(own, look, asked, -1),
            "down": lambda own, look, asked: self._step(own, look, asked, 1),
            "move": self._move,
            "remove": self._remove,
            "add_text": self._add_text,
            "change": self._change,
            "cancel": self._cancel,
            "save": self._save,
            "undo": self._undo,
            "redo": self._redo,
            "history": self._history,
            "go_to": self._go_to,
            "quote": self._quote,
            "check": self._check,
            "close": lambda _own, _look, _asked: Result(side=Markup(""), drawn=False),
            "tell": lambda _own, _look, asked: Result(toast=problem(asked.text[:1_000]), drawn=False),
        }

    def do(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        """Do what is asked for, and say what to show; what goes wrong is said in words."""
        deed = self._deeds.get(asked.do)
        if deed is None:
            return Result(toast=problem(text("brief.unknown_do")), drawn=False)
        try:
            return deed(own, look, asked)
        except BriefConflictError:
            return Result(toast=problem(text("brief.conflict")))
        except SanadError as error:
            return Result(toast=problem(str(error)))

    def _open(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        look.open(asked.brief)
        return Result(side=Markup(""))

    def _list(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        look.search = asked.search.strip()
        return Result()

    def _new(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        made = own.new(text("brief.untitled"), language=spoken(), author=asked.author)
        look.open(made.brief.id if made else "")
        look.begin = made.brief.id if made else ""
        return Result(side=Markup(""))

    def _rename(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        own.change(asked.brief, "settings", lambda brief: change.with_settings(brief, title=asked.title, moment=own.moment))
        return Result(status=text("brief.saved"))

    def _delete(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        kept = own.get(asked.brief)
        if kept is None or not own.delete(asked.brief):
            return Result()
        if look.brief == asked.brief:
            look.open("")
        return Result(toast=deleted(kept.brief.title, asked.brief))

    def _restore(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        own.restore(asked.brief)
        kept = own.get(asked.brief)
        return Result(toast=toast(text("brief.restored", title=kept.brief.title)) if kept else Markup(""))

    def _settings(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        given = {"title": asked.title, "author": asked.author, "language": asked.language or None, "style": asked.style or None}
        own.change(asked.brief, "settings", lambda brief: change.with_settings(brief, moment=own.moment, **given))
        return Result(status=text("brief.saved"))

    def _add_section(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        title = text("brief.new_section")
        kept = own.change(asked.brief, "section", lambda brief: change.with_section(brief, title, moment=own.moment), about=title)
        look.begin = kept.brief.sections[-1].id
        return Result(status=text("brief.saved"))

    def _section(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        def named(brief: Brief) -> Brief:
            return change.with_section_title(brief, asked.section, asked.title, moment=own.moment)

        own.change(asked.brief, "heading", named, about=asked.title.strip())
        return Result(status=text("brief.saved"))

    def _step(self, own: OwnBriefs, look: Look, asked: Asked, by: int) -> Result:
        return self._moved(own, asked, lambda brief: stepped(brief, asked.item, by, moment=own.moment), by)

    def _move(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        where = {"before": asked.before} if asked.before else {"section": asked.section or None}
        return self._moved(own, asked, lambda brief: change.moved(brief, asked.item, moment=own.moment, **where))

    def _moved(self, own: OwnBriefs, asked: Asked, move: Callable[[Brief], Brief], by: int = 0) -> Result:
        before = own.get(asked.brief)
        kept = own.change(asked.brief, "moved", move, about=name_of(before.brief, asked.item) if before else "")
        if by and before and before.revision == kept.revision:
            return Result(status=text("brief.first_already" if by < 0 else "brief.last_already"))
        return Result(status=told_place(kept.brief, asked.item))

    def _remove(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        before = own.get(asked.brief)
        name = name_of(before.brief, asked.item) if before else ""
        own.change(asked.brief, "removed", lambda brief: change.without(brief, asked.item, moment=own.moment), about=name)
        return Result(toast=toast(text("brief.removed", name=name), undo=True))

    def _add_text(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        look.editing = Editing(NEW, section=asked.section)
        return Result()

    def _change(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        kept = own.get(asked.brief)
        if kept is not None:
            item = change.item_of(kept.brief, asked.item)
            look.editing, look.base = Editing(item.id, text=self._writing.written(item), heading=item.heading), kept.revision
        return Result()

    def _cancel(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        look.editing = None
        return Result()

    def _save(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        """Keep what was written, or tell why not and leave it in its box."""
        base = look.base if look.editing and look.editing.item == asked.item else _number(asked.revision)
        box = Editing(asked.item, section=asked.section, text=asked.text, heading=asked.heading)
        try:
            self._writing.save(own, asked, base=base)
        except BriefConflictError:
            return self._again(own, look, asked, box)
        except BriefError as error:
            look.editing = box._replace(problem=str(error))
            return Result()
        look.editing = None
        return Result(status=text("brief.saved"))

    def _again(self, own: OwnBriefs, look: Look, asked: Asked, box: Editing) -> Result:
        """The box with what was typed, beside what the brief says by now."""
        kept = own.get(asked.brief)
        look.base = kept.revision if kept else 0
        if kept and any(item.id == asked.item for item in kept.brief.items):
            look.editing = box._replace(problem=text("brief.conflict_text"))
        else:
            look.editing = _orphaned(kept, asked.text, asked.heading)
        return Result()

    def _undo(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        before = own.get(asked.brief)
        if before is None or before.undoes is None:
            return Result(status=text("brief.nothing_to_undo"))
        own.undo(asked.brief)
        return Result(status=text("brief.undone", what=told_change(before.undoes.what, before.undoes.about)))

    def _redo(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        before = own.get(asked.brief)
        if before is None or before.redoes is None:
            return Result(status=text("brief.nothing_to_redo"))
        own.redo(asked.brief)
        return Result(status=text("brief.redone", what=told_change(before.redoes.what, before.redoes.about)))

    def _history(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        kept = own.get(asked.brief)
        if kept is None:
            return Result()
        made = (
            ShownRevision(one.number, told_change(one.what, one.about), one.made_at, current=one.number == kept.revision)
            for one in reversed(own.history(asked.brief))
        )
        return Result(side=history_panel(tuple(made)), drawn=False)

    def _go_to(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        number = _number(asked.number)
        found = next((one for one in own.history(asked.brief) if one.number == number), None)
        if found is None:
            return Result(toast=problem(text("brief.gone")))
        own.return_to(asked.brief, number)
        side = self._history(own, look, asked).side
        return Result(toast=toast(text("brief.went_back", what=told_change(found.what, found.about)), undo=True), side=side)

    def _quote(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        kept = own.get(asked.brief)
        citation = kept.brief.citations.get(asked.citation) if kept else None
        if kept is None or citation is None:
            return Result(toast=problem(text("brief.gone")))
        there = self._shelf.has(kept.brief.sources[citation.source])
        number = numbers(kept.brief).get(citation.source, 0)
        return Result(side=quote_panel(kept.brief, citation, number=number, there=there), drawn=False)

    def _check(self, own: OwnBriefs, look: Look, asked: Asked) -> Result:
        kept = own.get(asked.brief)
        if kept is None:
            return Result(toast=problem(text("brief.gone")))
        found = self._checking(kept.brief)
        look.states = {one.citation: one.state for one in found.citations if one.state != "unchanged"}
        return Result(status=text("brief.checked"), side=check_panel(kept.brief, found))


def kept_in_its_box(look: Look, kept: KeptBrief, draft: str) -> None:
    """Where the item that is being edited is no longer there, its words stay in a box of their own."""
    editing = look.editing
    if editing is None:
        return
    sections = {section.id for section in kept.brief.sections}
    if editing.item == NEW and editing.section not in sections:
        look.editing = editing._replace(section=kept.brief.sections[-1].id)
    elif editing.item != NEW and all(item.id != editing.item for item in kept.brief.items):
        look.editing = _orphaned(kept, draft or editing.text, editing.heading)


def _orphaned(kept: KeptBrief | None, words: str, heading: str) -> Editing:
    last: Identity = kept.brief.sections[-1].id if kept else ""
    return Editing(NEW, section=last, text=words, heading=heading, problem=text("brief.conflict_lost"))


def told_change(what: str, about: str) -> str:
    """A change of the history, in words."""
    return text(f"brief.did_{what}", about=about) if about else text(f"brief.did_{what}", about="…")


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() else 0
