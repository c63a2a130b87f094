"""What every embedder is: it says which model it is and which languages it knows, and llama-index can use it.

It does not derive from llama-index's class: importing that one takes a second of every command.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from index.errors import EmbeddingError

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

Vectors = NDArray[np.float32]

_BLANK = "."  # stands for a text without a visible character, so that every text has a direction
_SHORTEST = 1e-12  # a vector below this length has no direction


class Embedder(BaseModel, ABC):
    """Turns texts into vectors of unit length.

    An implementation fills ``_passages`` and ``_question``; everything public is checked and normalised here.

    Attributes:
        model_name: What the model is called.
        languages: ISO 639-1 codes of the languages whose meaning its vectors carry; ``None`` means all of them.
        glossed: Those of ``languages`` that the model itself does not know and reads through another one's words.
    """

    model_config = ConfigDict(protected_namespaces=())  # or "model_name" is refused

    model_name: str = "unknown"
    languages: frozenset[str] | None = None
    glossed: frozenset[str] = frozenset()

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

    def as_llama_index(self) -> "BaseEmbedding":
        """The same embedder wherever llama-index takes an embedding."""
        from index.embedding.llama import LlamaIndexEmbedding

        return LlamaIndexEmbedding(self)

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


def _embeddable(text: str) -> str:
    """``text`` as valid UTF-8 (a lone surrogate, as from a shell argument, becomes ``?``) and never blank."""
    return text.encode("utf-8", "replace").decode().strip() or _BLANK


def _first(wrong: NDArray[np.bool_]) -> int:
    return int(np.argmax(wrong))
