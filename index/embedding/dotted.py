"""Any llama-index embedding by its dotted name, such as ``llama_index.embeddings.ollama.OllamaEmbedding``.

After a colon a JSON object gives the constructor's arguments::

    llama_index.embeddings.huggingface.HuggingFaceEmbedding:{"model_name": "intfloat/multilingual-e5-small"}

Keys belong in the environment variable the class reads, not here: settings are shown. One argument is ours and is not
passed on: ``"languages": ["en", "ar"]``, the languages the model knows (default: all).
"""

import hashlib
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray
from pydantic import PrivateAttr

from index.dotted import Wanted, build, split
from index.embedding.base import Embedder
from index.errors import EmbeddingError, SettingsError

_PROBE = "The minister opened a new bridge over the river on Monday."
_LARGEST = 4  # components of the probe's vectors that go into the fingerprint
_EMBEDDING: Wanted[BaseEmbedding | Embedder] = Wanted(
    base=BaseEmbedding,  # classes derived from it are meant
    setting="embedder",
    noun="embedding",
    raises=EmbeddingError,
    ours=Embedder,
)


class DottedEmbedder(Embedder):
    """Adapts an embedding made elsewhere; its passages are llama-index's "text", its questions "query".

    Args:
        inner: The embedding.
        name: Where it came from; a part of the fingerprint.
        languages: ISO 639-1 codes it knows; ``None`` means all.
    """

    _inner: BaseEmbedding = PrivateAttr()
    _name: str = PrivateAttr()
    _probed: tuple[str, int] | None = PrivateAttr(default=None)

    def __init__(self, *, inner: BaseEmbedding, name: str, languages: frozenset[str] | None = None) -> None:
        """Keep ``inner``; it is first called when something asks for vectors or their identity."""
        super().__init__(model_name=inner.model_name, languages=languages)
        self._inner = inner
        self._name = name

    @property
    def fingerprint(self) -> str:
        """Class, model name, and which components are largest in the vectors of a probe sentence.

        Which they are survives the rounding that differs between machines; the numbers themselves do not.
        """
        return f"dotted:{self._name}:{self.model_name}:{self._probe()[0]}"

    @property
    def dimensions(self) -> int:
        """Length of the probe's vector."""
        return self._probe()[1]

    def _probe(self) -> tuple[str, int]:
        if self._probed is None:
            passage, question = self._passages([_PROBE])[0], self._question(_PROBE)
            shape = f"{_largest(passage)}/{_largest(question)}/{len(passage)}"
            self._probed = hashlib.sha256(shape.encode()).hexdigest()[:16], len(passage)
        return self._probed

    def _passages(self, texts: list[str]) -> NDArray[Any]:
        try:
            return np.asarray(self._inner.get_text_embedding_batch(texts), dtype=np.float32)
        except Exception as error:  # a class from elsewhere may raise anything
            raise self._failed(error) from error

    def _question(self, text: str) -> NDArray[Any]:
        try:
            return np.asarray(self._inner.get_query_embedding(text), dtype=np.float32)
        except Exception as error:  # a class from elsewhere may raise anything
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> EmbeddingError:
        return EmbeddingError(f"{self._name} failed: {type(error).__name__}: {error}.", remedy="Check its arguments and its service.")


def load_dotted(name: str, *, model: str | None = None) -> Embedder:
    """Import and build the embedding that ``name`` describes, as this module's docstring says.

    Args:
        name: Dotted name of a class or of a function that returns an embedding, then maybe ``:`` and a JSON object.
        model: Passed as ``model_name`` unless the JSON object gives one.

    Raises:
        SettingsError: The arguments are not a JSON object, or the name is not that of an embedding.
        EmbeddingError: The package is not installed, or the embedding cannot be built.
    """
    path, arguments = split(name, _EMBEDDING)
    languages = _languages(path, arguments.pop("languages", None))
    if model is not None:
        arguments.setdefault("model_name", model)
    built = build(path, arguments, _EMBEDDING)
    if isinstance(built, Embedder):
        return built
    return DottedEmbedder(inner=built, name=path, languages=languages)


def _languages(path: str, stated: object) -> frozenset[str] | None:
    if stated is None:
        return None
    if not isinstance(stated, list) or not all(isinstance(code, str) for code in stated):
        raise SettingsError(f"The languages of {path} are {stated!r}.", remedy='Write a list of ISO 639-1 codes like ["en", "ar"].')
    return frozenset(stated)


def _largest(vector: NDArray[Any]) -> list[int]:
    """The positions of the largest components by magnitude, in ascending order."""
    return sorted(int(position) for position in np.argsort(-np.abs(vector), kind="stable")[:_LARGEST])
