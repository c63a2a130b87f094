"""Text to tokens: numbers, words, and stretches of writing that has no spaces."""

import re
from typing import Literal, NamedTuple

Kind = Literal["word", "number", "ideographs", "syllables"]

# Signs that belong to the letter before them although Unicode does not count them as letters.
_SIGNS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957"
    "\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a51\u0a81-\u0acd\u0b01-\u0b57\u0b82-\u0bcd\u0c00-\u0c56\u0c81-\u0cd6"
    "\u0d00-\u0d57\u0d82-\u0ddf"
)
_IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SYLLABLES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
_LETTER = rf"[^\W\d_{_IDEOGRAPHS}{_SYLLABLES}]"
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.,]\d+)*)|(?P<ideographs>[{_IDEOGRAPHS}]+)|(?P<syllables>[{_SYLLABLES}]+)|(?P<word>{_LETTER}(?:{_LETTER}|[{_SIGNS}])*)"
)


class Token(NamedTuple):
    """A piece of text and where it stands; ``text[start:start + len(token.text)]`` is it."""

    text: str
    kind: Kind
    start: int

    @property
    def end(self) -> int:
        """Where the next character stands."""
        return self.start + len(self.text)


def tokens(text: str) -> list[Token]:
    """The tokens of normalised ``text``, in order."""
    return [Token(match.group(), match.lastgroup, match.start()) for match in _TOKEN.finditer(text)]  # type: ignore[arg-type]  # each match has a group
