"""A question in parts: each searched apart, and all of them heard in what is found. Pure but for the search it is given."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

from rag.extract import Pick, pick_sentences
from rag.models import Passage, Question
from rag.retrieve import Found

LEAST = 0.5  # share of the best coverage below which a passage of a part does not go before others

Search = Callable[[Question], Found]


class InParts(NamedTuple):
    """What was found for a question.

    Attributes:
        whole: For all of it, its passages in turns with those of the parts.
        parts: For each part, in the order of ``question.parts``.
    """

    whole: Found
    parts: tuple[Found, ...] = ()


def search_in_parts(question: Question, search: Search, *, limit: int) -> InParts:
    """Search for ``question`` and, apart, for each of its parts.

    Args:
        question: As understood.
        search: Searches for one question.
        limit: How many passages at most.
    """
    whole = search(question)
    parts = tuple(search(part) for part in question.parts)
    if not parts:
        return InParts(whole)
    passages = in_turns([found.passages for found in parts], whole.passages, limit=limit)
    notices = tuple(dict.fromkeys(chain(whole.notices, *(found.notices for found in parts))))
    best = max((whole, *parts), key=lambda found: found.answerability.score).answerability
    return InParts(whole._replace(passages=passages, notices=notices, answerability=best), parts)


def in_turns(parts: Sequence[Sequence[Passage]], whole: Sequence[Passage], *, limit: int) -> tuple[Passage, ...]:
    """Passages of the parts in turns, then those of the whole question; each chunk once, weak ones of a part left out.

    Args:
        parts: The passages of each part, best first.
        whole: Those of the whole question, best first.
        limit: How many at most.
    """
    least = LEAST * max((passage.coverage for passage in chain(whole, *parts)), default=0.0)
    strong = ([passage for passage in part if passage.coverage >= least] for part in parts)
    taken: dict[int, Passage] = {}
    for passage in (*filter(None, chain.from_iterable(zip_longest(*strong))), *whole):
        taken.setdefault(passage.chunk.id, passage)
    return tuple(taken.values())[:limit]


def pick_in_parts(question: Question, found: InParts, *, limit: int, threshold: float) -> list[Pick]:
    """The sentences that answer, best first; where the question has parts, each part that has an answer in turn.

    Args:
        question: As understood.
        found: What was found for it.
        limit: How many at most.
        threshold: Answerability from which something is an answer.
    """
    if not found.parts:
        return pick_sentences(question, found.whole.passages, limit=limit)
    return list(_each_once(_picks_of_parts(question, found, limit=limit, threshold=threshold)))[:limit] or pick_sentences(
        question, found.whole.passages, limit=limit
    )


def unanswered(question: Question, found: InParts, *, threshold: float) -> tuple[str, ...]:
    """What sets those parts apart that nothing answers."""
    parts = zip(question.wishes("part"), found.parts, strict=False)
    return tuple(part.value for part, one in parts if one.answerability.score < threshold or not one.passages)


def _picks_of_parts(question: Question, found: InParts, *, limit: int, threshold: float) -> Iterator[Pick]:
    answered = [
        pick_sentences(part, one.passages, limit=limit)
        for part, one in zip(question.parts, found.parts, strict=True)
        if one.answerability.score >= threshold
    ]
    yield from filter(None, chain.from_iterable(zip_longest(*answered)))


def _each_once(picks: Iterator[Pick]) -> Iterator[Pick]:
    seen = set()
    for pick in picks:
        if pick.sentence.span not in seen:
            seen.add(pick.sentence.span)
            yield pick
