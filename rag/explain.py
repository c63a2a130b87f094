"""Why a passage ranks where it does: what each channel gave, and which words of the question met which of its words. Pure."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from index.language import CHANNELS, Unit, units
from index.language.analysis import SOUND
from index.models import Record
from rag.models import Passage, Question, SentenceScore

_MOST_GRAMS = 0.6  # share of a word's runs of letters from which another form of it counts as found
_SHOWN = 3  # words of a passage that are named for one of the question


class Share(Record):
    """What one channel gave to a passage's score.

    Attributes:
        channel: Its name.
        contribution: In the unit of the score; higher is better.
        share: Part of the score that comes from it, in [0, 1] unless a contribution is below 0.
    """

    channel: str
    contribution: float
    share: float


class Meeting(Record):
    """Where one channel found a word of the question in a passage.

    Attributes:
        channel: ``words``, ``grams``, ``bridge`` or another channel of terms.
        terms: What both have in common, such as a stem or the token of a concept.
        written: The words of the passage or its title that have the most of it, as they are compared: in lower case.
    """

    channel: str
    terms: tuple[str, ...]
    written: tuple[str, ...]


class AskedWord(Record):
    """One word of the question, or several that name one thing.

    Attributes:
        written: As it is compared: in lower case.
        informative: False for articles, question words and the like, which count little.
        found: Whether the passage or its title has it: by stem, by most of its letters, or by what it means.
        meetings: How.
    """

    written: str
    informative: bool
    found: bool
    meetings: tuple[Meeting, ...]


class Explanation(Record):
    """Why one passage ranks where it does.

    Attributes:
        score: The passage's.
        coverage: Share of the question's informative weight it carries, in [0, 1].
        shares: What each channel gave, most first.
        words: The question, word by word.
        best: The sentence of the passage that fits best.
        quote: Its words.
    """

    score: float
    coverage: float = Field(ge=0, le=1)
    shares: tuple[Share, ...]
    words: tuple[AskedWord, ...]
    best: SentenceScore
    quote: str


def explain(question: Question, passage: Passage) -> Explanation:
    """Why ``passage`` ranks where it does for ``question``."""
    best = passage.sentences[0]
    return Explanation(
        score=passage.score,
        coverage=passage.coverage,
        shares=_shares(passage.scores),
        words=_words(question, passage),
        best=best,
        quote=passage.article.quote(best.span),
    )


def _shares(scores: Mapping[str, float]) -> tuple[Share, ...]:
    total = sum(scores.values())
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    return tuple(Share(channel=name, contribution=value, share=value / total if total else 0.0) for name, value in ordered)


def _words(question: Question, passage: Passage) -> tuple[AskedWord, ...]:
    article = passage.article
    there = units(article.title, article.language)
    for sentence in passage.chunk.sentences:
        there += units(article.quote(sentence), article.language_at(sentence.start))
    text, language = question.in_language(article.language)
    sounds = article.language_at(passage.chunk.span.start) != language
    return tuple(_asked(unit, there, sounds=sounds) for unit in units(text, language))


def _asked(unit: Unit, there: Sequence[Unit], *, sounds: bool) -> AskedWord:
    meetings = tuple(met for channel in CHANNELS if (met := _meeting(unit, there, channel, sounds=sounds)))
    return AskedWord(written=unit.written, informative=unit.informative, found=_is_found(unit, meetings), meetings=meetings)


def _meeting(unit: Unit, there: Sequence[Unit], channel: str, *, sounds: bool) -> Meeting | None:
    """What a unit has in common with the units of a passage in one channel; words that sound alike count across languages only."""
    asked = [term for term in dict.fromkeys(getattr(unit, channel)) if sounds or not (channel == "bridge" and term.startswith(SOUND))]
    shared = {one.written: set(asked).intersection(getattr(one, channel)) for one in there}
    most = max(map(len, shared.values()), default=0)
    if not most:
        return None
    common = set().union(*shared.values())
    nearest = [written for written, terms in shared.items() if len(terms) == most]
    return Meeting(channel=channel, terms=tuple(term for term in asked if term in common), written=tuple(nearest[:_SHOWN]))


def _is_found(unit: Unit, meetings: Sequence[Meeting]) -> bool:
    common = {met.channel: set(met.terms) for met in meetings}
    by_words = bool(unit.words) and set(unit.words) <= common.get("words", set())
    grams = set(unit.grams)
    by_grams = bool(grams) and len(common.get("grams", set())) >= _MOST_GRAMS * len(grams)
    return by_words or by_grams or any(channel not in ("words", "grams") for channel in common)
