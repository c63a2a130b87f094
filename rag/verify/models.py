"""The values of a verification: evidence, what was found, the judgement. All are frozen."""

from datetime import date
from typing import Literal

from pydantic import Field

from index.models import Record
from rag.models import SecondOpinion, Verdict

CheckName = Literal[
    "coverage",
    "numbers",
    "units",
    "dates",
    "names",
    "negation",
    "attribution",
    "modality",
    "direction",
    "quantifiers",
    "wording",
    "binding",
]
Finding = Literal["contradiction", "absent"]


class Evidence(Record):
    """What a sentence is held against: one quote of a source.

    Attributes:
        text: The exact words; one sentence or a few.
        language: ISO 639-1 code, or ``und``.
        title: Of the article it stands in; a name that only the title has is not missing.
        context: What stands just before the quote, for the names its pronouns mean.
        published: The article's day, by which "on Tuesday" is a date.
    """

    text: str
    language: str
    title: str = ""
    context: str = ""
    published: date | None = None


class Check(Record):
    """One thing that was compared and did not agree.

    Attributes:
        name: Which comparison.
        finding: ``contradiction`` when the source says something else in the same place, ``absent`` when it says nothing.
        claim: What the sentence says, in its words.
        source: What the source says in its place; empty when nothing.
        clause: Which clause of the sentence, counted from 0.
    """

    name: CheckName
    finding: Finding
    claim: str
    source: str = ""
    clause: int = 0


class ClauseSupport(Record):
    """One clause of a sentence.

    Attributes:
        text: Its words.
        coverage: Share of its informative weight found in the evidence, in [0, 1].
        verdict: Of the clause by itself.
    """

    text: str
    coverage: float = Field(ge=0, le=1)
    verdict: Verdict


class Judgement(Record):
    """Whether evidence supports a sentence.

    Attributes:
        support: Strength of the support in [0, 1], higher is stronger; a verbatim quote has 1.
        coverage: Share of the sentence's informative weight found in at most three sentences of the evidence, in [0, 1].
        said: The same share of what it says beside names, dates and amounts; of the clause of which least is found.
        reasons: Plain English sentences, most important first; empty when all of it is supported.
        checks: What did not agree.
        clauses: The clauses, in order.
        used: The sentences of the evidence it rests on: place of the evidence, and its sentence's first and last character.
        verbatim: Whether the sentence is a quote of the evidence.
        opinion: That of a model, where one was asked; ``verdict`` is what both come to, ``support`` stays what was compared.
    """

    verdict: Verdict
    support: float = Field(ge=0, le=1)
    coverage: float = Field(ge=0, le=1)
    said: float = Field(default=0.0, ge=0, le=1)
    reasons: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    clauses: tuple[ClauseSupport, ...] = ()
    used: tuple[tuple[int, int, int], ...] = ()
    verbatim: bool = False
    opinion: SecondOpinion | None = None
