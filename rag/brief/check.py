"""A brief checked: each citation against its version and against the article as it is now, each sentence against what it rests on."""

from collections.abc import Callable, Iterator

from index.errors import CatalogError, NotFoundError
from index.library import Library
from index.models import Article, Span, text_version
from rag.brief.check_corrections import Corrections
from rag.brief.check_models import BriefCheck, CitationCheck, Described, Notice, Presence, Proof, State
from rag.brief.check_sentences import sentence_checks
from rag.brief.check_words import changes, nearest, standing
from rag.brief.judging import Check
from rag.brief.models import Brief, BriefCitation, Identity, Source, item_marks
from rag.brief.numbering import numbers

TextOf = Callable[[Source], str | None]
Progress = Callable[[str, int, int], None]  # stage, done, total

_DESCRIBED = ("title", "source", "author", "published", "url")


def unwatched(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def checked(brief: Brief, library: Library, *, text_of: TextOf, check: Check | None = None, progress: Progress = unwatched) -> BriefCheck:
    """What became of everything a brief rests on. It changes nothing; later reports are found by `rag.brief.newer`.

    Args:
        brief: The brief.
        library: The articles as they are now.
        text_of: Gives the full text of a cited version as the brief keeps it, such as `Briefs.text_of`; ``None`` or a
            ``NotFoundError`` where it keeps none, a ``CatalogError`` where that is damaged.
        check: Holds a sentence without citations against the library, such as `Sanad.check`; without it they keep their verdict.
        progress: Told how far it got.
    """
    citations = []
    total = len(brief.citations)
    for done, one in enumerate(citation_checks(brief, library, text_of=text_of), 1):
        citations.append(one)
        progress("citations", done, total)
    by_id = {one.citation: one for one in citations}
    sentences = []
    count = sum(len(item.sentences) for item in brief.items)
    for done, sentence in enumerate(sentence_checks(brief, by_id, library, check=check), 1):
        sentences.append(sentence)
        progress("sentences", done, count)
    return BriefCheck(brief=brief.id, citations=tuple(citations), sentences=tuple(sentences))


def citation_checks(brief: Brief, library: Library, *, text_of: TextOf) -> Iterator[CitationCheck]:
    """Each citation that the text marks, in its order, once. The arguments are those of ``checked``."""
    numbered, corrections = numbers(brief), Corrections(library)
    deleted = frozenset(library.catalog.articles.deleted())
    cited: dict[Identity, str] = {}
    broken: set[Identity] = set()
    now: dict[Identity, Article | None] = {}
    for identity in dict.fromkeys(mark.citation for item in brief.items for mark in item_marks(item)):
        citation = brief.citations[identity]
        source = brief.sources[citation.source]
        if source.id not in cited:
            cited[source.id], damaged = kept_text(source, text_of)
            broken |= {source.id} if damaged else set()
            now[source.id] = _present(source, library)
        proof: Proof = "damaged" if source.id in broken else _proof(source, citation, cited[source.id])
        yield _check(brief, citation, cited[source.id], proof, now[source.id], numbered[source.id], corrections, deleted)


def kept_text(source: Source, text_of: TextOf) -> tuple[str, bool]:
    """The text that is kept of a version, empty where none is; and whether it is kept and damaged."""
    try:
        return text_of(source) or "", False
    except NotFoundError:
        return "", False
    except CatalogError:
        return "", True


def _present(source: Source, library: Library) -> Article | None:
    """The article as it is now; where it is gone, another with the text that is cited."""
    articles = library.catalog.articles
    return articles.get(source.article_id) or articles.with_text(source.version)


def _check(
    brief: Brief,
    citation: BriefCitation,
    cited: str,
    proof: Proof,
    article: Article | None,
    number: int,
    corrections: Corrections,
    deleted: frozenset[str],
) -> CitationCheck:
    source = brief.sources[citation.source]
    presence: Presence = "gone" if article is None else "deleted" if article.id in deleted else "there"
    place = standing(citation.quote, article.text, before=citation.before, after=citation.after) if article else None
    stands = None if article is None else place is not None
    if article is not None and place is None:
        place = nearest(citation.quote, article.text, citation.language)
    present = article.text[place.start : place.end] if article and place else ""
    notice = corrections.of(brief, citation, cited=cited, current=article)
    return CitationCheck(
        citation=citation.id,
        source=source.id,
        number=number,
        state=_state(proof, presence, notice, stands=stands, same=article is not None and article.version == source.version),
        proof=proof,
        presence=presence,
        version=article.version if article else None,
        stands=stands,
        now=Span(article_id=article.id, version=article.version, start=place.start, end=place.end) if article and place else None,
        present=present,
        changes=changes(citation.quote, present) if present and not stands else (),
        notice=notice,
        described=tuple(_described(source, article)) if article else (),
    )


def _proof(source: Source, citation: BriefCitation, cited: str) -> Proof:
    """Whether the quote is what its version says, which the hash of the whole text proves."""
    if not cited:
        return "missing"
    whole = text_version(cited) == source.version and cited[citation.start : citation.end] == citation.quote
    return "proved" if whole else "damaged"


def _state(proof: Proof, presence: Presence, notice: Notice | None, *, stands: bool | None, same: bool) -> State:
    """The gravest that is true; a correction counts where it takes the quote back, or the article has other words in its place."""
    if proof == "damaged":
        return "damaged"
    if notice is not None and (notice.touches or (stands is False and notice.kind == "correction")):
        return "withdrawn" if notice.kind == "withdrawal" else "corrected"
    if presence != "there":
        return presence
    return "unchanged" if same else "updated"


def _described(source: Source, article: Article) -> Iterator[Described]:
    for field in _DESCRIBED:
        before, now = getattr(source, field), getattr(article, field)
        if (before or None) != (now or None):
            yield Described(field=field, before=str(before) if before else None, now=str(now) if now else None)
