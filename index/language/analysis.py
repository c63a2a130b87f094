"""The one analyzer of passages and questions: text to terms in three channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from index.language import locales
from index.language.amounts import amount_at, join_thousands
from index.language.function_words import function_words
from index.language.names import Names
from index.language.normalise import fold, normalise
from index.language.romanise import skeletons
from index.language.stems import stem
from index.language.tokens import Token, tokens

ANALYZER_VERSION = "2"  # another number makes libraries analyse their articles again
CHANNELS = ("words", "grams", "bridge")

SOUND = "~"  # begins the bridge tokens made of consonants
_AMOUNT = "#"
_GRAM = 4


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text by channel, in order and with repetitions.

    Attributes:
        words: Stems; overlapping pairs or triples of characters where words are not parted by spaces.
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

    @property
    def is_anchor(self) -> bool:
        """Whether it is an amount or a name that has a token of its own in every language."""
        return any(not term.startswith(SOUND) for term in self.bridge)


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
    found = _plain_units(text, language)
    words = [word for unit in found for word in unit.words]
    owners = [place for place, unit in enumerate(found) for _ in unit.words]
    for start, end, token in reversed(list(_named(language).find(words))):
        first, last = owners[start], owners[end - 1] + 1
        found[first:last] = [_joined(found[first:last], token)]
    return found


def _plain_units(text: str, language: str) -> list[Unit]:
    """Units by words and amounts alone, before names are looked for."""
    read = tokens(join_thousands(normalise(text), language))
    found: list[Unit] = []
    place = 0
    while place < len(read):
        if read[place].kind == "number":
            length, figures = _figures(read, place, language)
            found += figures
            place += length
        else:
            found.append(_unit(read[place], language))
            place += 1
    return found


def _figures(read: Sequence[Token], place: int, language: str) -> tuple[int, list[Unit]]:
    """How many tokens the number at ``place`` takes with its scale, and its units."""
    amount = amount_at(read, place, language)
    if amount is None:  # a date, a version: each part by itself
        return 1, [_figure(part, part, ()) for part in read[place].text.replace(",", ".").split(".")]
    scale = [_unit(token, language) for token in read[place + 1 : place + amount.length]]
    return amount.length, [_figure(amount.digits, amount.value, scale)]


def _figure(digits: str, value: str, scale: Sequence[Unit]) -> Unit:
    words = (digits, *(word for unit in scale for word in unit.words))
    grams = (f"_{digits}_", *(gram for unit in scale for gram in unit.grams))
    return Unit(words, grams, (_AMOUNT + value,), informative=True)


def _unit(token: Token, language: str) -> Unit:
    if token.kind == "word":
        return _word(token.text, language)
    return _run(token.text, language, 2 if token.kind == "ideographs" else 3)


@lru_cache(maxsize=60_000)  # about 1 kB each
def _word(written: str, language: str) -> Unit:
    folded = fold(written)
    informative = len(folded) > 1 and folded not in function_words(language)
    bridge = tuple(SOUND + skeleton for skeleton in skeletons(folded, language)) if informative else ()
    return Unit((stem(folded, language),), _runs(f"_{folded}_", _GRAM), bridge, informative)


@lru_cache(maxsize=20_000)
def _run(written: str, language: str, size: int) -> Unit:
    """A stretch of writing without spaces: its pairs (or triples) of characters stand for words."""
    folded = fold(written)
    grams = tuple(folded) if size == 2 else _runs(folded, _GRAM)
    return Unit(_runs(folded, size), grams, (), informative=folded not in function_words(language))


def _runs(text: str, size: int) -> tuple[str, ...]:
    return tuple(text[start : start + size] for start in range(max(1, len(text) - size + 1)))


def _joined(parts: Sequence[Unit], token: str) -> Unit:
    return Unit(
        words=tuple(chain.from_iterable(unit.words for unit in parts)),
        grams=tuple(chain.from_iterable(unit.grams for unit in parts)),
        bridge=(token, *chain.from_iterable(unit.bridge for unit in parts)),
        informative=any(unit.informative for unit in parts),
    )


@cache
def _named(language: str) -> Names:
    """What bridges languages by meaning: names of CLDR. A glossary adds its ``(written, token)`` pairs here."""
    written = locales.names(language)
    return Names((tuple(word for unit in _plain_units(name, language) for word in unit.words), token) for name, token in written)
