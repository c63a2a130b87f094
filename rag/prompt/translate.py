"""The prompt of a translation: quotes as data, in any languages. Pure but for the nonce."""

import secrets
from collections.abc import Sequence

from rag.chat.models import Message
from rag.prompt.build import instructions, language_name
from rag.prompt.neutral import neutral


def translation_messages(quotes: Sequence[tuple[str, str]], language: str, *, nonce: str | None = None) -> tuple[Message, ...]:
    """What a model is sent to translate ``quotes``, which it knows by their places, from 1.

    Args:
        quotes: Words and the ISO 639-1 code of their language.
        language: Code of the language to translate into.
        nonce: A word that no quote holds; ``None`` makes one.
    """
    nonce = nonce or f"@{secrets.token_hex(6)}"
    system = instructions("translate").format(language=language_name(language), nonce=nonce).strip()
    lines = [
        line
        for number, (text, own) in enumerate(quotes, start=1)
        for line in (f"{nonce} quote {number} | {language_name(own)}", neutral(text))
    ]
    return (Message(role="system", content=system), Message(role="user", content="\n".join((*lines, f"{nonce} end"))))
