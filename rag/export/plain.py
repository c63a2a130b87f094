"""Text of articles made safe for one line of a reference: no breaks, no control characters, only addresses of the web."""

import re
import unicodedata

from index.language.romanise import transliterated
from index.language.script import scripts
from index.metadata.origins import urlsplit_or_none

_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # would turn the words behind them
_BLANK_IN_ADDRESS = {
    " ": "%20",
    "<": "%3C",
    ">": "%3E",
    '"': "%22",
    "{": "%7B",
    "}": "%7D",
    "\\": "%5C",
    "^": "%5E",
    "`": "%60",
    "|": "%7C",
}
_SENTENCE_BEGINS = re.compile(r"(?:\A|[.:!?]\s+)[^\w]*([a-z])")

# Arabic letters that stand for vowels, which a transliteration letter by letter would drop or take for consonants.
_ARABIC = "\u0621-\u064a\u066e-\u06d3"
_ARTICLE = re.compile(rf"(?<![{_ARABIC}])ال(?=[{_ARABIC}]{{2}})")
_LONG_U = re.compile(rf"(?<=[{_ARABIC}])(?<![اآأإوىيی])و(?![اآأإوىيیے])")
_LONG_I = re.compile(rf"(?<=[{_ARABIC}])(?<![اآأإوىيی])[يی](?![اآأإوىيیے])")
_VOWELS = str.maketrans({"ا": "a", "آ": "a", "أ": "a", "إ": "i", "ى": "a", "ة": "h", "ع": "a", "ء": "", "ئ": "i", "ؤ": "u"})


def one_line(text: str) -> str:
    """``text`` without line breaks, control characters and marks that override the direction of what follows."""
    return " ".join("".join(character for character in " ".join(text.split()) if _shown(character)).split())


def romanised_title(title: str) -> str:
    """A title in another script in Latin letters, its sentences beginning with a capital; empty for one in Latin script."""
    found = scripts(title)
    if not found or found.most_common(1)[0][0] == "LATIN":
        return ""
    return _SENTENCE_BEGINS.sub(lambda match: match.group()[:-1] + match[1].upper(), latin(title))


def latin(text: str) -> str:
    """``text`` in Latin letters of ASCII, on one line."""
    vowelled = _LONG_I.sub("i", _LONG_U.sub("u", _ARTICLE.sub("al-", text))).translate(_VOWELS)
    return one_line(transliterated(vowelled))


def web_address(*addresses: str | None) -> str | None:
    """The first that is a complete address of the web, with what may not stand in one percent-encoded; ``None`` without one."""
    for address in addresses:
        parts = urlsplit_or_none(address or "")
        if address and parts and parts.scheme in ("http", "https") and parts.hostname:
            return "".join(_BLANK_IN_ADDRESS.get(character, character) for character in one_line(address))
    return None


def _shown(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in _TURNS
