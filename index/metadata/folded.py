"""Text in a form in which spellings of one word are equal, with the way back to the characters as written."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

_UNREAD = frozenset("\u00ad\u0640\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | {chr(code) for code in range(0x202A, 0x202F)}
_SAME = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیې", "ي"),
        **dict.fromkeys("ةۃہھە", "ه"),
        "ک": "ك",
        "ں": "ن",
        "ё": "е",
        "Ё": "е",
        "’": "'",
        "‘": "'",
        "\u2010": "-",
        "\u2011": "-",
    }
)


class Folded(NamedTuple):
    """Folded text.

    Attributes:
        text: Without case, vowel marks and variants of a letter; digits are ASCII, every white space is a space.
        offsets: Where each character of ``text`` stands in the original; one more for the end.
    """

    text: str
    offsets: tuple[int, ...]


def fold_line(line: str) -> Folded:
    """``line`` folded for comparison with a word list."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(line):
        for folded in _fold(character):
            characters.append(folded)
            offsets.append(offset)
    return Folded("".join(characters), (*offsets, len(line)))


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    if character in _UNREAD or (unicodedata.category(character) == "Mn" and unicodedata.name(character, "").startswith("ARABIC")):
        return ""
    if character.isspace():
        return " "
    digit = unicodedata.decimal(character, None)
    return str(digit) if digit is not None else character.translate(_SAME).casefold()
