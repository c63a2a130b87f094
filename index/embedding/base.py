"""What every embedder is: a llama-index embedding that also says which model it is and which languages it knows."""

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray
from pydantic import Field, field_serializer

from index.errors import EmbeddingError

Vectors = NDArray[np.float32]

_BLANK = "."  # stands for a text without a visible character, so that every text has a direction
_SHORTEST = 1e-12  # a vector below this length has no direction


class Embedder(BaseEmbedding):
    """Turns texts into vectors of unit length, and can be used wherever llama-index takes an embedding.

    An implementation fills ``_passages`` and ``_question``; everything public is checked and normalised here.

    Attributes:
        languages: ISO 639-1 codes of the languages whose meaning its vectors carry; ``None`` means all of them.
        glossed: Those of ``languages`` that the model itself does not know and reads through another one's words.
    """

    languages: Annotated[frozenset[str] | None, Field(description="Languages whose meaning the vectors carry; None is all.")] = None
    glossed: Annotated[frozenset[str], Field(description="Languages read through another one's words.")] = frozenset()

    @field_serializer("languages", "glossed")
    def _listed(self, codes: frozenset[str] | None) -> list[str] | None:
        """Sets as lists, which ``to_json`` of llama-index can write."""
        return None if codes is None else sorted(codes)

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """Identity of model, weights, pooling and prefixes: two embedders that share it give the same vectors."""

    @property
    def is_local(self) -> bool:
        """Whether it runs in this process, so that no server and no network can make it wait."""
        return False

    @property
    @abstractmethod
    def dimensions(self) -> int:
        """Length of a vector. May need one call to the model when nothing else states it."""

    def embed_passages(self, texts: Sequence[str], *, languages: Sequence[str] | None = None) -> Vectors:
        """Embed passages, in order.

        Args:
            texts: The passages.
            languages: The language of each, where it is known (ISO 639-1 or ``und``); a model may need it to read them.

        Returns:
            float32 ``[len(texts), dimensions]``, rows of unit length. A blank text gets the vector of a full stop.

        Raises:
            EmbeddingError: The model cannot be reached, or what it returned is not such an array.
        """
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        known = languages if languages is not None else [None] * len(texts)
        readable = [_embeddable(self._readable(text, language)) for text, language in zip(texts, known, strict=True)]
        return self._unit_rows(self._passages(readable), rows=len(texts))

    def embed_question(self, text: str, *, language: str | None = None) -> Vectors:
        """Embed one question, with the model's question prefix where it has one.

        Args:
            text: The question.
            language: Its language, where it is known.

        Returns:
            float32 ``[dimensions]`` of unit length.

        Raises:
            EmbeddingError: The model cannot be reached, or what it returned is not such an array.
        """
        vector = np.asarray(self._question(_embeddable(self._readable(text, language))))
        unit: Vectors = self._unit_rows(vector[np.newaxis], rows=1)[0]
        return unit

    def _readable(self, text: str, language: str | None) -> str:
        """``text`` in words the model knows; most models take it as it is."""
        return text

    @abstractmethod
    def _passages(self, texts: list[str]) -> NDArray[Any]:
        """Vectors of ``texts`` as ``[len(texts), dimensions]``, of any length; no text is blank, nor is the list empty."""

    @abstractmethod
    def _question(self, text: str) -> NDArray[Any]:
        """The vector of a question as ``[dimensions]``, of any length."""

    def _unit_rows(self, vectors: NDArray[Any], *, rows: int) -> Vectors:
        expected = (rows, self.dimensions)
        if vectors.shape != expected:
            raise EmbeddingError(
                f"{self.model_name} returned an array of shape {list(vectors.shape)} where {list(expected)} was expected.",
                remedy="Check that the model and its configured dimensions belong together.",
            )
        exact = vectors.astype(np.float64)
        lengths = np.linalg.norm(exact, axis=1, keepdims=True)
        if not np.isfinite(lengths).all():
            raise EmbeddingError(
                f"{self.model_name} returned a vector with values that are not finite numbers (row {_first(~np.isfinite(lengths))}).",
                remedy="The model or its server is faulty: try another one.",
            )
        if (lengths < _SHORTEST).any():
            raise EmbeddingError(
                f"{self.model_name} returned a vector of zeros (row {_first(lengths < _SHORTEST)}).",
                remedy="The model or its server is faulty: try another one.",
            )
        unit: Vectors = (exact / lengths).astype(np.float32)
        return unit

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self.embed_passages(texts).tolist()
        return rows

    def _get_query_embedding(self, query: str) -> list[float]:
        row: list[float] = self.embed_question(query).tolist()
        return row

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)


def _embeddable(text: str) -> str:
    """``text`` as valid UTF-8 (a lone surrogate, as from a shell argument, becomes ``?``) and never blank."""
    return text.encode("utf-8", "replace").decode().strip() or _BLANK


def _first(wrong: NDArray[np.bool_]) -> int:
    return int(np.argmax(wrong))
