"""The owner of ``bm25s`` and of llama-index's Chroma store: what its parts give, put together as they come.

llama-index's own ``BM25Retriever`` needs an older PyStemmer than Sanad; ``_Words`` asks the
library behind it as it does.
Imported late: it takes seconds.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import chromadb
import Stemmer
from chromadb.config import Settings as ChromaSettings
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import BaseNode, MetadataMode, NodeWithScore, QueryBundle
from llama_index.vector_stores.chroma import ChromaVectorStore

Finder = Callable[[str], tuple[str, ...]]

_LANGUAGE = "english"  # of stems and stop words, as it comes


class Stock:
    """Documents in nodes of at most 1,024 tokens, found by Chroma and by BM25 for English, fused by rank."""

    def __init__(self, directory: Path, documents: Sequence[Document], *, embedder: BaseEmbedding) -> None:
        """Index ``documents``.

        Args:
            directory: New; where Chroma keeps its files.
            documents: With ids.
            embedder: Of llama-index's kind.
        """
        self._nodes = SentenceSplitter().get_nodes_from_documents(documents)
        self._client = chromadb.PersistentClient(str(directory), settings=ChromaSettings(anonymized_telemetry=False))
        store = ChromaVectorStore(chroma_collection=self._client.create_collection("articles", embedding_function=None))
        context = StorageContext.from_defaults(vector_store=store)
        self._vectors = VectorStoreIndex(self._nodes, storage_context=context, embed_model=embedder)
        self._words = _Words(self._nodes)

    @property
    def nodes(self) -> int:
        """How many there are."""
        return len(self._nodes)

    def finder(self, limit: int) -> Finder:
        """What finds the ids of the documents of the ``limit`` nodes that fit a question best, best first, each once."""
        fused = QueryFusionRetriever(
            [self._vectors.as_retriever(similarity_top_k=limit), self._words.retriever(limit)],
            llm=MockLLM(),  # never asked: one question stays one
            mode=FUSION_MODES.RECIPROCAL_RANK,
            similarity_top_k=limit,
            num_queries=1,
            use_async=False,
        )
        return lambda question: tuple(dict.fromkeys(found.node.ref_doc_id or "" for found in fused.retrieve(question)))

    def close(self) -> None:
        """Let go of Chroma's files."""
        self._client.close()  # type: ignore[attr-defined]  # every client has it; the interface does not say so


class _Words:
    """BM25 over all nodes, in memory."""

    def __init__(self, nodes: Sequence[BaseNode]) -> None:
        self._nodes = nodes
        self._stemmer = Stemmer.Stemmer(_LANGUAGE)
        self._index = bm25s.BM25()
        self._index.index(self._terms([node.get_content(metadata_mode=MetadataMode.EMBED) for node in nodes]), show_progress=False)

    def retriever(self, limit: int) -> BaseRetriever:
        return _WordRetriever(self, min(limit, len(self._nodes)))

    def found(self, question: str, limit: int) -> list[NodeWithScore]:
        places, scores = self._index.retrieve(self._terms([question]), k=limit, show_progress=False)
        return [NodeWithScore(node=self._nodes[place], score=float(score)) for place, score in zip(places[0], scores[0], strict=True)]

    def _terms(self, texts: list[str]) -> bm25s.tokenization.Tokenized:
        return bm25s.tokenize(texts, stopwords=_LANGUAGE, stemmer=self._stemmer, show_progress=False)


class _WordRetriever(BaseRetriever):
    def __init__(self, words: _Words, limit: int) -> None:
        self._words = words
        self._limit = limit
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self._words.found(query_bundle.query_str, self._limit)
