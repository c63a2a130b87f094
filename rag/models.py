"""The values of an answer: question, passages, citations, sentences and differences. All are frozen."""

from datetime import date
from typing import Literal

from pydantic import Field

from index.models import Article, Chunk, Record, Span
from index.models import Filters as Filters

Verdict = Literal["supported", "partly", "not_supported"]
Status = Literal["answered", "partial", "declined"]
Mode = Literal["quotes", "model"]


class Question(Record):
    """A question as it was understood.

    Attributes:
        text: What the person typed, trimmed.
        language: ISO 639-1 code, or ``und``.
    """

    text: str
    language: str


class SentenceScore(Record):
    """How well one sentence of a passage fits the question.

    Attributes:
        span: The sentence.
        score: At least 0, higher is better, comparable within one search only.
        coverage: Share of the question's informative weight found in the sentence or the title, in [0, 1]; comparable
            across searches and languages.
    """

    span: Span
    score: float
    coverage: float = Field(ge=0, le=1)


class Copy(Record):
    """Another article that has the same words: a near-copy under the same or another outlet."""

    article_id: str
    title: str
    source: str | None = None
    published: date | None = None
    url: str | None = None


class Passage(Record):
    """A retrieved chunk with the scores that ranked it.

    Attributes:
        chunk: The chunk.
        article: The article version the chunk belongs to.
        scores: Each channel's contribution by name (``words``, ``grams``, ``bridge``, ``vectors``, ``title``), after
            normalisation and weighting; they sum to ``score``.
        score: The fused score, at least 0, higher is better, comparable within one search only.
        sentences: The chunk's sentences with their own scores, best first.
        coverage: Share of the question's informative weight found in the passage, in [0, 1]; comparable across searches.
        also: Near-copies that are not shown for themselves.
    """

    chunk: Chunk
    article: Article
    scores: dict[str, float]
    score: float
    sentences: tuple[SentenceScore, ...]
    coverage: float = Field(ge=0, le=1)
    also: tuple[Copy, ...] = ()

    @property
    def text(self) -> str:
        """The exact characters of the chunk."""
        return self.article.quote(self.chunk.span)


class Citation(Record):
    """A numbered pointer to the exact words an answer's sentence rests on.

    ``quote`` equals ``article.text[span.start:span.end]`` of that version.

    Attributes:
        page: Page of a paged document the quote begins on, counted from 1.
        also: Other articles that have the same words.
    """

    number: int = Field(ge=1)
    span: Span
    quote: str
    title: str
    source: str | None = None
    published: date | None = None
    url: str | None = None
    language: str
    page: int | None = None
    also: tuple[Copy, ...] = ()


class Sentence(Record):
    """One sentence of an answer.

    Attributes:
        text: The sentence; in quotes mode the quote itself.
        citations: What it rests on, in order of number.
        verdict: Whether the citations support it.
        support: Strength of that support in [0, 1], higher is stronger; a verbatim quote has 1.
    """

    text: str
    citations: tuple[Citation, ...]
    verdict: Verdict
    support: float = Field(ge=0, le=1)


class DifferenceValue(Record):
    """What one source says where sources differ."""

    value: str
    unit: str | None = None
    span: Span
    source: str | None = None
    published: date | None = None


class Difference(Record):
    """One thing that sources report differently: what, and who says which value."""

    what: str
    values: tuple[DifferenceValue, ...]


class Answer(Record):
    """An answer, complete or still growing.

    Attributes:
        question: The question as understood.
        sentences: In reading order.
        differences: Where the sources disagree; empty when they do not.
        status: ``answered``, ``partial`` (a part of the question has no evidence) or ``declined`` (nothing answers it).
        mode: ``quotes`` (verbatim sentences, no model) or ``model``.
        related: For a declined question, the nearest passages; they do not answer it.
        notices: Plain sentences the reader must see, such as a channel that was not available.
        timings: Seconds by stage.
    """

    question: Question
    sentences: tuple[Sentence, ...] = ()
    differences: tuple[Difference, ...] = ()
    status: Status
    mode: Mode = "quotes"
    related: tuple[Citation, ...] = ()
    notices: tuple[str, ...] = ()
    timings: dict[str, float] = Field(default_factory=dict)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each citation once, by number."""
        found = {citation.number: citation for sentence in self.sentences for citation in sentence.citations}
        return tuple(found[number] for number in sorted(found))
