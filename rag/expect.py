"""What kind of thing a question asks for, by its question words. Pure."""

import re
from typing import Literal

from index.language.normalise import fold, normalise

Kind = Literal["number", "date", "any"]

# Patterns meet folded text: lower case, no accents, Arabic and Urdu letters in one form. Numbers are tried first, as
# "how many years" asks for one.
_NUMBER = re.compile(
    r"\bhow (?:many|much|large|big|old|long|far|high|deep|tall|often)\b"
    r"|\bwhat (?:\w+ ){0,3}?(?:percentage|percent|share|number|amount|cost|price|target|rate|size|sum)\b"
    r"|\b(?:كم|بكم|حجم|نسبه|عدد|قيمه|كلفه|تكلفه|مبلغ|سعر)\b"
    r"|\bскольк\w+|\bкаков\w* (?:\w+ )?(?:размер|объем|стоимость|цена|доля|сумма|число|количество)"
    r"|\bكتن[ايه]\w*"
)
_DATE = re.compile(r"\bwhen\b|\b(?:what|which) (?:year|month|day|date)\b|\bمتي\b|\bкогда\b|\bв как(?:ом|ой) (?:году|месяце|день)\b|\bكب\b")
_DIGIT = re.compile(r"\d")


def expected_kind(question: str) -> Kind:
    """``number`` for questions such as "how many", ``date`` for "when", ``any`` for all others."""
    text = fold(normalise(question))
    if _NUMBER.search(text):
        return "number"
    return "date" if _DATE.search(text) else "any"


def satisfies(sentence: str, kind: Kind) -> bool:
    """Whether a sentence holds a thing of that kind; digits of any script count, spelled-out numbers do not."""
    return kind == "any" or _DIGIT.search(sentence) is not None
