"""The prompt of a second opinion: sentences and the quotes they are held against, as data. Pure but for the nonce."""

import secrets
from collections.abc import Sequence
from datetime import date

from index.models import Record
from rag.chat.models import Message
from rag.prompt.build import instructions, language_name
from rag.prompt.neutral import is_suspicious, neutral
from rag.prompt.tokens import count_message

_NAME = 200  # characters of a title


class Quote(Record):
    """Words of an article.

    Attributes:
        text: The exact words.
        language: ISO 639-1 code, or ``und``.
        title: Of the article.
        before: What stands in front of the quote.
        published: The article's day.
    """

    text: str
    language: str
    title: str = ""
    before: str = ""
    published: date | None = None


class Claim(Record):
    """A sentence to be judged by its quotes."""

    text: str
    language: str
    quotes: tuple[Quote, ...]


def second_messages(claims: Sequence[Claim], *, nonce: str | None = None) -> tuple[Message, ...]:
    """What a model is sent to judge ``claims``, which it knows by their places, from 1; ``nonce`` is a word that none of them holds."""
    nonce = nonce or f"@{secrets.token_hex(6)}"
    system = instructions("second").format(nonce=nonce).strip()
    lines = [line for number, claim in enumerate(claims, start=1) for line in _lines(number, claim, nonce)]
    return (Message(role="system", content=system), Message(role="user", content="\n".join((*lines, f"{nonce} end"))))


def size(claim: Claim) -> int:
    """The tokens that a claim takes, estimated."""
    return count_message("\n".join(_lines(1, claim, "@" + "0" * 12)))


def _lines(number: int, claim: Claim, nonce: str) -> list[str]:
    lines = [f"{nonce} sentence {number} | {language_name(claim.language)}", neutral(claim.text)]
    for place, quote in enumerate(claim.quotes, start=1):
        title = "" if is_suspicious(quote.title) else neutral(quote.title[:_NAME]).replace("|", "/")
        published = quote.published.isoformat() if quote.published else "no date"
        if quote.before and not is_suspicious(quote.before):
            lines += [f"{nonce} before quote {number}.{place}", neutral(quote.before)]
        lines += [f"{nonce} quote {number}.{place} | {language_name(quote.language)} | {published} | {title}", neutral(quote.text)]
    return lines
