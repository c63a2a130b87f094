"""Which words of a quote answer the question, as ranges of its characters. Pure."""

from datetime import date

from rag.differ.asked import Asked, fitting
from rag.differ.statements import nearness
from rag.differ.terms import characters
from rag.differ.values import Value
from rag.models import Ranges
from rag.verify.reading import Reading, read

_BESIDE = 0.9  # share of the best nearness from which a second value answers as well
_LEAST = 0.15  # nearness below which nothing stands out


def emphasis(question: Asked, quote: str, language: str, published: date | None) -> Ranges:
    """The values of the asked kind that stand nearest to the question's words, each with the unit or what it counts.

    Args:
        question: What is asked for.
        quote: Whole sentences.
        language: Of the quote.
        published: The day weekdays count back from.
    """
    if not question.kind:
        return ()
    reading = read(quote, language)
    rated = [(nearness(question, reading, one), one) for one in fitting(question, reading, published) if not one.withdrawn]
    best = max((near for near, _ in rated), default=0.0)
    if best < _LEAST:
        return ()
    found = (_range(reading, one) for near, one in rated if near >= _BESIDE * best)
    return tuple(sorted(one for one in found if one))


def _range(reading: Reading, value: Value) -> tuple[int, int] | None:
    end = value.counted + 1 if value.counted is not None and not value.unit else value.end
    return characters(reading, value.start, end)
