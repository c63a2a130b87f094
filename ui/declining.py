"""What a person can do about a question that nothing answers: how to ask, or what to add. Pure, and without a model."""

from collections.abc import Sequence
from textwrap import shorten
from typing import NamedTuple

from index.language import analyze, units
from rag.models import Answer, Citation, Question
from ui.words import text

_TITLES = 2
_PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"
_LONGEST = 80  # characters of a title
_MARKS = "“”„«»\"'‘’()[]{}?؟!,،;؛:.…。、。？！"


class Suggestion(NamedTuple):
    """A plain sentence around words of the question or of the library, which may be of any language.

    Attributes:
        key: Of the sentence, in the table ``declining`` of the words of the interface.
        words: What it names.
    """

    key: str
    words: tuple[str, ...] = ()

    @property
    def before(self) -> str:
        """What it says before the words."""
        return self._around[0]

    @property
    def after(self) -> str:
        """What it says behind them."""
        return self._around[2]

    @property
    def _around(self) -> tuple[str, str, str]:
        return text(f"declining.{self.key}", words=_PLACE).partition(_PLACE)

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.before}{', '.join(f'“{word}”' for word in self.words)}{self.after}"


class Advice(NamedTuple):
    """What was looked for, and what may help."""

    looked_for: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]


def advice(answer: Answer) -> Advice:
    """The advice for a declined answer, from the question as it was understood and the passages nearest to it."""
    words = looked_for(answer.question)
    return Advice(words, (*_less_strict(answer.question), *_missing(answer, words), *_near(answer)))


def looked_for(question: Question) -> tuple[str, ...]:
    """The words that the search went by, as they were typed; those that only ask are left out."""
    asked = (word.strip(_MARKS) for word in question.searched.split())
    return tuple(dict.fromkeys(word for word in asked if any(unit.informative for unit in units(word, question.language))))


def _less_strict(question: Question) -> tuple[Suggestion, ...]:
    only = tuple(one.text for one in question.understood if one.strict)
    return (Suggestion("without", only),) if only else ()


def _missing(answer: Answer, words: Sequence[str]) -> tuple[Suggestion, ...]:
    """What to add: words that no sentence near the question has, where one of its own language is near at all."""
    language = answer.question.language
    if not any(each.language == language for each in answer.related):
        return (Suggestion("add"),)
    absent = tuple(word for word in words if not any(_holds(each, word, language) for each in answer.related))
    return (Suggestion("add_about", absent),) if absent else ()


def _holds(citation: Citation, word: str, language: str) -> bool:
    asked, there = analyze(word, language), analyze(f"{citation.title}. {citation.quote}", citation.language)
    return bool(set(asked.words) & set(there.words) or set(asked.bridge) & set(there.bridge))


def _near(answer: Answer) -> tuple[Suggestion, ...]:
    """How to ask: about what the nearest articles report, those in the language of the question first."""
    titled = sorted((each for each in answer.related if each.title), key=lambda each: each.language != answer.question.language)
    titles = ((shorten(each.title, _LONGEST, placeholder="…"), each.source) for each in titled)
    names = tuple(dict.fromkeys(f"{title} ({source})" if source else title for title, source in titles))
    return (Suggestion("ask_about", names[:_TITLES]),) if names else ()
