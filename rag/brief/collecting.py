"""What is put into a brief: a cited answer, a quote, a person's own words. Each source once, each quote once.

A quote is compared with the text of its version before it is taken. Where that version was purged from the library, the words
that the answer kept are taken, and it is said.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from index.errors import BriefError, NotFoundError
from index.language import detect
from index.models import UNKNOWN_LANGUAGE, Article, Span
from index.segment import sentences as sentences_of
from rag.brief.editing import with_item
from rag.brief.models import Brief, BriefCitation, BriefSentence, Identity, Item, Mark, Source
from rag.models import Answer, Citation, Copy, Sentence

CONTEXT = 600  # characters before and after a quote, at most
_PARAGRAPH = re.compile(r"\n(?:[^\S\n]*+\n)++")
_SPACE = re.compile(r"[^\S\u00a0\u2007\u202f]+")  # a space that holds words together is spelling
_EMPHASIS = re.compile(r"(\*{1,3}|__)(?=\S)(.+?)(?<=\S)\1")


class Articles(Protocol):
    """What gives a version of an article, also of one that was changed or deleted since: `Catalog.articles`."""

    def get(self, identity: str, version: str | None = None) -> Article | None:
        """The article; ``None`` when it is not there, or was purged."""
        ...


class Where(NamedTuple):
    """Where an item is put: at the end of a section, of the last without one, or beside an item.

    Attributes:
        section: Id of the section.
        before: Id of the item it stands before.
        after: Id of the item it stands behind.
    """

    section: Identity | None = None
    before: Identity | None = None
    after: Identity | None = None


class Collected(NamedTuple):
    """A brief with something more.

    Attributes:
        brief: With it.
        id: Of the item, or the citation, that it has now.
        notices: Plain sentences the person must see.
    """

    brief: Brief
    id: Identity
    notices: tuple[str, ...] = ()


END = Where()


def from_answer(
    brief: Brief, answer: Answer, articles: Articles, *, moment: datetime, given_at: datetime | None = None, where: Where = END
) -> Collected:
    """The brief with an answer: its sentences with verdicts and citations, and where its sources differ.

    Args:
        brief: The brief.
        answer: Complete.
        articles: What has the versions it cites.
        moment: Now, UTC.
        given_at: When the answer was given; ``None`` if just now.
        where: Its place.

    Raises:
        BriefError: Nothing was answered, or a quote is not what its article says.
    """
    if answer.status == "declined" or not answer.sentences:
        asked = answer.question.text
        raise BriefError(f"“{asked[:80]}” was not answered, so there is nothing to put into a brief.", remedy="Ask in other words.")
    notices: list[str] = []
    sentences: list[BriefSentence] = []
    home = ""
    for sentence in answer.sentences:
        marked: list[Identity] = []
        for citation in sentence.citations:
            brief, identity, told = with_citation(brief, citation, articles, moment=moment)
            marked.append(identity)
            notices += told
        here = sentence.citations[0].span.article_id if sentence.citations else ""
        begins = not sentences or (answer.mode == "quotes" and here != home)
        sentences.append(_sentence(sentence, marked, begins=begins, plain=answer.mode == "model"))
        home = here
    item = Item(
        id="",
        kind="answer",
        heading=answer.question.text,
        language=_language(answer),
        sentences=tuple(sentences),
        differences=answer.differences,
        as_of=given_at or moment,
        mode=answer.mode,
        answer=answer.kept,
    )
    return _with(brief, item, moment, where, tuple(dict.fromkeys(notices)))


def from_quote(
    brief: Brief, quoted: Span | Citation, articles: Articles, *, moment: datetime, heading: str = "", where: Where = END
) -> Collected:
    """The brief with a quote, which is supported by being one.

    Args:
        brief: The brief.
        quoted: Where the words stand, such as what was chosen in the reader; or a citation of an answer.
        articles: What has the version.
        moment: Now, UTC.
        heading: What stands over it.
        where: Its place.

    Raises:
        NotFoundError: The library does not have this version.
        BriefError: The span does not fit the text, or holds nothing; or the quote is not what the article says.
    """
    brief, identity, notices = with_citation(brief, quoted, articles, moment=moment)
    citation = brief.citations[identity]
    mark = Mark(at=len(one_line(citation.quote)), citation=identity)
    sentence = BriefSentence(text=one_line(citation.quote), marks=(mark,), verdict="supported", support=1.0, begins=True)
    item = Item(id="", kind="quote", heading=heading, language=citation.language, sentences=(sentence,), as_of=moment)
    return _with(brief, item, moment, where, notices)


def from_sentences(
    brief: Brief,
    sentences: Sequence[BriefSentence],
    *,
    moment: datetime,
    heading: str = "",
    language: str = UNKNOWN_LANGUAGE,
    where: Where = END,
) -> Collected:
    """The brief with a person's own words, as `rag.brief.marks.read` reads them and `rag.brief.judging` judges them.

    Raises:
        BriefError: There are no words.
    """
    if not sentences:
        raise BriefError("There are no words to put into the brief.", remedy="Write at least one sentence.")
    item = Item(id="", kind="text", heading=heading, language=language, sentences=tuple(sentences), as_of=moment)
    return _with(brief, item, moment, where, ())


def with_citation(brief: Brief, quoted: Span | Citation, articles: Articles, *, moment: datetime) -> Collected:
    """The brief with a citation for words to mark with; it goes again at the next change that leaves it without a mark.

    Raises:
        NotFoundError: The library does not have this version, and there is no quote to take in its place.
        BriefError: The span does not fit the text, or holds nothing; or the quote is not what the article says.
    """
    span = quoted if isinstance(quoted, Span) else quoted.span
    article = articles.get(span.article_id, span.version)
    known = isinstance(quoted, Citation)
    if article is None and not known:
        raise NotFoundError(
            f"The library does not have version {span.version[:12]} of article {span.article_id}.",
            remedy="`sanad list` shows what there is.",
        )
    quote = quoted.quote if isinstance(quoted, Citation) else ""
    if article is not None:
        read = article.text[span.start : span.end]
        if len(read) != span.end - span.start or not read.strip() or (known and read != quote):
            what = f"characters {span.start} to {span.end} of “{article.title[:60]}”"
            raise BriefError(f"The quote is not what is written in {what}.", remedy="Ask again, or choose the words in the reader.")
    brief, source = _with_source(brief, quoted, article, moment)
    made = _citation(f"c{brief.next}", source, span, quoted, article)
    same = next((one for one in brief.citations.values() if (one.source, one.start, one.end) == (source, span.start, span.end)), None)
    if same is not None:
        return Collected(brief, same.id)
    update = {"citations": brief.citations | {made.id: made}, "next": brief.next + 1}
    notices = () if article is not None else (_purged(brief.sources[source]),)
    return Collected(Brief(**{**dict(brief), **update}), made.id, notices)


def one_line(text: str) -> str:
    """``text`` with single spaces, as a sentence of a brief has them."""
    return _SPACE.sub(" ", text).strip()


def _with(brief: Brief, item: Item, moment: datetime, where: Where, notices: tuple[str, ...]) -> Collected:
    made = with_item(brief, item, moment=moment, **where._asdict())
    return Collected(made, f"i{brief.next}", notices)


def _sentence(sentence: Sentence, marked: Sequence[Identity], *, begins: bool, plain: bool) -> BriefSentence:
    text = one_line(_EMPHASIS.sub(r"\2", sentence.text) if plain else sentence.text)
    return BriefSentence(
        text=text,
        marks=tuple(Mark(at=len(text), citation=identity) for identity in dict.fromkeys(marked)),
        verdict=sentence.verdict,
        support=sentence.support,
        reasons=sentence.reasons,
        begins=begins,
    )


def _language(answer: Answer) -> str:
    """The language most of an answer is in."""
    if answer.mode == "model":
        found = detect(" ".join(sentence.text for sentence in answer.sentences))
        return answer.question.language if found == UNKNOWN_LANGUAGE else found
    counted: Counter[str] = Counter()
    for sentence in answer.sentences:
        counted[sentence.citations[0].language if sentence.citations else answer.question.language] += len(sentence.text)
    return counted.most_common(1)[0][0]


def _with_source(brief: Brief, quoted: Span | Citation, article: Article | None, moment: datetime) -> tuple[Brief, Identity]:
    """The brief with the version that is cited, once."""
    span = quoted if isinstance(quoted, Span) else quoted.span
    for source in brief.sources.values():
        if (source.article_id, source.version) == (span.article_id, span.version):
            return brief, source.id
    said = ("title", "source", "author", "published", "published_at", "updated_at", "place", "url", "origin", "language")
    known = article or quoted
    values = {name: getattr(known, name) for name in said if hasattr(known, name)}
    made = Source(id=f"s{brief.next}", article_id=span.article_id, version=span.version, accessed=moment.date(), **values)
    return Brief(**{**dict(brief), "sources": brief.sources | {made.id: made}, "next": brief.next + 1}), made.id


def _citation(identity: Identity, source: Identity, span: Span, quoted: Span | Citation, article: Article | None) -> BriefCitation:
    also: tuple[Copy, ...] = quoted.also if isinstance(quoted, Citation) else ()
    made: dict[str, Any] = {"id": identity, "source": source, "start": span.start, "end": span.end, "also": also}
    if article is None and isinstance(quoted, Citation):
        return BriefCitation(**made, quote=quoted.quote, language=quoted.language, page=quoted.page)
    if article is None:
        raise NotFoundError(f"The library does not have article {span.article_id}.")
    before, after = context(article.text, article.language_at(span.start), span.start, span.end)
    page = article.page(span)
    return BriefCitation(**made, quote=article.quote(span), before=before, after=after, language=article.language_at(span.start), page=page)


def context(text: str, language: str, start: int, end: int) -> tuple[str, str]:
    """The exact characters before and after a quote: the rest of its paragraph, or the paragraphs beside one that is all quoted.

    At most ``CONTEXT`` characters each, in whole sentences where that is possible.
    """
    breaks = [*_breaks(text, 0, start), *_breaks(text, end, len(text))]
    first = max((behind for _, behind in breaks if behind <= start), default=0)
    last = min((place for place, _ in breaks if place >= end), default=len(text))
    if not (text[first:start] + text[end:last]).strip():
        first = max((behind for _, behind in breaks if behind < first), default=0)
        last = min((place for place, _ in breaks if place > last), default=len(text))
    before, after = text[first:start], text[end:last]
    if len(before) > CONTEXT:
        begun = [one.start for one in sentences_of(before, language) if len(before) - one.start <= CONTEXT]
        before = before[begun[0] :] if begun else before[-CONTEXT:]
    if len(after) > CONTEXT:
        ended = [one.end for one in sentences_of(after, language) if one.end <= CONTEXT]
        after = after[: ended[-1]] if ended else after[:CONTEXT]
    return before.lstrip(), after.rstrip()


def _breaks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where blank lines stand between paragraphs: their first character and one past their last."""
    return ((found.start(), found.end()) for found in _PARAGRAPH.finditer(text, start, end))


def _purged(source: Source) -> str:
    return f"“{source.title[:80]}” was removed from the library for good: only the quote itself is kept, without what stood around it."
