"""The prompt of one question: instructions, the conversation, the articles' sentences as data, the question. Pure but for the nonce."""

import secrets
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, NamedTuple

from index.errors import ChatError
from index.models import Article, Record, Span
from index.segment import sentences
from rag.chat.models import Message
from rag.cite.references import Reference
from rag.models import Passage, Question
from rag.prompt.budget import Line, fitting, lines_of
from rag.prompt.neutral import is_suspicious, neutral
from rag.prompt.tokens import count_message, count_tokens

_HISTORY = 0.2  # share of the tokens that the conversation so far may take
_NAME = 200  # characters of a title or outlet
_UNKNOWN = "the language of the question"


class Turn(Record):
    """A question that was asked before, and what was answered."""

    question: str
    answer: str = ""


class Prompt(NamedTuple):
    """What is sent for a question.

    Attributes:
        messages: In order.
        known: The sentences that were sent, by their numbers, in order.
        tokens: What all messages take, estimated; see `rag.prompt.tokens`.
        left_out: How many sentences did not fit.
        notices: Plain sentences the reader must see.
    """

    messages: tuple[Message, ...]
    known: dict[Reference, Span]
    tokens: int
    left_out: int
    notices: tuple[str, ...]


def build_prompt(
    question: Question,
    passages: Sequence[Passage],
    *,
    budget: int,
    language: str,
    history: Sequence[Turn] = (),
    nonce: str | None = None,
) -> Prompt:
    """Put the prompt together.

    Args:
        question: As understood.
        passages: What was found, best first.
        budget: Tokens that all messages may take.
        language: ISO 639-1 code of the answer's language.
        history: The conversation so far, the latest last.
        nonce: A word that no article holds; ``None`` makes one.

    Raises:
        ChatError: Not one sentence fits.
    """
    nonce = nonce or f"@{secrets.token_hex(6)}"
    system = Message(role="system", content=instructions("system").format(language=language_name(language), nonce=nonce).strip())
    asked = _asked(question, language)
    left = budget - count_message(system.content) - count_message(asked)
    earlier = _earlier(history, budget=int(left * _HISTORY))
    left -= sum(count_message(message.content) for message in earlier)
    lines, suspicious = lines_of(passages)
    heads = {place: _head(place, passage.article, nonce) for place, passage in enumerate(passages, start=1)}
    tokens = {place: count_tokens(f"{head}\n") for place, head in heads.items()}
    chosen = fitting(lines, heads=tokens, budget=left - count_tokens(f"\n{nonce} end\n\n"))
    if not chosen and lines:
        raise ChatError(
            f"No sentence of the articles fits into {budget} tokens.",
            kind="context",
            remedy="Raise SANAD_CHAT_CONTEXT_TOKENS, or ask shorter.",
        )
    user = Message(role="user", content=f"{_data_of(chosen, heads, nonce)}\n\n{asked}")
    messages = (system, *earlier, user)
    return Prompt(
        messages=messages,
        known={line.number: line.span for line in chosen},
        tokens=sum(count_message(message.content) for message in messages),
        left_out=len(lines) - len(chosen),
        notices=tuple(dict.fromkeys(_notice(passages[place - 1].article) for place in suspicious)),
    )


def repair_messages(
    prompt: Prompt, said: Sequence[tuple[str, Sequence[Span]]], problems: Mapping[int, str], *, language: str
) -> tuple[Message, ...]:
    """The conversation of ``prompt``, gone on with an answer and the request to mend it.

    Args:
        prompt: That the answer came from.
        said: Its sentences, each with the spans it rests on.
        problems: What is wrong with some of them, by their place in ``said``.
        language: ISO 639-1 code of the answer's language.
    """
    numbers = {span: f"{passage}.{place}" for (passage, place), span in prompt.known.items()}
    answer = "\n".join(f"{text} [{', '.join(numbers[span] for span in spans if span in numbers) or '0.0'}]" for text, spans in said)
    told = "\n".join(f"- {said[place][0]} ({neutral(reason)})" for place, reason in sorted(problems.items()))
    request = instructions("repair").format(problems=told, language=language_name(language)).strip()
    return (*prompt.messages, Message(role="assistant", content=answer), Message(role="user", content=request))


def language_name(code: str) -> str:
    """What a language is called in English, as models know it best; the code itself for one that is not in the table."""
    names: Mapping[str, str] = _data()["language_names"]
    return names.get(code, _UNKNOWN if code in ("", "und") else f"the language with the code {code}")


def _asked(question: Question, language: str) -> str:
    follow = next((one.value for one in question.wishes("follow_up")), None)
    lines = [instructions("question").format(question=question.text)]
    if follow:
        lines.append(instructions("in_full").format(question=follow))
    return "\n".join((*lines, instructions("reminder").format(language=language_name(language))))


def _data_of(lines: Sequence[Line], heads: Mapping[int, str], nonce: str) -> str:
    parts = []
    for place, own in groupby(lines, key=lambda line: line.number[0]):
        parts.append("\n".join((heads[place], *(f"{line.number[0]}.{line.number[1]} {line.text}" for line in own))))
    return "\n".join((*parts, f"{nonce} end"))


def _head(place: int, article: Article, nonce: str) -> str:
    """The line before a passage. An outlet and a title are somebody else's words too."""
    published = article.published.isoformat() if article.published else "no date"
    outlet, title = _name(article.source) or "no outlet", _name(article.title)
    return " | ".join(filter(None, (f"{nonce} passage {place}", outlet, published, language_name(article.language), title)))


def _name(text: str | None) -> str:
    return "" if not text or is_suspicious(text) else neutral(text[:_NAME]).replace("|", "/")


def _notice(article: Article) -> str:
    outlet = f" ({neutral(article.source[:_NAME])})" if article.source else ""
    title = neutral(article.title[:_NAME])
    return f"A sentence of “{title}”{outlet} speaks to language models and not to readers; the model was not given it."


def _earlier(history: Sequence[Turn], *, budget: int) -> tuple[Message, ...]:
    """The latest turns that fit; an answer that does not fit loses its last sentences, never part of one."""
    messages: list[Message] = []
    for turn in reversed(history):
        asked = Message(role="user", content=neutral(turn.question))
        budget -= count_message(asked.content)
        answer = _shortened(neutral(turn.answer), budget - count_message(""))
        if budget < 0 or (turn.answer and not answer):
            break
        budget -= count_message(answer)
        messages = [asked, Message(role="assistant", content=answer), *messages]
    return tuple(messages)


def _shortened(text: str, budget: int) -> str:
    if count_tokens(text) <= budget:
        return text
    ends = [found.end for found in sentences(text, "en")]
    return next((text[:end] for end in reversed(ends) if count_tokens(text[:end]) <= budget), "")


def instructions(name: str) -> str:
    """A text of ``instructions.toml``, with its placeholders."""
    return str(_data()[name])


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(files("rag.prompt").joinpath("instructions.toml").read_text(encoding="utf-8"))
