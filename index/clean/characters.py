"""Characters that make a quotation read other than it is, and several ways to write one letter."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls, bidirectional marks and overrides, invisible separators, soft hyphens, tag characters, private non-characters.
# The joiners U+200C and U+200D are spelling in Persian, Urdu and emoji and stay.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
_SOFT_LINE_END = re.compile(r"\u00ad[^\S\n]*\n[^\S\n]*(?=[^\W\d_])")  # a word divided by a typesetter
# Letters as typesetters and old Arabic encodings shape them; the ligatures that stand for a phrase (U+FDFA ...) are symbols.
_SHAPES = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdcf\ufdf0-\ufdf9\ufe70-\ufefc]")


def plain_characters(text: str) -> str:
    r"""``text`` in NFC with ``\n`` line ends, letters instead of their shapes, and no invisible characters."""
    text = _SOFT_LINE_END.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", _SHAPES.sub(_letters, _INVISIBLE.sub("", text)))


def clean_line(text: str) -> str:
    """A title, outlet or author: cleaned like a text, on one line."""
    return " ".join(plain_characters(_LINE_ENDS.sub("\n", text)).split())


def _letters(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0]).lstrip()  # a vowel sign alone comes with a space to sit on
