"""One line of our own format, as it is read, written, and published as a JSON schema."""

import json
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from eval.models import Case, CaseType, Evidence

State = Literal["proposed", "skipped", "rejected", "review", "unreviewed", "accepted", "edited"]
ASKED: frozenset[State] = frozenset({"unreviewed", "accepted", "edited"})  # states of questions that a run asks
UNREVIEWED = "unreviewed"  # the tag of questions that nobody has looked at

SCHEMA_ID = "urn:sanad:evaluation-set-line"


class Strict(BaseModel):
    """A value of our own format: no field that was not declared, and no number written as a text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Relevant(Strict):
    """A place that answers the question."""

    article: str = Field(min_length=1, description="Id, address, file name without its ending, or title of an article of the library.")
    quote: str = Field(
        default="", description="The exact words of its text that answer, to the character; empty when only the article is known."
    )
    start: int | None = Field(default=None, ge=0, description="Where the quote begins in the article's text, in Unicode code points.")
    end: int | None = Field(default=None, description="One past its last character.")
    grade: int = Field(default=1, ge=1, description="How relevant it is: more counts more in nDCG.")
    source: str | None = Field(default=None, description="The outlet that published the article, for the datasheet.")

    @model_validator(mode="after")
    def _exact(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("start and end go together")
        if self.start is not None and self.end is not None and self.end - self.start != len(self.quote):
            raise ValueError(f"the quote has {len(self.quote)} characters, and from start to end there are {self.end - self.start}")
        return self


class Line(Strict):
    """One question of an evaluation set, as one JSON object on one line."""

    model_config = ConfigDict(title="A line of an evaluation set")

    id: str = Field(min_length=1, description="Unique within the set.")
    question: str = Field(min_length=1, pattern=r"\S", description="As a person would type it.")
    language: str = Field(pattern="^[a-z]{2,3}$", description="ISO 639-1 code of the question; `und` where it cannot be told.")
    answerable: bool = Field(description="Whether the articles answer it.")
    relevant: list[Relevant] = Field(default=[], description="Every place that answers it; any one of them is right.")
    answers: list[str] = Field(default=[], description="Reference answers, short, each sufficient by itself.")
    key_facts: list[str] = Field(default=[], description="What a complete answer holds, all of it; forms of one fact are apart by `|`.")
    type: CaseType = Field(default="fact", description="What is asked for; `unanswerable` exactly where `answerable` is false.")
    tags: list[str] = Field(default=[], description="What makes the question worth asking; figures can be sliced by them.")
    state: State | None = Field(default=None, description="In a draft: what became of it. Only accepted, edited and unreviewed are asked.")
    made: str = Field(default="", description="How the question was made: a template's name, or `model` and its name.")
    note: str = Field(default="", description="For whoever reviews it.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.state == "review":
            return self  # what is to be reviewed states no truth yet
        if self.answerable and not self.relevant:
            raise ValueError("answerable, but without a relevant article")
        if not self.answerable and (self.relevant or self.answers or self.key_facts):
            raise ValueError("not answerable, but with a relevant article or an answer")
        if self.answerable == (self.type == "unanswerable"):
            raise ValueError('type must be "unanswerable" exactly where answerable is false')
        return self

    @property
    def asked(self) -> bool:
        """Whether a run asks it: it is no draft, or somebody has let it pass."""
        return self.state is None or self.state in ASKED

    def case(self) -> Case:
        """The question as an evaluation takes it."""
        tags = (*self.tags, UNREVIEWED) if self.state == "unreviewed" and UNREVIEWED not in self.tags else tuple(self.tags)
        return Case(
            id=self.id,
            question=self.question,
            language=self.language,
            answerable=self.answerable,
            relevant=tuple(_evidence(place) for place in self.relevant),
            answers=tuple(self.answers),
            key_facts=tuple(self.key_facts),
            type=self.type,
            tags=tags,
        )

    def written(self) -> str:
        """The line itself, without fields that say nothing, and without its end."""
        return self.model_dump_json(exclude_defaults=True)


def schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of a line, made from the model that reads it."""
    made = Line.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **made}


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _evidence(place: Relevant) -> Evidence:
    return Evidence(document=place.article, quote=place.quote, start=place.start, end=place.end, grade=place.grade, source=place.source)
