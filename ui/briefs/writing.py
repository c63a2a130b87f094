"""What a person writes into a brief: read, judged, and kept without overwriting what somebody else wrote meanwhile."""

from collections.abc import Callable, Sequence

from index.errors import BriefConflictError, BriefError, NotFoundError
from index.language import detect
from index.models import UNKNOWN_LANGUAGE
from rag.brief.collecting import Where, from_sentences
from rag.brief.editing import edited, item_of
from rag.brief.marks import citations_in, read, written
from rag.brief.models import Brief, BriefSentence, Identity, Item
from ui.briefs.asked import Asked
from ui.briefs.own import OwnBriefs
from ui.render.brief_item import NEW
from ui.words import text

Judge = Callable[[Brief, Sequence[BriefSentence], str], tuple[BriefSentence, ...]]  # of a language; those with a verdict stay

_ABOUT = 80  # characters that an item is recognised by in the history


class Writing:
    """Keeps what is written.

    Args:
        judge: Gives sentences their verdicts.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def written(self, item: Item) -> str:
        """An item as it stands in its box."""
        return written(item)

    def save(self, own: OwnBriefs, asked: Asked, *, base: int) -> None:
        """Keep the text of a box.

        Args:
            own: The briefs of who writes.
            asked: The item, its text and its heading.
            base: The revision the box was filled from.

        Raises:
            BriefConflictError: The item was changed or removed meanwhile.
            BriefError: It cannot be read: a mark names no citation, or there are no words.
            NotFoundError: There is no such brief.
        """
        kept = own.get(asked.brief)
        if kept is None:
            raise NotFoundError(text("brief.gone"))
        if asked.item == NEW:
            self._add(own, asked, kept.brief)
        else:
            self._edit(own, asked, kept.brief, base)

    def _add(self, own: OwnBriefs, asked: Asked, brief: Brief) -> None:
        language = _language(asked.text, brief.language)
        sentences = self._sentences(asked, brief, language, ())
        where = Where(section=asked.section or None)

        def added(now: Brief) -> Brief:
            _require(now, sentences)
            told = {"heading": asked.heading, "language": language, "moment": own.moment}
            return from_sentences(now, sentences, where=where, **told).brief  # type: ignore[arg-type]  # each of its own type

        own.change(asked.brief, "text", added, about=_about(asked, sentences))

    def _edit(self, own: OwnBriefs, asked: Asked, brief: Brief, base: int) -> None:
        item = _item(brief, asked.item)
        if item != _before(own, asked, base):
            raise BriefConflictError(text("brief.conflict"))
        language = _language(asked.text, item.language) if item.kind == "text" else item.language
        sentences = self._sentences(asked, brief, language, item.sentences)

        def changed(now: Brief) -> Brief:
            if _item(now, asked.item) != item:
                raise BriefConflictError(text("brief.conflict"))
            _require(now, sentences)
            return edited(now, asked.item, heading=asked.heading, sentences=sentences, language=language, moment=own.moment)

        own.change(asked.brief, "edited", changed, about=_about(asked, sentences))

    def _sentences(self, asked: Asked, brief: Brief, language: str, before: Sequence[BriefSentence]) -> tuple[BriefSentence, ...]:
        sentences = read(asked.text, brief, language, before=before)
        if not sentences:
            raise BriefError(text("brief.no_words"))
        return self._judge(brief, sentences, language)


def _item(brief: Brief, identity: Identity) -> Item:
    try:
        return item_of(brief, identity)
    except NotFoundError as error:
        raise BriefConflictError(text("brief.conflict")) from error


def _before(own: OwnBriefs, asked: Asked, base: int) -> Item | None:
    """The item as its box was filled from it; ``None`` where nobody knows any more."""
    try:
        return item_of(own.revision(asked.brief, base), asked.item)
    except NotFoundError:
        return None


def _require(brief: Brief, sentences: Sequence[BriefSentence]) -> None:
    """Raise where a citation that a sentence names went meanwhile."""
    named = {mark.citation for sentence in sentences for mark in sentence.marks}
    if not named <= brief.citations.keys():
        raise BriefConflictError(text("brief.conflict"))


def _language(words: str, other: str) -> str:
    plain = words
    for identity in citations_in(words):
        plain = plain.replace(f"[@{identity}]", "")
    found = detect(plain)
    return other if found == UNKNOWN_LANGUAGE else found


def _about(asked: Asked, sentences: Sequence[BriefSentence]) -> str:
    name = asked.heading.strip() or sentences[0].text
    return name if len(name) <= _ABOUT else f"{name[:_ABOUT].rstrip()}…"
