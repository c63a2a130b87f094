"""The values of an answer: question, passages, citations, sentences and differences. All are frozen."""

from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from index.models import UNKNOWN_LANGUAGE, Article, Chunk, Record, Span
from index.models import Filters as Filters
from rag.chat.models import Usage

Verdict = Literal["supported", "partly", "not_supported"]
Status = Literal["answered", "partial", "declined"]
Mode = Literal["quotes", "model"]
Kind = Literal["person", "place", "date", "number", "list", "comparison", "yes_no", "any"]
UnderstoodKind = Literal["outlet", "date", "language", "phrase", "follow_up", "part"]
Relation = Literal["contradiction", "update", "correction"]
Ranges = tuple[tuple[int, int], ...]


class Understood(Record):
    """One thing that was understood of a question beyond its words.

    Attributes:
        kind: What it is about.
        value: The outlet's name, days as an ISO 8601 interval (``2025-12-01/2025-12-10``, ``..`` where it is open), an ISO 639-1
            code, the phrase, the completed question, or the words of the part.
        text: The words of the question it was read from.
        strict: Whether it excludes what does not match; otherwise what matches is preferred.
    """

    kind: UnderstoodKind
    value: str
    text: str
    strict: bool = False

    @property
    def key(self) -> str:
        """What it is undone by."""
        return f"{self.kind}:{self.value}"

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day of a ``date``; ``None`` where it is open."""
        first, _, last = self.value.partition("/")
        return _day(first), _day(last)


class Manner(Record):
    """What a follow-up asks of the form of an answer.

    Attributes:
        language: ISO 639-1 code of the language to answer in; empty for that of the question.
        shorter: Whether the answer is to be shorter.
        source: Whether it is asked who says so; the sources stand under every answer.
    """

    language: str = ""
    shorter: bool = False
    source: bool = False


class Question(Record):
    """A question as it was understood.

    Attributes:
        text: What the person typed, trimmed.
        language: ISO 639-1 code, or ``und``.
        searched: What is searched for: a follow-up completed from the conversation, without what became a filter or a preference.
        kind: What kind of thing it asks for.
        phrases: What stands in quotation marks.
        understood: What was understood beyond the words, in order of appearance.
        filters: What the question itself restricts the search to.
        parts: What is searched apart, where the question is about several outlets, times or names; empty otherwise.
        wants_sources: Whether it asks what sources say, so that each language and outlet is to be heard.
        manner: The form its answer is to have.
    """

    text: str
    language: str
    searched: str = ""
    kind: Kind = "any"
    phrases: tuple[str, ...] = ()
    understood: tuple[Understood, ...] = ()
    filters: Filters = Filters()
    parts: tuple["Question", ...] = ()
    wants_sources: bool = False
    manner: Manner = Manner()

    @model_validator(mode="before")
    @classmethod
    def _search_for_the_text(cls, values: Any) -> Any:
        return {**values, "searched": values.get("searched") or values.get("text")} if isinstance(values, dict) else values

    def wishes(self, kind: UnderstoodKind) -> tuple[Understood, ...]:
        """What was understood of one kind."""
        return tuple(one for one in self.understood if one.kind == kind)


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
        missing: What sets those parts of the question apart that nothing answers, in its own words; empty unless ``partial``.
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


def _day(written: str) -> date | None:
    return None if written in ("", "..") else date.fromisoformat(written)
