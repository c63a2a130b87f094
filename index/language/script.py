"""Which writing a text uses: direction, and languages that a script or its letters give away."""

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Literal

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ku-arab", "nqo", "pnb", "ps", "sd", "syr", "ug", "ur", "yi"})

# The first word of a character's Unicode name is its script; these scripts are written by one language in news.
_BY_SCRIPT = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "THAI": "th",
    "GREEK": "el",
    "HEBREW": "he",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "ORIYA": "or",
    "SINHALA": "si",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "TIBETAN": "bo",
    "ETHIOPIC": "am",
    "THAANA": "dv",
    "CJK": "zh",
}
# Letters a language has and its neighbours in the same script lack. A language that adds letters to another's lists both.
_PERSIAN = "پچژگکی"
_ARABIC_LETTERS = {
    "ar": "ةىأإيكؤ",
    "fa": _PERSIAN,
    "ur": _PERSIAN + "ٹڈڑںےہھۓ",
    "ps": _PERSIAN + "ټډړږښڼځڅې",
    "ckb": _PERSIAN + "ڕڵۆێە",
    "sd": "ڪڄڃڇڏڙڦڻٿ",
    "ug": "ۇۈۋې",
}
_RUSSIAN = "ыэё"
_CYRILLIC_LETTERS = {
    "ru": _RUSSIAN,
    "be": _RUSSIAN + "ўі",
    "kk": _RUSSIAN + "әғқңөұүһі",
    "ky": _RUSSIAN + "ңөү",
    "mn": _RUSSIAN + "өү",
    "tg": _RUSSIAN + "ӣӯҳҷғқ",
    "uk": "іїєґ",
    "sr": "ђјљњћџ",
    "mk": "ѓќѕј",
}


def direction(language: str) -> Literal["ltr", "rtl"]:
    """The direction in which ``language`` is written, for HTML's ``dir``."""
    return "rtl" if language.lower().split("-")[0] in _RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=20_000)
def _script(character: str) -> str:
    name = unicodedata.name(character, "")
    return name.split(" ", 1)[0].removesuffix("-1")


def scripts(text: str) -> Counter[str]:
    """How many letters of each script ``text`` has, named as in Unicode (``LATIN``, ``ARABIC``, ``CYRILLIC``, ``CJK``)."""
    found: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if character.isalpha():
            found[_script(character)] += count
    return found


def language_of_script(found: Counter[str]) -> str | None:
    """The language if the script most of the letters belong to tells it, else ``None``."""
    if found["HIRAGANA"] + found["KATAKANA"] > 0 and found["CJK"] + found["HIRAGANA"] + found["KATAKANA"] > found.total() / 2:
        return "ja"
    return _BY_SCRIPT.get(found.most_common(1)[0][0])


def language_of_letters(text: str, script: str) -> str | None:
    """The language that letters of its own give away within the Arabic or Cyrillic script, else ``None``."""
    folded = text.casefold()
    if script == "CYRILLIC":
        return _best(folded, _CYRILLIC_LETTERS)
    if script != "ARABIC":
        return None
    return _best(folded, _ARABIC_LETTERS)


def _best(text: str, letters: dict[str, str]) -> str | None:
    counts = Counter(text)
    votes = {language: sum(counts[letter] for letter in own) for language, own in letters.items()}
    best = max(votes, key=lambda language: votes[language])
    return best if votes[best] else None
