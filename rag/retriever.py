"""The search as a llama-index retriever, so that it drops into anyone's query engine."""

from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from rag.models import Filters
from rag.nodes import node_of
from rag.parts import search_in_parts
from rag.question import understand
from rag.retrieve import Searcher


class HybridRetriever(BaseRetriever):
    """Sanad's search behind llama-index's interface. Each node is a chunk; its metadata tells the exact span."""

    def __init__(self, searcher: Searcher, *, limit: int = 10, filters: Filters | None = None, **options: Any) -> None:
        """Search with ``searcher``.

        Args:
            searcher: Of an open library.
            limit: How many nodes at most.
            filters: What to restrict the search to.
            **options: Passed to ``BaseRetriever``, such as a callback manager.
        """
        super().__init__(**options)
        self._searcher = searcher
        self._limit = limit
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        asked = understand(query_bundle.query_str)
        found = search_in_parts(
            asked, lambda part: self._searcher.search(part, filters=self._filters, limit=self._limit), limit=self._limit
        )
        return [node_of(passage) for passage in found.whole.passages]
