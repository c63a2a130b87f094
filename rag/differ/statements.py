"""Sentences that state a value of what is asked: each with the value that stands nearest to the question's words. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.models import Article, Span
from rag.differ.asked import Asked, counts, fitting, is_people
from rag.differ.terms import shared
from rag.differ.values import Value
from rag.differ.words import cue as cue_of
from rag.models import Passage
from rag.phrases import plain
from rag.prompt.orders import holds_order
from rag.quotes.neighbours import leans, whole
from rag.verify.reading import Reading, is_stop, read

LOOKED_AT = 24  # sentences read, the best of each language
_COVERED = 0.45  # share of the question's weight a sentence or its title must have
_BESIDE = 0.6  # share of the best coverage, in one language, from which a sentence is on the subject
_AROUND = 0.75  # of what its passage has of the question goes to a sentence with a number that has some of it
_LEANING = 0.9  # of the coverage of the sentence before goes to one that leans on it
_HALF = 4.0  # words between a value and a question's word at which the word counts half
_CLAUSE = 5.0  # words that the border of a clause counts for
_COUNTED = 2.0  # for counting what is asked for
_NEAR = 0.5  # share of the best nearness below which a sentence speaks of something else
_SHORTEST = 3  # words of a clause
_PARTS = frozenset(",;:،؛—–")
_LEAST = 0.3  # nearness below which a value is not what is asked
_NEAREST = 0.25  # more for the nearest word
_LEANS = 0.6  # nearness of a value whose sentence leans on one with the question's words
_CORRECTS = 0.6  # more where it is said to be the right one
_AFTER = 0.6  # of a date's nearness to words that follow it: "on Thursday to reopen ... by 1 June"
_SUBJECT_BY_KIND = {"date": 0.7, "person": 0.6, "place": 0.6}  # the same for what every sentence has some of
_MEASURES = ("units", "numbers", "scales", "about")
_SUBJECT = 0.5  # share of the question's other words that the text around a value must have
_CONTEXT = 400  # characters before a sentence that tell what it is about


_DIGIT = re.compile(r"\d")


class Statement(NamedTuple):
    """A sentence with a value.

    Attributes:
        span: With the sentence it leans on, if it does.
        reading: Its words.
        value: What it gives.
        others: All values of the asked kind in it that still hold, ``value`` among them.
        nearness: How near the question's words stand to the value, at least 0, higher is nearer.
        coverage: Share of the question's weight found, in [0, 1].
        sentence: Where the sentence with the value begins in the article.
    """

    article: Article
    span: Span
    reading: Reading
    value: Value
    others: tuple[Value, ...]
    nearness: float
    coverage: float
    sentence: int

    @property
    def voice(self) -> str:
        """Who speaks."""
        return self.article.voice or self.article.id


class _Candidate(NamedTuple):
    article: Article
    span: Span
    own: int  # where the sentence itself begins within the span
    coverage: float
    score: float


def statements(question: Asked, passages: Sequence[Passage]) -> list[Statement]:
    """The sentences among ``passages`` that give a value of what is asked, the best first; those much less near are left out."""
    found = [one for candidate in _candidates(passages) if (one := _statement(question, candidate))]
    best = max((one.nearness for one in found), default=0.0)
    return sorted((one for one in found if one.nearness >= _NEAR * best), key=lambda one: -(one.coverage + one.nearness))


def _candidates(passages: Sequence[Passage]) -> Iterator[_Candidate]:
    """The sentences on the subject, each once."""
    scored: dict[tuple[str, int], _Candidate] = {}
    for passage in passages:
        for one in _of_passage(passage):
            scored.setdefault((one.article.id, one.span.start + one.own), one)
    best = _best_by_language((one.article.language, one.coverage) for one in scored.values())
    ranked = sorted(scored.values(), key=lambda one: (-one.coverage / (best[one.article.language] or 1.0), -one.score))
    kept = (one for one in ranked if one.coverage >= max(_COVERED, _BESIDE * best[one.article.language]))
    yield from list(kept)[:LOOKED_AT]


def _of_passage(passage: Passage) -> Iterator[_Candidate]:
    """Its sentences; one that leans on the sentence before shares what that has of the question."""
    article = passage.article
    scored = {one.span.start: one for one in passage.sentences}
    before = 0.0
    for span in passage.chunk.sentences:
        own = scored.get(span.start)
        coverage, score = (own.coverage, own.score) if own else (0.0, 0.0)
        if before > 0 and leans(article.text[span.start : span.end], article.language):
            joined = whole(article, span, passage.chunk.sentences)[-1]
            joined = span if holds_order(article, joined) else joined
            yield _Candidate(article, joined, span.start - joined.start, max(coverage, _LEANING * before), score)
        elif coverage > 0:
            around = _AROUND * passage.coverage if _DIGIT.search(article.text, span.start, span.end) else 0.0
            yield _Candidate(article, span, 0, max(coverage, around), score)
        before = coverage


def _best_by_language(found: Iterator[tuple[str, float]]) -> Mapping[str, float]:
    best: dict[str, float] = {}
    for language, coverage in found:
        best[language] = max(best.get(language, 0.0), coverage)
    return best


def _statement(question: Asked, one: _Candidate) -> Statement | None:
    article, span = one.article, one.span
    reading = read(article.text[span.start : span.end], article.language_at(span.start))
    first = len(read(reading.text[: one.own], reading.language).words) if one.own else 0
    found = [value for value in fitting(question, reading, article.published) if value.start >= first]
    holding = tuple(value for value in found if not value.withdrawn)
    if not holding:
        return None
    least = _floor(reading) if one.own else 0.0
    rated = [(max(least, nearness(question, reading, value)), -number, value) for number, value in enumerate(holding)]
    near, _, value = max(rated)
    if near < _LEAST or not _on_subject(question, one, reading):
        return None
    return Statement(article, span, reading, value, holding, near, one.coverage, span.start + one.own)


def _floor(reading: Reading) -> float:
    """How near a value at least is that leans on the question's words in the sentence before."""
    return _LEANS + (_CORRECTS if cue_of("correction", "text").search(plain(reading.text)) else 0.0)


def _on_subject(question: Asked, one: _Candidate, reading: Reading) -> bool:
    """Whether the words of the question beside what is counted are about: in the sentence, the title or shortly before."""
    measures = {place for cue in question.reading.cues if cue.group in _MEASURES for place in range(cue.start, cue.end)}
    named = {*measures, *question.counted[:1]}
    others = [place for place in question.content if place not in named and not is_people(question.reading, place)]
    share = _SUBJECT_BY_KIND.get(question.kind, _SUBJECT)
    missing = [place for place in others if not shared(question.reading, place, reading)]
    before = "" if question.kind in _SUBJECT_BY_KIND else one.article.text[max(0, one.span.start - _CONTEXT) : one.span.start]
    for text in filter(None, (one.article.title, before)):
        if len(missing) > (1 - share) * len(others):
            around = read(text, reading.language)
            missing = [place for place in missing if not shared(question.reading, place, around)]
    return len(missing) <= (1 - share) * len(others)


def nearness(question: Asked, reading: Reading, value: Value) -> float:
    """How near the words of the question stand to a value, at least 0: each counts by its distance and for its share."""
    if not question.content:
        return 0.0
    borders = _borders(reading)
    total = nearest = 0.0
    for place in question.content:
        found = [at for at in shared(question.reading, place, reading) if not value.start <= at < value.end]
        if found:
            weight = max(_weight(at, value, borders) for at in found)
            total, nearest = total + weight, max(nearest, weight)
    bonus = _COUNTED / len(question.content) if question.counted and counts(question, reading, value) else 0.0
    return total / len(question.content) + _NEAREST * nearest + bonus


def _weight(place: int, value: Value, borders: Sequence[int]) -> float:
    share = _AFTER if value.kind == "date" and place >= value.end else 1.0
    return share / (1 + _distance(place, value, borders) / _HALF)


def _distance(place: int, value: Value, borders: Sequence[int]) -> float:
    gap = value.start - place if place < value.start else place - value.end + 1
    low, high = min(place, value.start), max(place, value.start)
    return gap - 1 + _CLAUSE * sum(low < border <= high for border in borders)


@lru_cache(maxsize=1024)
def _borders(reading: Reading) -> tuple[int, ...]:
    """The places where clauses of a few words begin."""
    joins = {cue.start for cue in reading.of("clauses")}
    found = [0]
    for place, word in enumerate(reading.words):
        if place - found[-1] >= _SHORTEST and (place in joins or set(word.gap) & _PARTS or is_stop(word.gap)):
            found.append(place)
    return tuple(found[1:])
