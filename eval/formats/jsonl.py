"""Our own format: one question a line, about articles of a library.

``{"id", "question", "language", "answerable", "relevant": [{"article", "quote"}], "answers", "type", "tags"}``
"""

import json
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.formats.parsed import Parsed, problems_of
from eval.models import Case, CaseType, Evidence, Problem


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Relevant(_Strict):
    article: str = Field(min_length=1)
    quote: str = ""


class _Line(_Strict):
    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    language: str = Field(pattern="^[a-z]{2,3}$")
    answerable: bool
    relevant: list[_Relevant] = []
    answers: list[str] = []
    type: CaseType = "fact"
    tags: list[str] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.answerable and not self.relevant:
            raise ValueError("answerable, but without a relevant article")
        if not self.answerable and (self.relevant or self.answers):
            raise ValueError("not answerable, but with a relevant article or an answer")
        if self.answerable == (self.type == "unanswerable"):
            raise ValueError('type must be "unanswerable" exactly where answerable is false')
        return self


def looks_like_jsonl(text: str) -> bool:
    """Whether any line of ``text`` is a JSON object with a question."""
    return any(isinstance(value := _value(line), dict) and "question" in value for line in text.split("\n"))


def read_jsonl(text: str) -> Parsed:
    """The cases of ``text``, one a line; blank lines are allowed. What cannot be read is a problem named by its line."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                cases.append(_case(_Line.model_validate_json(line)))
            except ValidationError as error:
                problems.extend(problems_of(error, item=f"line {number}"))
    return Parsed("sanad", (), tuple(cases), tuple(problems))


def _value(line: str) -> object:
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return None


def _case(line: _Line) -> Case:
    return Case(
        id=line.id,
        question=line.question,
        language=line.language,
        answerable=line.answerable,
        relevant=tuple(Evidence(document=place.article, quote=place.quote) for place in line.relevant),
        answers=tuple(line.answers),
        type=line.type,
        tags=tuple(line.tags),
    )
