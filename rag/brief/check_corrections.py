"""Whether a report, or another of the library, takes back what a quote of it says."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from index.language import Terms, analyze, units
from index.library import Library
from index.models import Article, Filters, Span
from rag.brief.check_models import Notice
from rag.brief.check_notices import KINDS, NoticeKind, Told, cues, kind_of, says_what_is_right, told
from rag.brief.models import Brief, BriefCitation, Source
from rag.differ.terms import characters
from rag.differ.values import Value, moments, numbers
from rag.phrases import plain
from rag.verify.reading import Reading, read

_LOOKED_AT = 8  # chunks of the same outlet, and as many of any, among which a correction is looked for
_EDGE = 700  # characters at either end of another report in which it says that it corrects one
_BEHIND = 300  # characters behind such a sentence in which it says what was wrong
_LEAD, _READ = 120, 1_200  # characters of a correction without a title, and of a report, that say what it is about
_OF_TITLE = 2  # words of its title that a correction has at least
_SHARE = 0.5  # of the words of a correction's title that are in the report
_NAMED = 12  # characters from which a title tells which report is meant


class Corrections:
    """Finds who takes back what a brief cites. For one check: it remembers what it has read."""

    def __init__(self, library: Library) -> None:
        """Look into ``library``, which stays the caller's to close."""
        self._library = library
        self._deleted = frozenset(library.catalog.articles.deleted())
        self._found: dict[str, tuple[tuple[Article, Told | None, NoticeKind], ...]] = {}

    def of(self, brief: Brief, citation: BriefCitation, *, cited: str, current: Article | None) -> Notice | None:
        """The gravest notice about a quote: of its own article since, else of another; one that touches the quote before others.

        Args:
            brief: It stands in.
            citation: The quote.
            cited: The text of the version that is cited; empty where none is kept.
            current: The article as it is now; ``None`` where it is gone.
        """
        source = brief.sources[citation.source]
        own = _own(source, citation, cited, current) if current is not None and current.version != source.version else ()
        others = (_notice(article, one, kind, citation) for article, one, kind in self._others(source, cited, current))
        return max((*own, *others), key=lambda one: _weight(one, citation), default=None)

    def _others(self, source: Source, cited: str, current: Article | None) -> Sequence[tuple[Article, Told | None, NoticeKind]]:
        if source.id not in self._found:
            report = _as_cited(source, cited, current)
            near = (self._library.catalog.articles.get(identity) for identity in self._near(source))
            later = (one for one in near if one is not None and not _is_older(one, source))
            self._found[source.id] = tuple((one, said, kind) for one in later for said, kind in _about(one, source, report))
        return self._found[source.id]

    def _near(self, source: Source) -> list[str]:
        """Articles that share most with the title and the words of a correction, without the one that is cited."""
        title = analyze(source.title, source.language)
        words = chain(title.words, analyze(" ".join(cues(source.language)), source.language).words)
        terms = Terms(words=tuple(dict.fromkeys(words)), bridge=title.bridge)
        outlet = Filters(sources=(source.source,)) if source.source else None
        with self._library.view() as view:
            hits = [hit for filters in (outlet, None) for hit in view.lexical.search(terms, limit=_LOOKED_AT, filters=filters)]
        chunks = self._library.catalog.chunks.stored(sorted({hit.chunk_id for hit in hits}))
        hidden = {source.article_id, *self._deleted}  # what was deleted says nothing any more
        return [one for one in dict.fromkeys(chunk.article_id for chunk in chunks) if one not in hidden]


def takes_back(notice: str, language: str, citation: BriefCitation) -> str:
    """The value of a quote that a notice says was wrong, in the words of the quote; empty where it says none.

    Args:
        notice: The sentence that tells of the correction, and what stands behind it.
        language: Of the notice.
        citation: The quote.
    """
    quote, said = read(citation.quote, citation.language), read(notice, language)
    wrong = tuple(_wrong(said))
    for one in (*numbers(quote), *moments(quote, None)):
        if any(_same(one, other) for other in wrong):
            found = characters(quote, one.start, one.end)
            return quote.text[found[0] : found[1]] if found else "".join(word.text for word in quote.words[one.start : one.end])
    return ""


def _weight(notice: Notice, citation: BriefCitation) -> tuple[bool, int, bool]:
    """What is told first: what touches the quote, a withdrawal, and the sentence that names the wrong value itself."""
    return notice.touches, -KINDS.index(notice.kind), bool(takes_back(notice.text, notice.language, citation))


def _own(source: Source, citation: BriefCitation, cited: str, current: Article) -> Iterator[Notice]:
    """What the article has come to say of itself."""
    known = plain(cited)
    for one in told(current.text, current.language):
        if plain(current.text[one.start : one.end]) not in known:
            notice = _notice(current, one, one.kind, citation)
            yield notice.model_copy(update={"touches": True}) if one.kind == "withdrawal" else notice
    kind = kind_of(current.title, current.language)
    if kind and kind_of(source.title, source.language) != kind:
        notice = _notice(current, None, kind, citation)
        yield notice.model_copy(update={"touches": True}) if kind == "withdrawal" else notice


def _notice(article: Article, one: Told | None, kind: NoticeKind, citation: BriefCitation) -> Notice:
    """A notice, and what it takes back: a report that is withdrawn takes back all of it."""
    start, end = (one.start, one.end) if one else (0, 0)
    value = takes_back(article.text[start : end + _BEHIND], article.language, citation)
    return Notice(
        kind=kind,
        text=article.text[start:end] if one else article.title,
        span=Span(article_id=article.id, version=article.version, start=start, end=end) if one else None,
        touches=bool(value) or kind == "withdrawal",
        value=value,
        article_id=article.id,
        **article.model_dump(include={"title", "source", "published", "url", "language"}),
    )


def _wrong(said: Reading) -> Iterator[Value]:
    """The values that a notice takes back: those it says so of; and beside the one it calls right, all others of its kind."""
    found = (*numbers(said), *moments(said, None))
    yield from (one for one in found if one.withdrawn)
    right = [one for one in found if says_what_is_right(_clause(said, one), said.language)]
    yield from (one for one in found if one not in right and any(_rival(one, other) for other in right))


def _clause(said: Reading, one: Value) -> str:
    """The words in front of a value, up to the end of the sentence before."""
    start = one.start
    while start and not said.words[start].starts_sentence:
        start -= 1
    return said.written(start, one.end)


def _same(one: Value, other: Value) -> bool:
    return one.kind == other.kind and one.unit == other.unit and one.low == other.low and one.high == other.high


def _rival(one: Value, right: Value) -> bool:
    return one.kind == right.kind and one.unit == right.unit and not one.agrees(right)


def _as_cited(source: Source, cited: str, current: Article | None) -> Article | None:
    """The article with the text that is cited, or the one there is."""
    if not cited or current is None:
        return current
    return current.model_copy(update={"text": cited, "title": source.title, "language": source.language})


def _is_older(one: Article, source: Source) -> bool:
    return bool(one.published and source.published and one.published < source.published)


@lru_cache(maxsize=512)
def _edges(text: str, language: str) -> tuple[Told, ...]:
    """What the beginning and the end of a report say of it."""
    ahead = text[:_EDGE]
    last = max(_EDGE, len(text) - _EDGE)
    return (*told(ahead, language), *(Told(one.kind, one.start + last, one.end + last) for one in told(text[last:], language)))


def _told(article: Article) -> Iterator[tuple[Told | None, NoticeKind]]:
    for one in _edges(article.text, article.language):
        yield one, one.kind
    kind = kind_of(article.title, article.language)
    if kind:
        yield None, kind


def _about(one: Article, source: Source, report: Article | None) -> Iterator[tuple[Told | None, NoticeKind]]:
    """What an article says of the report that is cited. Only an outlet withdraws its reports; who is not named may mean itself."""
    found, of_outlet = list(_told(one)), _is_of_outlet(one, source)
    if not found or _names(one, source):
        yield from ((said, kind) for said, kind in found if kind == "correction" or of_outlet)
    elif of_outlet and report is not None and _is_on(one, report):
        yield from found if kind_of(one.title, one.language) else ((said, kind) for said, kind in found if kind == "correction")


def _is_on(one: Article, report: Article) -> bool:
    """Whether the title of a correction is about a report: in its words, some of which its title has."""
    words, title = _informative(one.title or one.text[:_LEAD], one.language), _informative(report.title, report.language)
    known = title | _informative(report.text[:_READ], report.language)
    return len(words & title) >= _OF_TITLE and len(words & known) >= _SHARE * len(words)


@lru_cache(maxsize=512)
def _informative(text: str, language: str) -> frozenset[str]:
    return frozenset(word for unit in units(text, language) if unit.informative for word in unit.words)


def _names(one: Article, source: Source) -> bool:
    """Whether an article names the report that is cited, by its title or its address."""
    title = plain(source.title)
    return (len(title) >= _NAMED and title in plain(f"{one.title} {one.text}")) or bool(source.url and source.url in one.text)


def _is_of_outlet(one: Article, source: Source) -> bool:
    """Whether both are of one outlet; where either names none, they may be."""
    return one.source is None or source.source is None or one.source == source.source
