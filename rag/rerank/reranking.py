"""A reranker within a search: in a thread with a time limit, and its order brought into the passages' scores."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise

from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore

from index.errors import RerankError
from rag.limited import Limited
from rag.models import Passage
from rag.nodes import node_of

CHANNEL = "reranker"


class Reranking:
    """Brings the first passages of a search into the order of a llama-index node postprocessor. Threads may share it.

    When the postprocessor fails or is late the search's order stands. One call runs at a time; while a late one still
    runs, none is begun.
    """

    def __init__(self, postprocessor: BaseNodePostprocessor, *, seconds: float, most: int) -> None:
        """Use ``postprocessor``.

        Args:
            postprocessor: Gives nodes in a better order, all of them or the best.
            seconds: How long a search waits for it.
            most: How many passages it is given.
        """
        self._postprocessor = postprocessor
        self._most = most
        self._limited = Limited("The reranker", seconds=seconds)

    def apply(self, question: str, passages: Iterable[Passage], notices: list[str]) -> Iterator[Passage]:
        """The passages, the first of them in the reranker's order; why not, if not, is added to ``notices``.

        A passage that the reranker has placed gains a score above all it has not, and its sentences keep their order.

        Args:
            question: What was searched for.
            passages: In the order of the search.
            notices: What the reader must see.
        """
        waiting = iter(passages)
        first = list(islice(waiting, self._most))
        try:
            placed = self._limited.call(lambda: self._reranked(question, first)) if len(first) > 1 else first
            return chain(placed, (_faded(passage, 0.0) for passage in waiting))
        except TimeoutError as error:
            notices.append(f"{error}; passages are in the order of the search.")
        except RerankError as error:
            notices.append(f"Passages are in the order of the search: {error}")
        return chain(first, waiting)

    def _reranked(self, question: str, passages: Sequence[Passage]) -> list[Passage]:
        by_id = {str(passage.chunk.id): passage for passage in passages}
        try:
            placed = self._postprocessor.postprocess_nodes([node_of(passage) for passage in passages], query_str=question)
        except RerankError:
            raise
        except Exception as error:  # a class from elsewhere may raise anything
            raise RerankError(f"The reranker failed: {type(error).__name__}: {error}.", remedy="Check its settings.") from error
        known = {node.node.node_id: node for node in placed if node.node.node_id in by_id}
        if not known:
            raise RerankError("The reranker gave back none of the passages.", remedy="Use one that keeps the nodes' ids.")
        worth = _worth(list(known.values()))
        highest = max(passage.score for passage in passages)
        best = [_lifted(by_id.pop(identity), value, above=highest) for identity, value in zip(known, worth, strict=True)]
        return [*best, *(_faded(passage, 0.0) for passage in by_id.values())]


def _worth(placed: Sequence[NodeWithScore]) -> list[float]:
    """[nodes] in [0, 1], falling: their scores, stretched to that range where they leave it, or their places where scores say nothing."""
    scores = [math.nan if node.score is None else float(node.score) for node in placed]
    falling = all(one >= other for one, other in pairwise(scores)) and all(map(math.isfinite, scores))
    if not falling:
        return [1 - place / len(scores) for place in range(len(scores))]
    if scores[0] <= 1 and scores[-1] >= 0:
        return scores
    spread = (scores[0] - scores[-1]) or 1.0
    return [(score - scores[-1]) / spread for score in scores]


def _lifted(passage: Passage, worth: float, *, above: float) -> Passage:
    score = above + worth
    scores = {**passage.scores, CHANNEL: score - passage.score}
    return _faded(passage, worth).model_copy(update={"score": score, "scores": scores})


def _faded(passage: Passage, worth: float) -> Passage:
    """``passage`` with sentences worth between a half and all of what they were, so that an answer prefers the better passage."""
    share = (1 + worth) / 2
    return passage.model_copy(update={"sentences": tuple(one.model_copy(update={"score": one.score * share}) for one in passage.sentences)})
