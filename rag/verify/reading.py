"""A text read once: its words with what stands between them, its units, its cues. Everything else is found among these."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.language import Unit, units
from index.language.amounts import join_thousands
from index.language.analysis import SOUND
from index.language.function_words import function_words
from index.language.normalise import fold, normalise
from index.language.stems import stem
from index.language.tokens import tokens
from rag.verify.words import Cue, lexicon

# Arabic joins these to the word behind them.
_JOINED = ("وال", "بال", "فال", "كال", "لل", "ال", "وس", "و", "ف", "ب", "ل", "ك")
_SIGNS = re.compile(r"[$€£¥₽₹%]")
_DOT = re.compile(r"\.(?=\s|$)")
STOPS = frozenset(".!?;:…؟؛۔:")
QUOTES = frozenset('"“”«»„‘’”')


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a number or a sign such as ``%``.

    Attributes:
        text: As written, normalised; its case tells names.
        folded: Without case, accents and variants of a letter.
        stem: What inflected forms share.
        forms: All ways in which a list may name it.
        gap: What stands between it and the word before.
        informative: False for articles, prepositions and the like.
    """

    text: str
    folded: str
    stem: str
    forms: frozenset[str]
    gap: str
    informative: bool

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.text[0].isdigit()

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def starts_sentence(self) -> bool:
        """Whether a capital letter tells nothing here."""
        return any(sign in STOPS or sign in QUOTES for sign in self.gap) or self.gap.startswith("\n")


@dataclass(frozen=True)
class Reading:
    """One text in one language.

    Attributes:
        text: As given.
        words: In order, signs such as ``%`` and ``$`` among them.
    """

    text: str
    language: str
    words: tuple[Word, ...]

    def __hash__(self) -> int:
        """Of text and language alone: readings are looked up often."""
        return hash((self.text, self.language))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The same as the index sees it: concepts and names in every language."""
        return tuple(units(self.text, self.language))

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """What its words mean, without phrases that only look like it."""
        found = tuple(lexicon(self.language).cues([word.forms for word in self.words]))
        spared = {place for cue in found if cue.group == "negation" and cue.name == "never" for place in range(cue.start, cue.end)}
        return tuple(cue for cue in found if cue.group != "negation" or (cue.name != "never" and cue.start not in spared))

    @cached_property
    def meant(self) -> Mapping[str, frozenset[str]]:
        """By folded word, what it is in every language, alone or with its neighbours: all but its sound."""
        found: dict[str, set[str]] = {}
        for unit in self.units:
            terms = [term for term in unit.bridge if not term.startswith(SOUND)]
            for written in unit.written.split():
                found.setdefault(written, set()).update(terms)
        return {written: frozenset(terms) for written, terms in found.items()}

    def of(self, group: str) -> Iterator[Cue]:
        """The cues of one group."""
        return (cue for cue in self.cues if cue.group == group)

    def written(self, start: int, end: int) -> str:
        """The words from ``start`` up to ``end`` as they are written."""
        return "".join((word.gap if number else "") + word.text for number, word in enumerate(self.words[start:end])).strip()

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of all its words."""
        return frozenset(word.stem for word in self.words)

    @cached_property
    def unit_words(self) -> frozenset[str]:
        """The stems of all its units."""
        return frozenset(word for unit in self.units for word in unit.words)

    @cached_property
    def grams(self) -> frozenset[str]:
        """Runs of four characters of all its words."""
        return frozenset(gram for unit in self.units for gram in unit.grams)

    @cached_property
    def bridge(self) -> frozenset[str]:
        """What its words are in every language."""
        return frozenset(term for unit in self.units for term in unit.bridge)


@lru_cache(maxsize=4096)
def read(text: str, language: str) -> Reading:
    """``text`` read in ``language``."""
    return Reading(text, language, tuple(_words(text, language)))


def _words(text: str, language: str) -> Iterator[Word]:
    plain = join_thousands(normalise(text), language)
    pieces = [(token.start, token.text) for token in tokens(plain)]
    pieces += [(sign.start(), sign.group()) for sign in _SIGNS.finditer(plain)]
    position = 0
    for start, written in sorted(pieces):
        yield _word(written, plain[position:start] if position else "." + plain[:start], language)
        position = start + len(written)


@lru_cache(maxsize=60_000)
def _word(written: str, gap: str, language: str) -> Word:
    folded = fold(written)
    stemmed = stem(folded, language)
    forms = frozenset((folded, stemmed, *_bare(folded, language)))
    informative = len(folded) > 1 and folded not in function_words(language)
    return Word(written, folded, stemmed, forms, gap, informative)


def _bare(folded: str, language: str) -> Iterator[str]:
    """Arabic words without what is joined to them."""
    if language != "ar":
        return
    for prefix in _JOINED:
        if folded.startswith(prefix) and len(folded) - len(prefix) >= 2:
            yield folded[len(prefix) :]


def is_stop(gap: str) -> bool:
    """Whether what stands between two words ends what the first belongs to."""
    return bool(STOPS & set(gap)) and (not gap.startswith(".") or bool(_DOT.match(gap)) or len(gap.strip()) > 1)
