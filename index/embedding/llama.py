"""An embedder of ours as an embedding of llama-index."""

import asyncio

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from index.embedding.base import Embedder


class LlamaIndexEmbedding(BaseEmbedding):
    """Gives the vectors of ``embedder``: its passages are llama-index's "text", its questions "query".

    Args:
        embedder: Stays the caller's to close.
    """

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        """Stand for ``embedder``."""
        super().__init__(model_name=embedder.model_name)
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        """The name llama-index shows."""
        return "SanadEmbedding"

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._embedder.embed_passages(texts).tolist()
        return rows

    def _get_query_embedding(self, query: str) -> list[float]:
        row: list[float] = self._embedder.embed_question(query).tolist()
        return row

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)
