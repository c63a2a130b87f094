"""Later reports that say otherwise than a brief: of another voice, with another value for the same thing.

A false alarm is worse than a report that is missed: two sentences must give unequal values of one slot, as where sources
differ in an answer (`rag.differ`), their articles must be about the same, and neither may give the other's value too.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import NamedTuple, Protocol

from index.language import detect
from index.models import UNKNOWN_LANGUAGE, Article, Chunk, Filters, Span
from index.segment import sentences as sentences_of
from rag.brief.check import Progress, TextOf, kept_text, unwatched
from rag.brief.check_models import Newer
from rag.brief.models import Brief, BriefCitation, BriefSentence, Identity, Item, item_marks
from rag.brief.newer_asked import figures, rivals
from rag.differ import differences
from rag.differ.asked import asked
from rag.differ.topic import same_subject
from rag.models import Difference, DifferenceValue, Passage, Question, SentenceScore
from rag.question import EVERYTHING, understand

_LOOKED_AT = 12  # passages, near-copies among them
_CITED = 0.75  # coverage of a sentence that the brief cites for what is asked
_LONGEST_QUESTION = 1_000


class Found(Protocol):
    """What a search gave: `rag.retrieve.Found`."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Best first."""
        ...


class Find(Protocol):
    """What finds passages: `Sanad.find`."""

    def __call__(self, question: str, *, filters: Filters | None, ignore: Sequence[str], limit: int) -> Found:
        """The passages for ``question``."""
        ...


class _Asked(NamedTuple):
    """What to look for.

    Attributes:
        question: Whose answers are compared.
        citations: What the brief rests on.
        about: The words of the sentence a figure stands in, where nobody asked the question.
    """

    question: Question
    citations: tuple[BriefCitation, ...]
    about: str = ""


def newer(brief: Brief, find: Find, *, text_of: TextOf | None = None, progress: Progress = unwatched) -> tuple[Newer, ...]:
    """Later reports that give another value for what the items of a brief say, in the order of the items.

    Args:
        brief: The brief.
        find: Searches the library.
        text_of: Gives the full text of a cited version; without it the context of a quote stands for it.
        progress: Told how far it got.
    """
    found: list[Newer] = []
    items = list(brief.items)
    for done, item in enumerate(items, 1):
        found += _of_item(brief, item, find, text_of)
        progress("newer reports", done, len(items))
    return tuple(found)


def _of_item(brief: Brief, item: Item, find: Find, text_of: TextOf | None) -> Iterator[Newer]:
    told = {span.article_id for difference in item.differences for span in _spans(difference)}
    given: set[tuple[str, str]] = set()
    for one in _wanted(brief, item):
        cited = {citation.id: _cited(brief, citation, text_of) for citation in one.citations}
        known = {passage.article.id for passage in cited.values()} | told
        for article, passages in _later(brief, item, one, find).items():
            if article in known:
                continue
            for newer_one in _against(item, one, cited, passages):
                report = newer_one.report
                if (report.span.article_id, report.value) not in given:
                    given.add((report.span.article_id, report.value))
                    yield newer_one


def _wanted(brief: Brief, item: Item) -> Iterator[_Asked]:
    """The question of an answer, where it asks for a value; else the figures of each sentence that cites something."""
    marked = tuple(brief.citations[identity] for identity in dict.fromkeys(mark.citation for mark in item_marks(item)))
    if item.kind == "answer" and item.heading.strip() and marked:
        question = understand(item.heading[:_LONGEST_QUESTION], today=item.as_of.date(), ignore=EVERYTHING)
        if asked(question).kind:
            yield _Asked(question, marked)
            return
    for sentence in item.sentences:
        own = tuple(brief.citations[identity] for identity in dict.fromkeys(mark.citation for mark in sentence.marks))
        for one in figures(sentence.text, _language(sentence, item)) if own else ():
            yield _Asked(one.question, own, about=one.about)


def _later(brief: Brief, item: Item, one: _Asked, find: Find) -> Mapping[str, list[Passage]]:
    """Passages of reports of a later day than what is cited, by article; beside what has no day, later than the item itself."""
    days = [brief.sources[citation.source].published or item.as_of.date() for citation in one.citations]
    filters = Filters(published_from=max(days) + timedelta(days=1)) if max(days) < date.max else None
    found: dict[str, list[Passage]] = {}
    for passage in find(one.question.searched, filters=filters, ignore=EVERYTHING, limit=_LOOKED_AT).passages if filters else ():
        found.setdefault(passage.article.id, []).append(passage)
    return found


def _against(item: Item, one: _Asked, cited: Mapping[Identity, Passage], passages: Sequence[Passage]) -> Iterator[Newer]:
    """Where a later report gives another value than what is cited."""
    article = passages[0].article
    if not any(same_subject(passage.article, article) for passage in cited.values()):
        return
    for difference in differences(one.question, (*cited.values(), *passages)):
        pair = _pair(difference, cited, article)
        if pair is not None:
            citation, ours, theirs = pair
            if not rivals(ours, cited[citation].article, theirs, article):
                continue
            shown = (ours.model_copy(update={"newest": False}), theirs.model_copy(update={"newest": True}))
            told = {"values": shown, "what": one.about or difference.what}
            yield Newer(item=item.id, citation=citation, difference=difference.model_copy(update=told))


def _pair(
    difference: Difference, cited: Mapping[Identity, Passage], article: Article
) -> tuple[Identity, DifferenceValue, DifferenceValue] | None:
    """The value that the brief cites and the other one of the later report; ``None`` where the report agrees with one it cites."""
    ours: tuple[Identity, DifferenceValue] | None = None
    theirs: DifferenceValue | None = None
    for value in difference.values:
        said = (value, *value.also)
        own = [(identity, each) for each in said for identity, passage in cited.items() if _is_of(each, passage)]
        its = [each for each in said if each.span.article_id == article.id]
        if own and its:
            return None
        ours = ours or (own[0] if own else None)
        theirs = theirs or (its[0] if its else None)
    return (*ours, theirs.model_copy(update={"also": ()})) if ours and theirs else None


def _is_of(value: DifferenceValue, passage: Passage) -> bool:
    """Whether a value stands in the words that a citation quotes."""
    span, own = value.span, passage.chunk.span
    return span.article_id == own.article_id and span.start < own.end and own.start < span.end


def _cited(brief: Brief, citation: BriefCitation, text_of: TextOf | None) -> Passage:
    """A quote as a passage: its sentences, in the article as the brief keeps it."""
    source = brief.sources[citation.source]
    text = kept_text(source, text_of)[0] if text_of else ""
    start = citation.start
    if text[citation.start : citation.end] != citation.quote:
        text, start = f"{citation.before}{citation.quote}{citation.after}", len(citation.before)
    added = datetime(1, 1, 1, tzinfo=UTC)
    said = source.model_dump(include={"version", "origin", "title", "source", "published", "url", "language"})
    article = Article(id=source.article_id, text=text, added_at=added, voice=source.article_id, **said)
    spans = tuple(
        Span(article_id=article.id, version=article.version, start=one.start + start, end=one.end + start)
        for one in sentences_of(citation.quote, citation.language)
    )
    whole = spans[0].model_copy(update={"end": spans[-1].end})
    scores = tuple(SentenceScore(span=span, score=1.0, coverage=_CITED) for span in spans)
    return Passage(
        chunk=Chunk(id=next(_NUMBERS), span=whole, sentences=spans),
        article=article,
        scores={},
        score=1.0,
        sentences=scores,
        coverage=_CITED,
    )


_NUMBERS = count(1)


def _spans(difference: Difference) -> Iterator[Span]:
    return (one.span for value in difference.values for one in (value, *value.also))


def _language(sentence: BriefSentence, item: Item) -> str:
    found = detect(sentence.text)
    return item.language if found == UNKNOWN_LANGUAGE else found
