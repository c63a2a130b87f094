"""Numbers and scaled amounts as one token in every language: ``100 million`` = ``100 مليون`` = ``100 млн`` = ``100m``."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from index.language.locales import number_signs, scale_words
from index.language.normalise import fold, normalise
from index.language.tokens import Token

# Powers of ten by the words CLDR's short and long forms lack.
_MORE = {
    "en": {"m": 6, "mn": 6, "mln": 6, "bn": 9, "bln": 9, "tn": 12, "trn": 12, "k": 3, "lakh": 5, "crore": 7, "millions": 6, "billions": 9},
    "ar": {"بليون": 9, "مليونا": 6, "الاف": 3, "الفا": 3, "مليارات": 9},
    "ur": {"لاکھ": 5, "کروڑ": 7, "ارب": 9, "کھرب": 11, "ملین": 6, "بلین": 9, "ٹریلین": 12, "ہزار": 3},
    "fa": {"میلیون": 6, "میلیارد": 9, "هزار": 3},
}
_LONGEST_EXACT = 20  # digits; more are an identifier rather than a quantity
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")


@cache
def _scales(language: str) -> Mapping[tuple[str, ...], Decimal]:
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


class Amount(NamedTuple):
    """A number with the words that scale it.

    Attributes:
        digits: The number alone, without signs between thousands.
        value: The scaled amount, written the same in every language.
        length: How many tokens it takes.
    """

    digits: str
    value: str
    length: int


def amount_at(read: Sequence[Token], place: int, language: str) -> Amount | None:
    """The amount at the number ``read[place]``; ``None`` for dates, versions and long identifiers."""
    number = _value(read[place].text, language)
    if number is None:
        return None
    following = read[place + 1 : place + 3]
    touching = bool(following) and following[0].start == read[place].end
    factor, length = _scale([fold(token.text) for token in following], language, touching=touching)
    return Amount(_written(number), _written(number * factor), 1 + length)


def _scale(words: Sequence[str], language: str, *, touching: bool) -> tuple[Decimal, int]:
    """The factor the first of ``words`` make, and how many of them; ``(1, 0)`` for none."""
    known = _scales(language)
    for length in (2, 1):
        name = tuple(words[:length])
        if name in known and (touching or len(name[0]) > 1):
            return known[name], len(name)
    return Decimal(1), 0


@lru_cache(maxsize=50_000)
def _value(digits: str, language: str) -> Decimal | None:
    decimal, group = number_signs(language)
    group = group if group in {",", "."} else "." if decimal == "," else ","
    if re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:{re.escape(decimal)}\d+)?", digits):
        digits = digits.replace(group, "").replace(decimal, ".")
    elif re.fullmatch(r"\d+[.,]\d+", digits):
        digits = digits.replace(",", ".")
    return Decimal(digits) if re.fullmatch(r"\d+(\.\d+)?", digits) and len(digits) <= _LONGEST_EXACT else None


def _written(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
