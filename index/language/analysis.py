"""The one analyzer of passages and questions: text to terms in three channels."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from index.language import glossary, locales
from index.language.amounts import amount_at, join_thousands
from index.language.function_words import function_words
from index.language.glossary import CONCEPT
from index.language.names import Names
from index.language.normalise import fold, normalise
from index.language.romanise import skeletons
from index.language.stems import stem
from index.language.tokens import Kind, Token, tokens

ANALYZER_VERSION = f"3/{glossary.digest()}"  # another one makes libraries analyse their articles again
CHANNELS = ("words", "grams", "bridge")

SOUND = "~"  # begins the bridge tokens made of consonants
_AMOUNT = "#"
_SPECIAL = re.compile(  # signs of shares and money; dates in figures whose parts cannot be mistaken
    "(?P<sign>[%\u066a$\u20ac\xa3\xa5\u20bd\u20b9\u20a8\ufdfc\u20ba\u20aa\u20b4])"
    r"|(?<![\d.-])(?:(?P<year>[12]\d{3})-(?P<month>[01]\d)-(?P<day>[0-3]\d)"
    r"|(?P<day_last>[0-3]?\d)\.(?P<month_last>[01]?\d)\.(?P<year_last>[12]\d{3}))(?![\d-])"
)
_GRAM = 4
_RUN: Mapping[Kind, int] = {"ideographs": 2, "syllables": 3}  # characters that stand for a word where none are parted by spaces


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text by channel, in order and with repetitions.

    Attributes:
        words: Stems; overlapping pairs or triples of characters where words are not parted by spaces.
        grams: Runs of four characters within a word, ``_`` at its edges.
        bridge: Tokens that are the same in every language: names, amounts, concepts, consonants of romanised words.
    """

    words: tuple[str, ...] = ()
    grams: tuple[str, ...] = ()
    bridge: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One word of a text, or several that name one thing, with the ways in which a passage may contain it.

    Attributes:
        written: The words as they are written, folded.
        bridge: Alternatives for one another, so that a unit counts once however many of them are found. What the whole
            unit means stands before what its parts mean.
        informative: False for articles, question words and the like.
    """

    written: str
    words: tuple[str, ...]
    grams: tuple[str, ...]
    bridge: tuple[str, ...]
    informative: bool

    @property
    def is_anchor(self) -> bool:
        """Whether it is an amount or a name that has a token of its own in every language."""
        return any(not term.startswith((SOUND, CONCEPT)) for term in self.bridge)


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
    for start, end, meant in reversed(list(_named(language).find(words))):
        first, last = owners[start], owners[end - 1] + 1
        found[first:last] = [_joined(found[first:last], meant)]
    return found


def _plain_units(text: str, language: str) -> list[Unit]:
    """Units by words, signs, dates and amounts alone, before names are looked for."""
    plain = join_thousands(normalise(text), language)
    found: list[Unit] = []
    place = 0
    for special in _SPECIAL.finditer(plain):
        found += _words_and_amounts(plain[place : special.start()], language)
        found += [_word(special.group(), language)] if special["sign"] else _day(special)
        place = special.end()
    return found + _words_and_amounts(plain[place:], language)


def _words_and_amounts(plain: str, language: str) -> list[Unit]:
    read = tokens(plain)
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


def _day(date: re.Match[str]) -> list[Unit]:
    """A date in figures: its day, its month, which has a name in every language, and its year."""
    year, month, day = (str(int(date[part] or date[f"{part}_last"])) for part in ("year", "month", "day"))
    named = Unit(month, (month,), (f"_{month}_",), (f"month:{month}", _AMOUNT + month), informative=True)
    return [_figure(day, day, ()), named, _figure(year, year, ())]


def _figures(read: Sequence[Token], place: int, language: str) -> tuple[int, list[Unit]]:
    """How many tokens the number at ``place`` takes with its scale, and its units."""
    amount = amount_at(read, place, language)
    if amount is None:  # a date, a version: each part by itself
        return 1, [_figure(part, part, ()) for part in read[place].text.replace(",", ".").split(".")]
    scale = [_unit(token, language) for token in read[place + 1 : place + amount.length]]
    return amount.length, [_figure(amount.digits, amount.value, scale)]


def _figure(digits: str, value: str, scale: Sequence[Unit]) -> Unit:
    written = " ".join((digits, *(unit.written for unit in scale)))
    words = (digits, *(word for unit in scale for word in unit.words))
    grams = (f"_{digits}_", *(gram for unit in scale for gram in unit.grams))
    return Unit(written, words, grams, (_AMOUNT + value,), informative=True)


def _unit(token: Token, language: str) -> Unit:
    if token.kind == "word":
        return _word(token.text, language)
    return _run(token.text, language, token.kind)


@lru_cache(maxsize=60_000)  # about 1 kB each
def _word(written: str, language: str) -> Unit:
    folded = fold(written)
    stemmed = stem(folded, language)
    if folded in function_words(language):
        return Unit(folded, (stemmed,), _runs(f"_{folded}_", _GRAM), (), informative=False)
    meant = _concepts(language).single.get(stemmed, ())
    sounds = tuple(SOUND + skeleton for skeleton in skeletons(folded, language)) if len(folded) > 1 else ()
    return Unit(folded, (stemmed,), _runs(f"_{folded}_", _GRAM), meant + sounds, informative=len(folded) > 1 or bool(meant))


@lru_cache(maxsize=20_000)
def _run(written: str, language: str, kind: Kind) -> Unit:
    """A stretch of writing without spaces: its pairs (or triples) of characters stand for words."""
    folded = fold(written)
    grams = tuple(folded) if kind == "ideographs" else _runs(folded, _GRAM)
    return Unit(folded, _runs(folded, _RUN[kind]), grams, (), informative=folded not in function_words(language))


def _runs(text: str, size: int) -> tuple[str, ...]:
    return tuple(text[start : start + size] for start in range(max(1, len(text) - size + 1)))


def _joined(parts: Sequence[Unit], meant: tuple[str, ...]) -> Unit:
    return Unit(
        written=" ".join(unit.written for unit in parts),
        words=tuple(chain.from_iterable(unit.words for unit in parts)),
        grams=tuple(chain.from_iterable(unit.grams for unit in parts)),
        bridge=tuple(dict.fromkeys((*meant, *chain.from_iterable(unit.bridge for unit in parts)))),
        informative=any(unit.informative for unit in parts),
    )


@cache
def _named(language: str) -> Names:
    """What several words, or a name of CLDR, mean in every language."""
    written = ((_stems(name, language), token) for name, token in locales.names(language))
    return Names([*written, *_concepts(language).several])


class _Concepts(NamedTuple):
    """The glossary's words of one language, by stem where they are one word, and by stems where they are several.

    A word that means several concepts has first those it is the usual word for.
    """

    single: Mapping[str, tuple[str, ...]]
    several: Sequence[tuple[tuple[str, ...], str]]


@cache
def _concepts(language: str) -> _Concepts:
    single: dict[str, dict[str, None]] = {}
    several = []
    for _, written, token in sorted(_written(language), key=lambda found: found[0]):
        stems = _stems(written, language)
        if len(stems) == 1:
            single.setdefault(stems[0], {})[token] = None
        else:
            several.append((stems, token))
    return _Concepts({stemmed: tuple(meant) for stemmed, meant in single.items()}, several)


def _written(language: str) -> Iterator[tuple[int, str, str]]:
    """Each word of the glossary with its place in its cell and the token of its concept."""
    for row in glossary.rows():
        for place, written in enumerate(row.words(language)):
            yield place, written, row.token


def _stems(written: str, language: str) -> tuple[str, ...]:
    plain = normalise(written)
    return (plain,) if _SPECIAL.fullmatch(plain) else tuple(chain.from_iterable(_stem(token, language) for token in tokens(plain)))


def _stem(token: Token, language: str) -> tuple[str, ...]:
    """The terms of the channel ``words`` for a token that is looked up by itself."""
    folded = fold(token.text)
    return _runs(folded, _RUN[token.kind]) if token.kind in _RUN else (stem(folded, language),)
