"""The values of an answer: question, passages, citations, sentences and differences. All are frozen."""

from datetime import date
from typing import Literal

from pydantic import Field

from index.models import UNKNOWN_LANGUAGE, Article, Chunk, Record, Span
from index.models import Filters as Filters
from rag.chat.models import Usage
from rag.understood import Kind as Kind
from rag.understood import Manner as Manner
from rag.understood import Question as Question
from rag.understood import Translation as Translation
from rag.understood import Understood as Understood
from rag.understood import UnderstoodKind as UnderstoodKind

Verdict = Literal["supported", "partly", "not_supported"]
Status = Literal["answered", "partial", "declined"]
Mode = Literal["quotes", "model"]
Relation = Literal["contradiction", "update", "correction"]
Ranges = tuple[tuple[int, int], ...]


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


class Answerability(Record):
    """How likely it is that what was found holds an answer.

    Attributes:
        score: In [0, 1], a probability.
        language: Of the passages it is likeliest for; empty if nothing was found.
        features: What it was computed from, by name, each in [0, 1].
    """

    score: float = Field(ge=0, le=1)
    language: str = ""
    features: dict[str, float] = Field(default_factory=dict)


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


class SecondOpinion(Record):
    """What a model says of a sentence that was compared with its quotes.

    Attributes:
        own: The verdict of the comparison.
        verdict: That of the model; ``None`` when it gave none.
        reason: The model's, in one sentence; empty when it gave none.
        model: Its name.
    """

    own: Verdict
    verdict: Verdict | None = None
    reason: str = ""
    model: str = ""


class Sentence(Record):
    """One sentence of an answer.

    Attributes:
        text: The sentence; in quotes mode the quote itself.
        citations: What it rests on, in order of number.
        verdict: Whether the citations support it.
        support: Strength of that support in [0, 1], higher is stronger; a verbatim quote has 1.
        reasons: Why it is not wholly supported, in plain English sentences, most important first; where a second opinion differs,
            what it says.
        emphasis: Ranges of ``text``, in order and apart, that hold the words that answer; empty where none stand out.
        opinion: That of a model, where one was asked; ``verdict`` is what both come to.
    """

    text: str
    citations: tuple[Citation, ...]
    verdict: Verdict
    support: float = Field(ge=0, le=1)
    reasons: tuple[str, ...] = ()
    emphasis: Ranges = ()
    opinion: SecondOpinion | None = None


class DifferenceValue(Record):
    """What one source says where sources differ.

    Attributes:
        value: As it is written there, without its unit.
        unit: As it is written there, or the word for what is counted; ``None`` where it is part of ``value``.
        span: The sentence that says it.
        quote: The exact characters of ``span``.
        emphasis: Ranges of ``quote`` that hold the value.
        title: Of the article.
        language: ISO 639-1 code of the sentence.
        newest: Whether nothing later speaks, where the sources are of different days.
        also: The same value from other sources, each with its own quote.
    """

    value: str
    unit: str | None = None
    span: Span
    quote: str = ""
    emphasis: Ranges = ()
    title: str = ""
    source: str | None = None
    published: date | None = None
    url: str | None = None
    language: str = UNKNOWN_LANGUAGE
    newest: bool = False
    also: tuple["DifferenceValue", ...] = ()


class Difference(Record):
    """One thing that sources report differently: what, and who says which value.

    Attributes:
        what: In words of the question.
        values: Unequal ones, the nearest to the question first.
        relation: Whether they contradict each other, one is a later stage, or one corrects another.
    """

    what: str
    values: tuple[DifferenceValue, ...]
    relation: Relation = "contradiction"


class Answer(Record):
    """An answer, complete or still growing.

    Attributes:
        question: The question as understood.
        sentences: In reading order.
        differences: Where the sources disagree; empty when they do not.
        status: ``answered``, ``partial`` (a part of the question has no evidence) or ``declined`` (nothing answers it).
        missing: What sets those parts of the question apart that nothing answers, in its own words, and places it names that nothing
            quoted mentions; empty unless ``partial``.
        mode: ``quotes`` (verbatim sentences, no model) or ``model``.
        related: For a declined question, the nearest passages; they do not answer it.
        answerability: How likely it is that the articles hold an answer; below the threshold Sanad declines.
        notices: Plain sentences the reader must see, such as a channel that was not available.
        usage: What a model took to write it; ``None`` where none did.
        growing: What a model has begun to write behind the sentences, unchecked; empty in a complete answer.
        timings: Seconds by stage.
        kept: The number it is kept under, where it is part of a conversation that is kept.
    """

    question: Question
    sentences: tuple[Sentence, ...] = ()
    differences: tuple[Difference, ...] = ()
    status: Status
    missing: tuple[str, ...] = ()
    mode: Mode = "quotes"
    related: tuple[Citation, ...] = ()
    answerability: Answerability = Answerability(score=0.0)
    notices: tuple[str, ...] = ()
    usage: Usage | None = None
    growing: str = ""
    timings: dict[str, float] = Field(default_factory=dict)
    kept: int | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each citation once, by number."""
        found = {citation.number: citation for sentence in self.sentences for citation in sentence.citations}
        return tuple(found[number] for number in sorted(found))
