"""The values of an evaluation: sets, cases, what one case gave, and runs. All are frozen."""

from datetime import date, datetime

from pydantic import Field, JsonValue

from eval.questions import Case as Case
from eval.questions import CaseType as CaseType
from eval.questions import Choice as Choice
from eval.questions import EvaluationSet as EvaluationSet
from eval.questions import Evidence as Evidence
from eval.questions import Problem as Problem
from eval.questions import SetDocument as SetDocument
from eval.questions import SetKind as SetKind
from index.models import UNKNOWN_LANGUAGE, Record
from rag.chat.models import Usage
from rag.models import Mode, Status, Verdict


class ShownPassage(Record):
    """One of the first passages, to be read in a report.

    Attributes:
        text: Its first characters.
        right: Whether it holds evidence, or where only the article is known, is of a relevant one.
    """

    title: str
    source: str | None = None
    text: str
    language: str = UNKNOWN_LANGUAGE
    right: bool = False


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
        grades: How much a relevant article or place is worth, by id or key; those that are not named, 1.
        passage_ranking: Keys ``<article id>:<start>-<end>`` of passages, best first, at most 100. Where one shares a character
            with evidence that none before it has, the key of the evidence stands in its place.
        sentence_ranking: The same of sentences, best first by their own score.
        right_sentences: Keys of the evidence; empty when the set does not tell the place.
        evidence: Its words.
        passages: The first passages.
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
        cited: Keys of the places that are cited, by number.
        scores: What single metrics are of this case, by name, in [0, 1]; those that do not apply to it are absent.
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
    grades: dict[str, int] = Field(default_factory=dict)
    outlets: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    passage_ranking: tuple[str, ...] = ()
    sentence_ranking: tuple[str, ...] = ()
    right_sentences: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    passages: tuple[ShownPassage, ...] = ()
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
    cited: tuple[str, ...] = ()
    scores: dict[str, float] = Field(default_factory=dict)
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
        tokens: What models took, as ``prompt tokens``, ``completion tokens``, ``tokens per answer``, ``cost`` and
            ``cost per answer``; empty where none wrote.
        counts: ``cases``, ``answerable``, ``failed``, ``documents`` and ``chunks``.
        settings: What was in force, without secrets.
        versions: Of Python and of the packages that can change a result.
        started: UTC.
        seconds: The whole run, indexing included.
        notices: What a reader of the figures must know.
        commit: Of the checkout it was started in, with ``+`` when files were changed there; empty outside of one.
        today: The day that relative dates of questions count from; ``None`` where it was not fixed.
        workers: Processes that asked.
        questions: How many answers it has when it is finished; 0 where that was not recorded.
        complete: Whether it is finished; otherwise the figures are of the cases so far.
        point: The settings that this run of a grid has and others of it have not.
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
    tokens: dict[str, float] = Field(default_factory=dict)
    counts: dict[str, int]
    settings: dict[str, JsonValue]
    versions: dict[str, str]
    started: datetime
    seconds: float
    notices: tuple[str, ...] = ()
    commit: str = ""
    today: date | None = None
    workers: int = 1
    questions: int = 0
    complete: bool = True
    point: dict[str, str] = Field(default_factory=dict)
    cases: tuple[CaseResult, ...]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that failed; they are in ``cases`` and count as zero."""
        return tuple(case for case in self.cases if case.error is not None)
