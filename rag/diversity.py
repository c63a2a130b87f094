"""An order in which every voice is heard: for questions about what sources say. Pure."""

from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.catalog import Candidate, Stated
from index.language.codes import decode_terms
from rag.channels import Channels
from rag.models import Question

Floats = NDArray[np.float64]

_RELEVANCE = 0.7  # what remains, of one, is for being unlike what stands before
_AT_ALL = 0.5  # share of the best score from which a voice is heard; below, order is by score
_LOOKED_AT = 60


def shown_order(question: Question, channels: Channels, scores: Floats, stated: Mapping[str, Stated]) -> list[int]:
    """The candidates in the order in which they are shown: by score, or in turns by voice if the question asks what sources say.

    Args:
        question: As understood.
        channels: The candidates.
        scores: [candidates]; higher is better.
        stated: What their articles say of themselves, by id.
    """
    if not question.wants_sources:
        return list(np.argsort(-scores, kind="stable").tolist())
    candidates = channels.candidates
    voices = [
        (candidate.language, said.source if (said := stated.get(candidate.article_id)) else None, candidate.article_id)
        for candidate in candidates
    ]
    return fair_order(scores, voices, _likeness(candidates))


def _likeness(candidates: Sequence[Candidate]) -> Callable[[int, int], float]:
    """By vectors where both have one, else by the share of terms they have in common."""

    @cache
    def vector(place: int) -> Floats | None:
        stored = candidates[place].vector
        return np.frombuffer(stored, dtype=np.float32).astype(np.float64) if stored else None

    @cache
    def terms(place: int) -> frozenset[int]:
        return frozenset(decode_terms([candidates[place].codes]).terms.tolist())

    def likeness(one: int, other: int) -> float:
        ours, theirs = vector(one), vector(other)
        if ours is not None and theirs is not None:
            return max(float(ours @ theirs), 0.0)
        return len(terms(one) & terms(other)) / max(len(terms(one) | terms(other)), 1)

    return likeness


def marginal(relevance: Floats, similarity: Callable[[int, int], float], *, share: float = _RELEVANCE) -> list[int]:
    """Places by maximal marginal relevance (Carbonell and Goldstein, 1998): relevant, and unlike what stands before.

    Args:
        relevance: [n]; higher is better.
        similarity: Of two places, in [0, 1].
        share: Weight of relevance, in [0, 1]; 1 is plain order by relevance.
    """
    scaled = relevance / relevance.max() if relevance.max(initial=0.0) > 0 else relevance
    left = list(np.argsort(-scaled, kind="stable").tolist())
    likeness = np.zeros(len(relevance))
    order: list[int] = []
    while left:
        best = max(left, key=lambda place: (share * scaled[place] - (1 - share) * likeness[place], -left.index(place)))
        left.remove(best)
        order.append(best)
        for place in left:
            likeness[place] = max(likeness[place], similarity(best, place))
    return order


def in_turns(voices: Sequence[Sequence[Hashable]]) -> list[int]:
    """Places in an order in which voices take turns, each with its best first.

    Args:
        voices: For each place, best first, who speaks from the widest to the narrowest: language, then outlet. Languages take
            turns, and within a language its outlets do.
    """
    return _turns(list(range(len(voices))), voices, 0)


def fair_order(
    scores: Floats, voices: Sequence[Sequence[Hashable]], similarity: Callable[[int, int], float], *, shown: int = _LOOKED_AT
) -> list[int]:
    """Places in the order in which they are to be shown: relevant ones in turns by voice, the others behind them by score.

    Args:
        scores: [n]; higher is better.
        voices: As for ``in_turns``, in the order of ``scores``.
        similarity: Of two places, in [0, 1].
        shown: How many at most take turns.
    """
    by_score = np.argsort(-scores, kind="stable").tolist()
    heard = [place for place in by_score[:shown] if scores[place] >= _AT_ALL * scores[by_score[0]]]
    chosen = [heard[place] for place in marginal(scores[heard], lambda one, other: similarity(heard[one], heard[other]))] if heard else []
    turns = [chosen[place] for place in in_turns([voices[place] for place in chosen])]
    taken = set(turns)
    return turns + [place for place in by_score if place not in taken]


def _turns(places: Sequence[int], voices: Sequence[Sequence[Hashable]], level: int) -> list[int]:
    if not places or level >= len(voices[places[0]]):
        return list(places)
    groups: dict[Hashable, list[int]] = {}
    for place in places:
        groups.setdefault(voices[place][level], []).append(place)
    queues = deque(deque(_turns(group, voices, level + 1)) for group in groups.values())
    order: list[int] = []
    while queues:
        queue = queues.popleft()
        order.append(queue.popleft())
        if queue:
            queues.append(queue)
    return order
