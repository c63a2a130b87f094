"""The one analyzer of passages and questions: text to terms in three channels."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from index.language import locales
from index.language.amounts import join_thousands, scale_at, value_of, written
from index.language.function_words import function_words
from index.language.names import Names
from index.language.normalise import fold, normalise
from index.language.romanise import skeletons
from index.language.stems import stem

ANALYZER_VERSION = "1"
CHANNELS = ("words", "grams", "bridge")

_GRAM = 4
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957"
_SIGNS = "\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a51\u0a81-\u0acd\u0b01-\u0b57\u0b82-\u0bcd\u0c00-\u0c56\u0c81-\u0cd6\u0d00-\u0d57\u0d82-\u0ddf"
_IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SYLLABLES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer: no spaces between words
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.,]\d+)*)|(?P<ideographs>[{_IDEOGRAPHS}]+)|(?P<syllables>[{_SYLLABLES}]+)"
    rf"|[^\W\d_{_IDEOGRAPHS}{_SYLLABLES}](?:[^\W\d_{_IDEOGRAPHS}{_SYLLABLES}]|[{_MARKS}{_SIGNS}])*"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text by channel, in order and with repetitions.

    Attributes:
        words: Stems; overlapping pairs of characters where words are not parted by spaces.
        grams: Runs of four characters within a word, ``_`` at its edges.
        bridge: Tokens that are the same in every language: names, amounts, consonants of romanised words.
    """

    words: tuple[str, ...] = ()
    grams: tuple[str, ...] = ()
    bridge: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One word of a text, or several that name one thing, with the ways in which a passage may contain it.

    Attributes:
        bridge: Alternatives for one another, so that a unit counts once however many of them are found.
        informative: False for articles, question words and the like.
    """

    words: tuple[str, ...]
    grams: tuple[str, ...]
    bridge: tuple[str, ...]
    informative: bool


def analyze(text: str, language: str) -> Terms:
    """The terms of ``text``, a passage or a question, written in ``language`` (ISO 639-1 or ``und``)."""
    found = units(text, language)
    return Terms(
        words=tuple(chain.from_iterable(unit.words for unit in found)),
        grams=tuple(chain.from_iterable(unit.grams for unit in found)),
        bridge=tuple(chain.from_iterable(unit.bridge for unit in found)),
    )


def units(text: str, language: str) -> list[Unit]:
    """``text`` as a list of units, in order."""
    found = list(_tokens(join_thousands(normalise(text), language), language))
    stems = [word for unit in found for word in unit.words]
    owners = [position for position, unit in enumerate(found) for _ in unit.words]
    for start, end, token in reversed(list(_names(language).find(stems))):
        first, last = owners[start], owners[end - 1] + 1
        found[first:last] = [_joined(found[first:last], token)]
    return found


def _tokens(text: str, language: str) -> Iterator[Unit]:
    matches = list(_TOKEN.finditer(text))
    position = 0
    while position < len(matches):
        match = matches[position]
        kind = match.lastgroup
        position += 1
        if kind == "number":
            length = yield from _number(matches, position - 1, language)
            position += length
        elif kind:
            yield _run(match.group(), language, 2 if kind == "ideographs" else 3)
        else:
            yield _word(match.group(), language)


def _number(matches: Sequence[re.Match[str]], position: int, language: str) -> Iterator[Unit]:
    """The unit of the number at ``position`` and of the words that scale it; returns how many such words there are."""
    digits = matches[position].group()
    value = value_of(digits, language)
    if value is None:
        yield from (_figure(part, ()) for part in re.split("[.,]", digits))
        return 0
    following = matches[position + 1 : position + 3]
    touching = bool(following) and following[0].start() == matches[position].end()
    factor, length = scale_at([fold(match.group()) for match in following], 0, language, touching=touching)
    scaled = tuple(_word(match.group(), language) for match in following[:length])
    yield _figure(written(value), scaled, written(value * factor))
    return length


def _figure(digits: str, scale: tuple[Unit, ...], amount: str | None = None) -> Unit:
    words = (digits, *(word for unit in scale for word in unit.words))
    grams = (f"_{digits}_", *(gram for unit in scale for gram in unit.grams))
    return Unit(words, grams, (f"#{amount or digits}",), informative=True)


@lru_cache(maxsize=200_000)
def _word(written: str, language: str) -> Unit:
    folded = fold(written)
    edged = f"_{folded}_"
    grams = tuple(edged[start : start + _GRAM] for start in range(max(1, len(edged) - _GRAM + 1)))
    informative = len(folded) > 1 and folded not in function_words(language)
    bridge = tuple(f"~{skeleton}" for skeleton in skeletons(folded, language)) if informative else ()
    return Unit((stem(folded, language),), grams, bridge, informative)


@lru_cache(maxsize=20_000)
def _run(written: str, language: str, size: int) -> Unit:
    folded = fold(written)
    words = tuple(folded[start : start + size] for start in range(max(1, len(folded) - size + 1)))
    grams = tuple(folded) if size == 2 else tuple(folded[start : start + _GRAM] for start in range(max(1, len(folded) - _GRAM + 1)))
    return Unit(words, grams, (), informative=folded not in function_words(language))


def _joined(parts: Sequence[Unit], token: str) -> Unit:
    return Unit(
        words=tuple(word for unit in parts for word in unit.words),
        grams=tuple(gram for unit in parts for gram in unit.grams),
        bridge=(token, *(bridge for unit in parts for bridge in unit.bridge)),
        informative=True,
    )


@cache
def _names(language: str) -> Names:
    written = ((name, token) for name, token in locales.names(language))
    return Names((tuple(word for unit in _tokens(normalise(name), language) for word in unit.words), token) for name, token in written)
