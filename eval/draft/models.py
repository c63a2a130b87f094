"""The values of drafting: a proposal before it is checked, why one was rejected, and what came of it all."""

from typing import Literal, NamedTuple

from pydantic import Field

from eval.models import CaseType
from index.models import Article, Record

Reason = Literal[
    "malformed",
    "another language",
    "asked already",
    "not supported",
    "answer not in the evidence",
    "not found by the search",
    "perhaps answered",
    "no answer of the model",
]


class Proposal(NamedTuple):
    """A question about an article that has not been checked yet.

    Attributes:
        answer: In few words; empty for a question that the article should not answer.
        statement: The answer as a whole sentence, which is to be verified; empty where the answer was cut from the evidence.
        spans: Where the evidence stands in the article: first character and one past the last, for each sentence.
        made: By which template, or by the model of which name.
    """

    article: Article
    question: str
    answer: str
    statement: str
    spans: tuple[tuple[int, int], ...]
    type: CaseType
    made: str


class Rejected(NamedTuple):
    """A proposal that a check turned down."""

    reason: Reason
    question: str = ""


class Drafted(Record):
    """What drafting gave.

    Attributes:
        questions: Lines that were written.
        unanswerable: How many of them nothing answers.
        articles: Looked at.
        languages: Questions by language.
        sources: Questions by outlet.
        rejected: Proposals that a check turned down, by reason.
        tokens: Sent to a model and received from it; ``None`` without one.
    """

    questions: int = 0
    unanswerable: int = 0
    articles: int = 0
    languages: dict[str, int] = Field(default_factory=dict)
    sources: dict[str, int] = Field(default_factory=dict)
    rejected: dict[str, int] = Field(default_factory=dict)
    tokens: int | None = None
