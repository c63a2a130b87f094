"""Putting answers and quotes into a brief from where they are read."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from index.errors import BriefConflictError, BriefError, NotFoundError, SanadError
from index.models import Article, Span
from index.segment import sentences
from rag.brief.briefs import Briefs, Change
from rag.brief.collecting import from_answer, from_quote
from rag.brief.editing import LONGEST_TITLE
from rag.brief.models import Brief, Identity
from rag.models import Answer
from ui.auth.identity import Identity as Person
from ui.briefs.own import OwnBriefs
from ui.render.brief_added import Wanted, added, choice
from ui.render.brief_list import problem, toast
from ui.words import spoken, text

NEW = "new"  # in place of the id of a brief

_OFFERED = 8  # briefs to choose from
_LONGEST = 4_000  # characters of a quote
_AROUND = 4_000  # characters before and behind what was chosen in which its sentences begin and end


class Given(NamedTuple):
    """An answer as it was given.

    Attributes:
        answer: The answer, complete.
        at: When it was given; ``None`` if just now.
        conversation: The title of its conversation, for a brief that begins with it.
    """

    answer: Answer
    at: datetime | None
    conversation: str


class Adding:
    """Adds to briefs. Pages share one; it may be called from several threads at once.

    Args:
        briefs: Those of the library.
    """

    def __init__(self, briefs: Briefs) -> None:
        self._briefs = briefs

    def answer(self, person: Person, given: Given, wanted: Wanted) -> Markup:
        """Put an answer into the brief that is wanted, else the one changed last, else a new one; and say so."""
        articles, moment = self._briefs.articles, self._briefs.moment

        def change(brief: Brief) -> Brief:
            return from_answer(brief, given.answer, articles, moment=moment, given_at=given.at).brief

        question = given.answer.question.text
        return self._add(person, wanted, "answer", change, about=question, title=given.conversation or question)

    def chosen(self, wanted: Wanted, words: str) -> Wanted:
        """The same with the place of words that are selected, where the article has them; of several, that nearest to the one cited."""
        article = self._briefs.articles.get(wanted.article, wanted.version or None)
        if article is None or not words.strip():
            return wanted
        shape = r"\s+".join(map(re.escape, words.split()))
        found = [match.span() for match in re.finditer(shape, article.text)]
        start, end = min(found, key=lambda place: abs(place[0] - (wanted.start or 0)), default=(wanted.start, wanted.end))
        return wanted.model_copy(update={"start": start, "end": end})

    def quote(self, person: Person, wanted: Wanted) -> Markup:
        """Put the sentences of an article that were chosen into a brief; and say so."""
        articles, moment = self._briefs.articles, self._briefs.moment
        article = articles.get(wanted.article, wanted.version or None)
        if article is None:
            return problem(text("reader.missing"))
        if wanted.start is None or wanted.end is None or not wanted.start < wanted.end:
            return problem(text("brief.choose_words"))
        span = whole_sentences(article, wanted.start, wanted.end)
        if span.end - span.start > _LONGEST:
            return problem(text("brief.too_long", count=_LONGEST))

        def change(brief: Brief) -> Brief:
            return from_quote(brief, span, articles, moment=moment).brief

        return self._add(person, wanted, "quote", change, about=article.quote(span)[:80], title=article.title)

    def choice(self, person: Person, wanted: Wanted) -> Markup:
        """The briefs to choose from."""
        own = OwnBriefs(self._briefs, person.owner)
        return choice([(one.id, one.title) for one in own.list(limit=_OFFERED)], wanted)

    def take_back(self, person: Person, brief: Identity, revision: int, *, made: bool) -> Markup:
        """Undo what was added last: where the brief was made for it, the brief."""
        own = OwnBriefs(self._briefs, person.owner)
        try:
            kept = own.get(brief)
            if kept is None:
                return problem(text("brief.gone"))
            if kept.revision != revision:
                raise BriefConflictError(text("brief.changed_since"))
            if made:
                own.delete(brief)
            else:
                own.undo(brief)
        except SanadError as error:
            return problem(str(error))
        return toast(text("brief.taken_back", title=kept.brief.title))

    def _add(self, person: Person, wanted: Wanted, what: Change, change: Callable[[Brief], Brief], *, about: str, title: str) -> Markup:
        own = OwnBriefs(self._briefs, person.owner)
        try:
            brief, made = _home(own, wanted.brief, title=title, author=person.name)
            kept = own.change(brief, what, change, about=about[:80])
        except (BriefError, NotFoundError) as error:
            return problem(str(error))
        except SanadError as error:
            return problem(str(error))
        return added(kept.brief.id, kept.brief.title, kept.revision, made=made)


def _home(own: OwnBriefs, wanted: Identity, *, title: str, author: str) -> tuple[Identity, bool]:
    """The brief that is wanted, else the one changed last; and whether it was made for this."""
    if wanted and wanted != NEW:
        return wanted, False
    known = own.list(limit=1) if wanted != NEW else ()
    if known:
        return known[0].id, False
    name = " ".join(title.split())[:LONGEST_TITLE] or text("brief.untitled")
    made = own.new(name, language=spoken(), author=author)
    if made is None:
        raise NotFoundError(text("brief.gone"))
    return made.brief.id, True


def whole_sentences(article: Article, start: int, end: int) -> Span:
    """The sentences of an article that have characters between two places."""
    first, last = max(0, start - _AROUND), min(len(article.text), end + _AROUND)
    part = article.text[first:last]
    touched = [
        one
        for one in sentences(part, article.language_at(start))
        if one.start + first < end and start < one.end + first and part[one.start : one.end].strip()
    ]
    if touched:
        start, end = first + touched[0].start, first + touched[-1].end
    chosen = article.text[start:end]
    start += len(chosen) - len(chosen.lstrip())
    end -= len(chosen) - len(chosen.rstrip())
    return Span(article_id=article.id, version=article.version, start=start, end=end)
