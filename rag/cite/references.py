"""What stands between brackets, read as numbers of sentences: ``1.2``, ``1.2, 1.3``, ``1.2-1.4``, ``١٫٢``, ``1.2†source``. Pure."""

import re
from collections.abc import Collection
from typing import NamedTuple

from index.clean.characters import plain_characters
from index.language.normalise import normalise

Reference = tuple[int, int]  # the number of a passage and of a sentence in it, from 1
NOTHING: Reference = (0, 0)  # what a model writes for "the articles do not say"

_MOST = 12  # sentences that a range may name
_PLAUSIBLE = 99  # a larger whole number in brackets is a year or an amount
_SOURCE = re.compile(r"†[^,;،؛、]*")
_RANGE = r"\s*(?:[-‐‑‒–—−~]|to)\s*"
_ITEM = re.compile(rf"(?<![\d.,:])(\d{{1,3}})([.:])(\d{{1,3}})(?:{_RANGE}(?:(\d{{1,3}})[.:])?(\d{{1,3}}))?(?![.,:]?\d)")
_PAIR = re.compile(r"(\d{1,3}),(\d{1,3})")
_NUMBERS = re.compile(r"\d+(?:[\s,;،؛、]+\d+)*")
_MALFORMED = re.compile(r"\d{1,2}(?:[.,;\s-]+\d{1,2})+")
_BETWEEN = re.compile(r"[\s,;،؛、&/|^\\#№:]+")
_FILLERS = re.compile(
    r"and|see|also|cf|sources?|sentences?|passages?|refs?|citations?|s|p|§|و|راجع|انظر|المصدر|مصدر|الجملة|اور|ماخذ|ذریعہ|دیکھیے|جملہ|и|см"
    r"|источники?|предложение"
)


class References(NamedTuple):
    """What a marker names.

    Attributes:
        found: The sentences there are, in order, each once.
        unknown: How many others it names.
        nothing: Whether it says that the articles do not tell.
    """

    found: tuple[Reference, ...] = ()
    unknown: int = 0
    nothing: bool = False


def square_references(content: str, known: Collection[Reference], *, colons: bool = False) -> References | None:
    """What ``content`` of square brackets names; ``None`` if it is no marker.

    Args:
        content: Between the brackets.
        known: The sentences there are, in order.
        colons: Whether ``1:2`` is a marker too and not a time of day.
    """
    colons = colons or "†" in content
    text = _SOURCE.sub("", normalise(plain_characters(content)).replace("\\", "").casefold()).strip()
    items = list(_ITEM.finditer(text))
    if not items:
        return _without_point(text, known)
    if any(item[2] == ":" for item in items) and not colons:
        return None
    words = [word.strip(".") for word in _BETWEEN.split(_ITEM.sub(" ", text)) if word]
    return _named(items, known) if all(_FILLERS.fullmatch(word) for word in words) else None


def round_references(content: str, known: Collection[Reference]) -> References | None:
    """What ``content`` of round brackets names; ``None`` if it is no marker: a number alone may be just that, unless it is known."""
    text = _SOURCE.sub("", normalise(plain_characters(content))).strip()
    items = list(_ITEM.finditer(text))
    if not items or _BETWEEN.sub("", _ITEM.sub(" ", text)):
        return None
    named = _named(items, known)
    return named if named.found else None


def _named(items: list[re.Match[str]], known: Collection[Reference]) -> References:
    found: dict[Reference, None] = {}
    unknown, nothing = 0, False
    for item in items:
        first = (int(item[1]), int(item[3]))
        last = (int(item[4] or item[1]), int(item[5])) if item[5] else first
        between = [one for one in known if first <= one <= last]
        if first == NOTHING:
            nothing = True
        elif between and len(between) <= _MOST:
            found.update(dict.fromkeys(between))
            unknown += first not in known
        else:
            unknown += 1
    return References(tuple(found), unknown, nothing)


def _without_point(text: str, known: Collection[Reference]) -> References | None:
    """Markers written another way: ``1,2`` for ``1.2``, or a passage alone, which names its sentence if it has but one."""
    pair = _PAIR.fullmatch(text)
    if pair and (int(pair[1]), int(pair[2])) in known:
        return References(((int(pair[1]), int(pair[2])),))
    bare = text.removeprefix("^")
    if _NUMBERS.fullmatch(bare):
        numbers = [int(number) for number in re.findall(r"\d+", bare)]
        if max(numbers) > _PLAUSIBLE:
            return None
        of_passage = [[one for one in known if one[0] == number] for number in numbers]
        found = dict.fromkeys(own[0] for own in of_passage if len(own) == 1)
        return References(tuple(found), sum(len(own) != 1 for own in of_passage))
    return References(unknown=1) if _MALFORMED.fullmatch(bare) else None
