"""Numbers and scaled amounts as one token in every language: ``100 million`` = ``100 مليون`` = ``100 млн`` = ``100m``."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from index.language.locales import number_signs, scale_words
from index.language.normalise import fold, normalise

_MORE = {
    "en": {"m": 6, "mn": 6, "mln": 6, "bn": 9, "bln": 9, "tn": 12, "trn": 12, "k": 3, "lakh": 5, "crore": 7, "millions": 6, "billions": 9, "thousands": 3},
    "ar": {"بليون": 9, "مليونا": 6, "الاف": 3, "الفا": 3, "مليارات": 9},
    "ur": {"لاکھ": 5, "کروڑ": 7, "ارب": 9, "کھرب": 11, "ملین": 6, "بلین": 9, "ٹریلین": 12, "ہزار": 3},
    "fa": {"میلیون": 6, "میلیارد": 9, "هزار": 3},
}
_LONGEST_EXACT = 20  # digits; more are an identifier rather than a quantity
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")


@cache
def scales(language: str) -> Mapping[tuple[str, ...], Decimal]:
    """Factors by the folded words that follow a number; one letter counts only when it touches the number."""
    found = {tuple(fold(normalise(word)).replace(".", "").split()): factor for word, factor in scale_words(language)}
    more = {**_MORE["en"], **_MORE.get(language, {})}
    found |= {(fold(word),): Decimal(10) ** power for word, power in more.items()}
    return {words: factor for words, factor in found.items() if words}


def join_thousands(text: str, language: str) -> str:
    """``12 300`` -> ``12300`` in languages that part thousands by a space."""
    if not number_signs(language)[1].isspace():
        return text
    return _SPACED.sub(lambda match: match.group().replace(" ", ""), text)


@lru_cache(maxsize=50_000)
def value_of(digits: str, language: str) -> Decimal | None:
    """The quantity written as ``digits`` (ASCII digits, commas and points), or ``None`` for dates, versions and long identifiers."""
    decimal, group = number_signs(language)
    group = group if group in {",", "."} else "." if decimal == "," else ","
    if re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{decimal}\d+)?", digits):
        digits = digits.replace(group, "").replace(decimal, ".")
    elif re.fullmatch(r"\d+[.,]\d+", digits):
        digits = digits.replace(",", ".")
    return Decimal(digits) if digits.count(".") <= 1 and "," not in digits and len(digits) <= _LONGEST_EXACT else None


def written(value: Decimal) -> str:
    """``value`` without exponent, sign of thousands or trailing zeros."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def scale_at(tokens: Sequence[str], position: int, language: str, *, touching: bool) -> tuple[Decimal, int]:
    """The factor that starts at ``position`` of the folded ``tokens``, and how many of them it takes; ``(1, 0)`` for none."""
    known = scales(language)
    for length in (2, 1):
        words = tuple(tokens[position : position + length])
        if words in known and (touching or len(words[0]) > 1):
            return known[words], len(words)
    return Decimal(1), 0
