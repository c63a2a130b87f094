"""A question completed from its conversation, and put into other languages, by a model; checked before it is believed."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ValidationError

from index.clean import clean_line
from index.errors import ChatError
from index.language import detect, script, units
from index.language.normalise import normalise
from rag.chat.models import Message, Usage
from rag.prompt.build import Turn, language_name
from rag.prompt.neutral import neutral
from rag.prompt.tokens import count_tokens

if TYPE_CHECKING:
    from rag.chat.client import ChatClient

SECONDS = 4.0  # that a search waits
_LONGEST = 400  # characters of a question made by a model
_HISTORY_TOKENS = 600
_TURNS = 3
_ANSWER = 300  # characters of an earlier answer
_SHARED = 0.5  # share of the words of a completed question that the conversation must have said
_WRITING = {
    "en": "LATIN",
    "fr": "LATIN",
    "de": "LATIN",
    "es": "LATIN",
    "tr": "LATIN",
    "ar": "ARABIC",
    "ur": "ARABIC",
    "fa": "ARABIC",
    "ru": "CYRILLIC",
}
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_NUMBER = re.compile(r"\d+")
_SYSTEM = (
    "You prepare questions for a search in news articles. You are given a conversation and a new question, and you never answer it. "
    'Return a JSON object {"question": ..., "translations": [{"language": ..., "text": ...}]}. "question" is the new question in its own '
    "language, completed from the conversation so that it can be understood alone; unchanged if it already can be. "
    '"translations" holds the completed question in each of the languages that are asked for, with names and numbers kept.'
)
_SCHEMA = {
    "type": "object",
    "properties": {
        "question": {"type": "string"},
        "translations": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"language": {"type": "string"}, "text": {"type": "string"}},
                "required": ["language", "text"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["question", "translations"],
    "additionalProperties": False,
}


class _Translation(BaseModel):
    language: str
    text: str


class _Reply(BaseModel):
    question: str
    translations: list[_Translation] = []


class Rewriting(NamedTuple):
    """A question ready to be searched for.

    Attributes:
        question: Completed from the conversation; as it was asked where that was not needed or did not succeed.
        translations: It in other languages: ISO 639-1 code and text.
        notices: Why it is as it was asked, if the model failed.
        usage: What it took; ``None`` if the model failed or was not asked.
    """

    question: str
    translations: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    usage: Usage | None = None


def rewrite(
    client: "ChatClient", question: str, *, history: Sequence[Turn] = (), languages: Sequence[str] = (), seconds: float = SECONDS
) -> Rewriting:
    """Complete ``question`` from ``history`` and translate it; whatever fails leaves it as it is.

    Args:
        client: The model.
        question: As typed.
        history: The conversation so far, the latest last.
        languages: ISO 639-1 codes of the languages to translate into.
        seconds: How long to wait.
    """
    if not history and not languages:
        return Rewriting(question)
    messages = (Message(role="system", content=_SYSTEM), Message(role="user", content=_asked(question, history, languages)))
    try:
        reply = client.complete(messages, json_schema=_SCHEMA, seconds=seconds)
    except ChatError as error:
        return Rewriting(question, notices=(f"The question was searched for as it is: {error.message}",))
    read = _read(reply.text)
    if read is None:
        said = f"{client.endpoint.name} did not return the question in the form it was asked for."
        return Rewriting(question, notices=(f"The question was searched for as it is: {said}",), usage=reply.usage)
    completed = clean_line(read.question) if history else question
    if not _is_completion(completed, question, history):
        return Rewriting(question, usage=reply.usage)  # what it translated is another question
    found = {one.language.lower(): clean_line(one.text) for one in read.translations}
    kept = ((code, found[code]) for code in dict.fromkeys(languages) if code in found and _is_translation(found[code], completed, code))
    return Rewriting(completed, tuple(kept), usage=reply.usage)


def _asked(question: str, history: Sequence[Turn], languages: Sequence[str]) -> str:
    left, said = _HISTORY_TOKENS, list[str]()
    for turn in reversed(history[-_TURNS:]):
        lines = f"Asked: {neutral(turn.question)}\nAnswered: {neutral(turn.answer[:_ANSWER])}"
        left -= count_tokens(lines)
        if left < 0:
            break
        said.insert(0, lines)
    names = ", ".join(f"{code} ({language_name(code)})" for code in languages) or "none"
    return "\n".join((*said, f"New question: {neutral(question)}", f"Languages to translate into: {names}"))


def _read(text: str) -> _Reply | None:
    """The object in an answer, which weaker models put into sentences, fences and reasoning."""
    found = _OBJECT.search(text.rpartition("</think>")[2])
    try:
        return _Reply.model_validate_json(found[0]) if found else None
    except ValidationError:
        return None


def _is_completion(completed: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether ``completed`` says what the conversation said, and nothing in its place."""
    if not completed or len(completed) > _LONGEST:
        return False
    language = detect(question)
    words = _words(completed, language)
    said = _words(question, language).union(*(_words(f"{turn.question} {turn.answer}", language) for turn in history))
    return bool(words) and len(words & said) >= _SHARED * len(words) and _numbers(question) <= _numbers(completed)


def _is_translation(text: str, question: str, language: str) -> bool:
    """Whether ``text`` can be ``question`` in ``language``: of a fitting length, in its writing, with the same numbers."""
    if not any(map(str.isalnum, text)) or len(text) > max(4 * len(question), 60):
        return False
    letters = script.scripts(text)
    writing = _WRITING.get(language)
    fits = writing is None or letters[writing] >= letters.total() / 2
    return fits and _numbers(text) == _numbers(question)


def _words(text: str, language: str) -> set[str]:
    return {word for unit in units(text, language) if unit.informative for word in unit.words}


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(normalise(text)))
