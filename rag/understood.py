"""The values of a question: what was understood of it. All are frozen."""

from datetime import date
from typing import Any, Literal

from pydantic import model_validator

from index.models import Filters, Record

Kind = Literal["person", "place", "date", "number", "list", "comparison", "yes_no", "any"]
UnderstoodKind = Literal["outlet", "date", "language", "phrase", "follow_up", "part", "translation"]


class Understood(Record):
    """One thing that was understood of a question beyond its words.

    Attributes:
        kind: What it is about.
        value: The outlet's name, days as an ISO 8601 interval (``2025-12-01/2025-12-10``, ``..`` where it is open), an ISO 639-1
            code, the phrase, the completed question, the words of the part, or the language a model put the question into.
        text: The words of the question it was read from; of a translation, its own.
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


class Translation(Record):
    """A question in another language, in which passages of that language are searched for.

    Attributes:
        language: ISO 639-1 code.
        text: The whole question.
        searched: What of it is searched for, without what became a filter or a preference.
    """

    language: str
    text: str
    searched: str


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
        translations: It in other languages of the library, each once; empty without a model.
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
    translations: tuple[Translation, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _search_for_the_text(cls, values: Any) -> Any:
        return {**values, "searched": values.get("searched") or values.get("text")} if isinstance(values, dict) else values

    def wishes(self, kind: UnderstoodKind) -> tuple[Understood, ...]:
        """What was understood of one kind."""
        return tuple(one for one in self.understood if one.kind == kind)

    def in_language(self, language: str) -> tuple[str, str]:
        """What is searched for in passages of ``language``, and the language it is in: the translation, if there is one."""
        found = next((one for one in self.translations if one.language == language), None)
        return (found.searched, language) if found else (self.searched, self.language)


def _day(written: str) -> date | None:
    return None if written in ("", "..") else date.fromisoformat(written)
