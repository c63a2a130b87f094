"""Feedback collected in the chat: one judged answer a line. What the page writes and what an evaluation reads is this ``Feedback``.

A thumb up makes the citations evidence. A thumb down, and a citation that was called wrong, say that something is not true, but
not what is: such a question is for a person to review (``sanad eval new --feedback``), and is never asked as it is.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.formats.line import Line, Relevant
from eval.formats.parsed import Parsed, problems_of
from eval.models import Problem

Rating = Literal["up", "down", "wrong_citation"]
_FROM_CHAT = "feedback"  # the tag of every question that came from the chat


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedbackCitation(_Value):
    """One citation of the judged answer.

    Attributes:
        number: As it stood in the answer.
        article: Id of the article.
        version: Of its text, ``sha256``.
        start: First character of the quote in that version, in Unicode code points.
        end: One past its last.
        quote: The characters themselves.
        source: The outlet.
        wrong: Whether the person said that it does not support its sentence.
    """

    number: int = Field(ge=1)
    article: str = Field(min_length=1)
    version: str = ""
    start: int = Field(ge=0)
    end: int
    quote: str = Field(min_length=1)
    source: str | None = None
    wrong: bool = False

    @model_validator(mode="after")
    def _exact(self) -> "FeedbackCitation":
        if self.end - self.start != len(self.quote):
            raise ValueError(f"the quote has {len(self.quote)} characters, and from start to end there are {self.end - self.start}")
        return self


class Feedback(_Value):
    """What somebody said of one answer.

    Attributes:
        feedback: Version of this format.
        id: Unique; that of the kept answer where there is one.
        question: As it was typed.
        language: ISO 639-1 code, or ``und``.
        rating: ``up``, ``down``, or ``wrong_citation`` where some citation is marked as wrong.
        answer: The whole text of the answer; empty when it was declined.
        status: Of the answer.
        citations: All of them.
        comment: In the person's own words.
        time: When it was said, with its zone.
    """

    feedback: Literal[1] = 1
    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    language: str = Field(pattern="^[a-z]{2,3}$")
    rating: Rating
    answer: str = ""
    status: Literal["answered", "partial", "declined"] = "answered"
    citations: tuple[FeedbackCitation, ...] = ()
    comment: str = ""
    time: AwareDatetime

    @model_validator(mode="after")
    def _consistent(self) -> "Feedback":
        if self.rating == "wrong_citation" and not any(citation.wrong for citation in self.citations):
            raise ValueError("the rating is wrong_citation, but no citation is marked as wrong")
        return self

    def line(self) -> Line:
        """The question as a line of a set: approved evidence, or something for a person to review."""
        good = self.rating == "up" and self.status == "answered" and bool(self.citations)
        kept = [citation for citation in self.citations if not citation.wrong] if self.rating != "down" else []
        return Line(
            id=self.id,
            question=self.question,
            language=self.language,
            answerable=bool(kept),
            relevant=[_relevant(citation) for citation in kept],
            type="fact" if kept else "unanswerable",
            tags=[_FROM_CHAT, self.rating],
            state="accepted" if good else "review",
            made=_FROM_CHAT,
            note="" if good else self._note(),
        )

    def _note(self) -> str:
        said = {"up": "Rated up, but not answered in full.", "down": "Rated down.", "wrong_citation": "A citation was called wrong."}
        return " ".join(filter(None, (said[self.rating], self.comment, f"It answered: {self.answer}" if self.answer else "It declined.")))


def looks_like_feedback(text: str) -> bool:
    """Whether the first line is an object with a rating."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    try:
        value = json.loads(first)
    except (json.JSONDecodeError, RecursionError):
        return False
    return isinstance(value, dict) and {"feedback", "rating"} <= value.keys()


def read_feedback(text: str) -> Parsed:
    """The questions whose answers were approved; how many are to be reviewed is told."""
    lines, problems = feedback_lines(text)
    asked = [line for line in lines if line.asked]
    left = len(lines) - len(asked)
    told = f"{left:,} of {len(lines):,} judged answers are to be reviewed and are not asked; `sanad eval new --feedback` makes a draft."
    return Parsed("feedback", (), tuple(line.case() for line in asked), problems, (told,) if left else ())


def feedback_lines(text: str) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """Every judged answer as a line of a set, those to be reviewed among them.

    A later rating of one answer takes the place of an earlier one; a question that was rated up once and otherwise another time
    is to be reviewed.
    """
    read: dict[str, Feedback] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                one = Feedback.model_validate_json(line)
            except ValidationError as error:
                problems += problems_of(error, item=f"line {number}")
                continue
            before = read.get(one.id)
            if before is None or _when(one) >= _when(before):
                read[one.id] = one
    return tuple(_settled(tuple(read.values()))), tuple(problems)


def _settled(read: Sequence[Feedback]) -> Iterator[Line]:
    ratings: dict[str, set[str]] = {}
    for one in read:
        ratings.setdefault(" ".join(one.question.split()).casefold(), set()).add(one.rating)
    for one in read:
        line = one.line()
        if line.asked and len(ratings[" ".join(one.question.split()).casefold()]) > 1:
            line = line.model_copy(update={"state": "review", "note": "Rated up once, and otherwise another time."})
        yield line


def _when(one: Feedback) -> datetime:
    return one.time


def _relevant(citation: FeedbackCitation) -> Relevant:
    return Relevant(article=citation.article, quote=citation.quote, start=citation.start, end=citation.end, source=citation.source)
