"""A text in English words, for an embedder that knows only English: word for word, through the glossary.

The words of a sentence say what it is about even where nothing joins them; the mean of their vectors needs no grammar.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from index.language import glossary, locales
from index.language.analysis import Unit, units
from index.language.glossary import CONCEPT, PIVOT
from index.language.romanise import romanised

_SENSES = 2  # of an ambiguous word; more would drown what it means


def languages() -> frozenset[str]:
    """The languages that ``pivot`` gives English words for."""
    return frozenset(glossary.languages())


def pivot(text: str, language: str) -> str:
    """``text`` as English words in the same order: glosses, English names of CLDR, numbers, and names in Latin letters."""
    return " ".join(filter(None, (in_english(unit) for unit in units(text, language))))


@lru_cache(maxsize=60_000)  # a word's unit is the same object each time
def in_english(unit: Unit) -> str:
    """The English words for one unit of another language; empty for function words without a gloss."""
    glosses = [glossary.glosses()[token] for token in unit.bridge if token.startswith(CONCEPT)]
    if glosses:
        return " ".join(glosses[: 1 if len(unit.words) > 1 else _SENSES])
    named = next((_names()[token] for token in unit.bridge if token in _names()), None)
    return named or (romanised(unit.written) if unit.informative else "")


@cache
def _names() -> Mapping[str, str]:
    return {token: name for name, token in reversed(list(locales.names(PIVOT)))}
