"""A text held against a whole library: each of its sentences is searched for, judged, and given the quotes it rests on."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from index.language import detect
from index.models import UNKNOWN_LANGUAGE, Record, Span
from index.segment import sentences as sentences_of
from rag.citing import cite
from rag.models import Citation, Passage
from rag.prompt.orders import masked
from rag.verify.coverage import Rarity
from rag.verify.models import Evidence, Judgement
from rag.verify.verifier import verify

Search = Callable[[str], Sequence[Passage]]

_TELLING = 8  # words from which the language of one sentence can be told
_HARDLY = 0.5  # share of what a sentence says beside names below which it may be about the same names only
_CLEARLY = 0.75  # from which it is about the same thing
_LONGEST_SEARCH = 1_000  # characters of a sentence that are searched for


class CheckedSentence(Record):
    """One sentence of a text, judged.

    Attributes:
        text: As it is written.
        start: Its first character in the text.
        end: One past its last.
        language: ISO 639-1 code, or ``und``.
        judgement: Whether the library supports it, and why not.
        citations: What it rests on; where it is not supported, what comes nearest. Numbered by first use in the text.
    """

    text: str
    start: int
    end: int
    language: str
    judgement: Judgement
    citations: tuple[Citation, ...] = ()


def check(text: str, *, search: Search, language: str | None = None, rarity: Rarity | None = None) -> tuple[CheckedSentence, ...]:
    """All that ``checks`` gives, which tells of the arguments."""
    return tuple(checks(text, search=search, language=language, rarity=rarity))


def checks(
    text: str,
    *,
    search: Search,
    language: str | None = None,
    rarity: Rarity | None = None,
    ranges: Iterable[tuple[int, int]] | None = None,
) -> Iterator[CheckedSentence]:
    """Judge every sentence of ``text``, one by one, in order; none is left without a verdict.

    Args:
        text: A brief, a paragraph, a sentence.
        search: Gives the passages for a sentence, best first.
        language: ISO 639-1 code of the text; ``None`` detects it, sentence by sentence where it can be told.
        rarity: How informative a stem is, above 0, such as its idf in the library.
        ranges: First character of each sentence that is judged, and one past its last; ``None`` judges all.
    """
    whole = language or detect(text)
    numbers: dict[Span, int] = {}
    for start, end in sentences_of(text, whole) if ranges is None else ranges:
        yield _checked(text, start, end, language or _language(text[start:end], whole), search, numbers, rarity)


def _language(sentence: str, whole: str) -> str:
    """That of the text, unless the sentence is long enough to tell that it is in another."""
    found = detect(sentence) if len(sentence.split()) >= _TELLING else whole
    return whole if found == UNKNOWN_LANGUAGE else found


def _checked(
    text: str, start: int, end: int, language: str, search: Search, numbers: dict[Span, int], rarity: Rarity | None
) -> CheckedSentence:
    sentence = text[start:end]
    passages = search(sentence[:_LONGEST_SEARCH])
    judgement, among = _best(sentence, language, passages, rarity)
    spans = dict(_spans(judgement, among))
    citations = tuple(
        cite(numbers.setdefault(span, len(numbers) + 1), passage.article, span, also=passage.also) for span, passage in spans.items()
    )
    return CheckedSentence(text=sentence, start=start, end=end, language=language, judgement=judgement, citations=citations)


def _best(sentence: str, language: str, passages: Sequence[Passage], rarity: Rarity | None) -> tuple[Judgement, Sequence[Passage]]:
    """The judgement by the article that supports the sentence best, or by all of its language together where none does alone."""
    groups = list(_by_article(passages))
    judged = [(verify(sentence, language, [_evidence(passage) for passage in group], rarity=rarity), group) for group in groups]
    best = max(judged, key=lambda one: _strength(one[0]), default=(verify(sentence, language, ()), ()))
    nearer = [one for one in judged if _objects(one[0]) and one[0].coverage > best[0].coverage and _is_in(language, one[1])]
    if best[0].verdict == "supported" and best[0].said < _HARDLY and (of_others := [one for one in judged if _says_of_others(one[0])]):
        return max(of_others, key=lambda one: (one[0].said, one[0].coverage))
    if nearer and not _is_in(language, best[1]):  # across languages less is seen than within one
        return max(nearer, key=lambda one: one[0].coverage)
    if len(groups) < 2 or best[0].verdict == "supported" or _contradicts(best[0]):
        return best
    own = [passage for passage in passages if _evidence(passage).language == language]
    together = verify(sentence, language, [_evidence(passage) for passage in own], rarity=rarity)
    return (together, own) if _strength(together) > _strength(best[0]) else best


def _contradicts(judgement: Judgement) -> bool:
    return any(check.finding == "contradiction" for check in judgement.checks)


def _objects(judgement: Judgement) -> bool:
    """Whether the source says otherwise, or says it of somebody else."""
    return _contradicts(judgement) or any(check.name == "binding" for check in judgement.checks)


def _says_of_others(judgement: Judgement) -> bool:
    """Whether the source says all of it but of whom."""
    return judgement.said >= _CLEARLY and any(check.name in ("names", "binding") for check in judgement.checks)


def _is_in(language: str, passages: Sequence[Passage]) -> bool:
    return any(_evidence(passage).language == language for passage in passages)


def _strength(judgement: Judgement) -> tuple[bool, float]:
    """How well a judgement tells the reader: by support, else by how much of the subject it shares, so that a contradiction is shown."""
    supported = judgement.verdict == "supported"
    return supported, judgement.support if supported else judgement.coverage


def _by_article(passages: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    groups: dict[str, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(passage.article.id, []).append(passage)
    yield from groups.values()


def _evidence(passage: Passage) -> Evidence:
    article, span = passage.article, passage.chunk.span
    text = masked(article, span.start, span.end)  # an order is no evidence
    return Evidence(text=text, language=article.language_at(span.start), title=article.title, published=article.published)


def _spans(judgement: Judgement, among: Sequence[Passage]) -> Iterator[tuple[Span, Passage]]:
    for number, start, end in judgement.used:
        span = among[number].chunk.span
        yield Span(article_id=span.article_id, version=span.version, start=span.start + start, end=span.start + end), among[number]
