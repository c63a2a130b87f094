"""One written form for letters and digits that readers take to be the same."""

import re
import unicodedata
from functools import lru_cache

_ZERO_DIGITS = (0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x1040, 0x17E0)
_DIGITS = {zero + digit: str(digit) for zero in _ZERO_DIGITS for digit in range(10)}

# Joiners, bidirectional controls, soft hyphen and tatweel stand inside words without being read.
_UNREAD = dict.fromkeys((0xAD, 0x640, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_TEXT = {**_DIGITS, **_UNREAD, 0x66B: ".", 0x66C: ",", 0x2019: "'", 0x2BC: "'"}

# Arabic, Persian and Urdu keyboards write the same letter with different code points; hamza seats fall to their letter in NFD.
_LETTERS = str.maketrans(
    {
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ے": "ي",
        "ک": "ك",
        "ڪ": "ك",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "ة": "ه",
        "ۃ": "ه",
        "ں": "ن",
        "ٱ": "ا",
        "ё": "е",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
    }
)
# Accents of Latin, Greek, Cyrillic, Hebrew and Arabic; the vowel signs of Indic scripts are letters and stay.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
)
_SHORT_I = "и\u0306"  # in Cyrillic, й is a letter of its own and not an accented и


def normalise(text: str) -> str:
    """``text`` in compatibility form (NFKC), with ASCII digits and without characters that are not read."""
    return unicodedata.normalize("NFKC", text).translate(_TEXT)


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """``word`` without case, accents and variants of a letter: ``Ёлка`` -> ``елка``, ``إِسحاق`` -> ``اسحاق``."""
    folded = word.casefold()
    if folded.isascii():
        return folded
    bare = unicodedata.normalize("NFD", folded).replace(_SHORT_I, "й")
    return unicodedata.normalize("NFC", _MARKS.sub("", bare)).translate(_LETTERS)
