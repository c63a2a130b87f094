"""Sanad's search behind llama-index's retriever."""

from pathlib import Path

from rag import Sanad
from rag.retrieve import Searcher


def test_nodes_carry_exact_spans_in_the_order_of_the_search(sample_library: Path) -> None:
    from rag.retriever import HybridRetriever

    question = "Who won the tender for the tidal power station?"
    with Sanad.open(sample_library) as sanad:
        nodes = HybridRetriever(Searcher(sanad.library), limit=4).retrieve(question)
        passages = sanad.search(question, limit=4)
        assert [node.node_id for node in nodes] == [str(passage.chunk.id) for passage in passages]
        assert [node.score for node in nodes] == [passage.score for passage in passages]
        for node in nodes:
            article = sanad.library.article(node.metadata["article_id"], node.metadata["version"])
            assert article.text[node.metadata["start"] : node.metadata["end"]] == node.text
