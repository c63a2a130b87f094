"""The values of an evaluation: sets, cases, what one case gave, and runs. All are frozen."""

from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue

from index.models import UNKNOWN_LANGUAGE, RawArticle, Record
from rag.chat.models import Usage
from rag.models import Mode, Status, Verdict

SetKind = Literal["squad", "xquad-r", "aligned", "sanad", "ramdocs"]
CaseType = Literal["fact", "number", "person", "place", "date", "list", "comparison", "unanswerable"]


class Evidence(Record):
    """One place that answers a question.

    Attributes:
        document: Id of a document of the set; in a set without documents, the id, address or file stem of an article.
        quote: The exact words; empty when only the document is known.
        start: Where ``quote`` begins in the text the set carries; ``None`` when the set does not say.
        end: One past its last character.
        sentence: The sentence around the quote, when the set marks sentences.
    """

    document: str
    quote: str = ""
    start: int | None = Field(default=None, ge=0)
    end: int | None = None
    sentence: str | None = None


class SetDocument(Record):
    """A passage that the set brings along; evidence refers to it by ``id``.

    Attributes:
        group: The article it was taken from, as the set names it; passages of one article are about one thing. Empty
            when the set does not tell.
    """

    id: str
    article: RawArticle
    group: str = ""


class Choice(Record):
    """What a run takes from which files; by default, all of one file.

    Attributes:
        passages: Files whose passages are asked, in place of the set's own, as they were given. Evidence is that of the
            question with the same id.
        source: Code of the language that asks, in a directory of aligned sentences.
        target: Code of the language that answers there.
        titles: Whether passages are indexed with the titles of their articles; ``None`` does so unless ``passages`` are
            given, as the titles of a translated set may be those of the original.
        sample: How many questions to draw by ``seed``; ``None`` for all.
        seed: Of whatever is drawn by chance.
        unanswerable: Whether every question is asked twice: of the half of the articles that has its own, and of the other.
        among: Articles added to the library before everything is asked again: files, or generated ones as ``ar:5000``.
    """

    passages: tuple[str, ...] = ()
    source: str | None = None
    target: str | None = None
    titles: bool | None = None
    sample: int | None = None
    seed: int = 1
    unanswerable: bool = False
    among: tuple[str, ...] = ()

    @property
    def titled(self) -> bool:
        """Whether passages are indexed with titles."""
        return not self.passages if self.titles is None else self.titles


class Case(Record):
    """One question with what is known about its answer.

    Attributes:
        language: ISO 639-1 code of the question, or ``und``.
        answerable: Whether the articles answer it. A system should decline the others.
        relevant: Every place that answers it; any one of them is right.
        answers: Reference answers, each sufficient by itself.
        stated: What its documents answer, right or wrong, each once; told by sets about documents that differ.
        within: The outlet its documents carry and no others do; the search is restricted to it. Empty for all.
    """

    id: str
    question: str
    language: str = UNKNOWN_LANGUAGE
    answerable: bool = True
    relevant: tuple[Evidence, ...] = ()
    answers: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    within: str = ""
    type: CaseType = "fact"
    tags: tuple[str, ...] = ()


class Problem(Record):
    """Something in a set that cannot be used.

    Attributes:
        item: The line or question it makes unusable; empty when it is the whole file.
        where: The line or field.
    """

    item: str
    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


class EvaluationSet(Record):
    """Questions with known evidence, and perhaps the passages they are asked of.

    Attributes:
        sha256: Of the bytes of the file, so that two runs can be known to have used the same set.
        parts: The same of every file it was made from, by name.
        documents: Empty when the questions are about articles of a library.
        broken: What could not be read; each item counts as a failed case. Empty unless the caller chose to keep going.
    """

    name: str
    kind: SetKind
    sha256: str
    parts: dict[str, str] = Field(default_factory=dict)
    documents: tuple[SetDocument, ...] = ()
    cases: tuple[Case, ...] = ()
    broken: tuple[Problem, ...] = ()


class AnswerSentence(Record):
    """One sentence of an answer, as it was given.

    Attributes:
        cites: Places of what it cites in ``quotes`` of the case, from 0.
        verdict: What our own verification says of it.
    """

    text: str
    cites: tuple[int, ...] = ()
    verdict: Verdict


class CaseResult(Record):
    """What one case gave, enough to compute every metric again.

    Attributes:
        ranking: Ids of the articles retrieved, best first, each once (at its best chunk), at most 100.
        relevant: Ids of the articles that hold evidence.
        outlets: Who published them, where it is known.
        groups: The articles the relevant passages were taken from, as the set names them.
        sentence_ranking: Keys ``<article id>:<start>-<end>`` of sentences, best first by their own score, at most 100.
        right_sentences: Keys of the sentences that hold evidence; empty when the set does not tell.
        answerability: How much speaks for an answer being there, in [0, 1]; ``None`` when the search failed.
        notices: What this search went without, such as a reranker that was late.
        search_seconds: Time of the search; ``None`` when it failed.
        search_timings: Seconds by stage of the search.
        status: Of the answer; ``None`` when no answer was asked for or the case failed.
        answer_contained: Whether a cited quote contains a reference answer or overlaps the evidence; ``None`` when no
            answer was asked for or the question is unanswerable.
        answer_timings: Seconds by stage of the answer, those of its own search among them, and ``total``.
        mode: Whether the answer is made of quotes or written by a model; ``None`` when no answer was asked for.
        usage: Tokens, seconds and cost of the model; ``None`` where none was asked.
        citations: How many citations the answer has.
        valid_citations: How many of them reproduce the cited characters exactly.
        quotes: The cited words, by number.
        answer: What was answered, in reading order; empty when nothing was.
        references: The reference answers of the set, each sufficient by itself.
        stated: How many different answers the documents give; ``None`` where the set does not tell.
        several: How many right answers they should show.
        shown: How many right answers the quotes and differences hold.
        differing: How many of the documents' answers are held by different values of one difference.
        differences: How many differences are told.
        error: Why the case failed; it then counts as zero.
    """

    id: str
    question: str
    language: str = UNKNOWN_LANGUAGE
    type: CaseType = "fact"
    tags: tuple[str, ...] = ()
    answerable: bool = True
    ranking: tuple[str, ...] = ()
    relevant: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sentence_ranking: tuple[str, ...] = ()
    right_sentences: tuple[str, ...] = ()
    answerability: float | None = None
    notices: tuple[str, ...] = ()
    search_seconds: float | None = None
    search_timings: dict[str, float] = Field(default_factory=dict)
    status: Status | None = None
    answer_seconds: float | None = None
    answer_timings: dict[str, float] = Field(default_factory=dict)
    mode: Mode | None = None
    usage: Usage | None = None
    answer_contained: bool | None = None
    citations: int = 0
    valid_citations: int = 0
    quotes: tuple[str, ...] = ()
    answer: tuple[AnswerSentence, ...] = ()
    references: tuple[str, ...] = ()
    stated: int | None = None
    several: int = 0
    shown: int = 0
    differing: int = 0
    differences: int = 0
    error: str | None = None


class Run(Record):
    """The outcome of one evaluation set under one group of settings.

    Attributes:
        set_sha256: Of the bytes of the set's file.
        parts: The same of every file that was used, by name.
        choice: What was taken from which files.
        answered: Whether answers were asked for, beyond the search.
        limit: How many questions were asked at most; ``None`` for all.
        metrics: Flat map of names such as ``MRR`` and ``Hit@1`` to values in [0, 1]; the same for the same set,
            library and settings. A metric to which no case applies is absent.
        by_language: The same for the cases of each language of question.
        alone: The same before the articles of ``choice.among`` were added; empty without any.
        latency: Seconds, as ``search p50``, ``search p95``, ``answer p50``, ``answer p95``.
        counts: ``cases``, ``answerable``, ``failed``, ``documents`` and ``chunks``.
        settings: What was in force, without secrets.
        versions: Of Python and of the packages that can change a result.
        started: UTC.
        seconds: The whole run, indexing included.
        notices: What a reader of the figures must know.
    """

    set_name: str
    set_kind: SetKind
    set_sha256: str
    parts: dict[str, str] = Field(default_factory=dict)
    choice: Choice = Choice()
    answered: bool
    limit: int | None
    metrics: dict[str, float]
    by_language: dict[str, dict[str, float]]
    alone: dict[str, float] = Field(default_factory=dict)
    latency: dict[str, float]
    counts: dict[str, int]
    settings: dict[str, JsonValue]
    versions: dict[str, str]
    started: datetime
    seconds: float
    notices: tuple[str, ...] = ()
    cases: tuple[CaseResult, ...]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that failed; they are in ``cases`` and count as zero."""
        return tuple(case for case in self.cases if case.error is not None)
