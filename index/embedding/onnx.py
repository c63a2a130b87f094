"""A sentence embedding model in a local directory, run by onnxruntime on the processor. Nothing is ever downloaded.

The directory holds ``model.onnx`` (or ``onnx/model.onnx``) and ``tokenizer.json``; ``onnx_config`` says which other files count.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import PrivateAttr

from index.embedding.base import Embedder
from index.embedding.onnx_config import OnnxConfig, read_onnx_config
from index.embedding.onnx_model import OnnxModel
from index.errors import EmbeddingError

_OUTPUTS = ("sentence_embedding", "last_hidden_state", "token_embeddings")  # the first has been pooled inside the graph
_BATCH = 32


class OnnxEmbedder(Embedder):
    """A model of the BERT family, such as multilingual-e5-small or all-MiniLM-L6-v2. Safe to share between threads.

    Args:
        directory: Where the model is.

    Raises:
        EmbeddingError: A file is missing or unreadable, or the graph wants inputs that a tokenizer does not give.
    """

    _model: OnnxModel = PrivateAttr()
    _config: OnnxConfig = PrivateAttr()
    _fingerprint: str = PrivateAttr()
    _dimensions: int = PrivateAttr()

    def __init__(self, *, directory: Path) -> None:
        """Load the model and embed one word, which shows what it returns."""
        config = read_onnx_config(directory)
        super().__init__(model_name=directory.resolve().name, languages=config.languages)
        self._config = config
        self._model = OnnxModel(
            directory, setting="SANAD_ONNX_DIRECTORY", max_length=config.max_length, outputs=_OUTPUTS, raises=EmbeddingError
        )
        self._dimensions = int(self._embed(["dimensions"]).shape[1])
        used = f"{config.pooling}:{self._model.max_length}:{config.query_prefix!r}:{config.passage_prefix!r}"
        self._fingerprint = ":".join(["onnx", *self._model.digests, used])

    @property
    def fingerprint(self) -> str:
        """Digests of the graph, its weights and the tokenizer, then pooling, longest text and prefixes."""
        return self._fingerprint

    @property
    def is_local(self) -> bool:
        """True."""
        return True

    @property
    def dimensions(self) -> int:
        """Length of the model's vectors."""
        return self._dimensions

    def _passages(self, texts: list[str]) -> NDArray[Any]:
        prefixed = [self._config.passage_prefix + text for text in texts]
        order = sorted(range(len(prefixed)), key=lambda position: len(prefixed[position]))  # alike lengths need little padding
        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        for batch in batches:
            vectors[batch] = self._embed([prefixed[position] for position in batch])
        return vectors

    def _question(self, text: str) -> NDArray[Any]:
        vector: NDArray[Any] = self._embed([self._config.query_prefix + text])[0]
        return vector

    def _embed(self, texts: list[str]) -> NDArray[Any]:
        output, mask = self._model.run(texts)
        return self._pool(output, mask=mask)

    def _pool(self, output: NDArray[Any], *, mask: NDArray[np.int64]) -> NDArray[Any]:
        if output.ndim == 2:
            return output
        if output.ndim != 3:
            raise EmbeddingError(
                f"The output {self._model.output} of {self.model_name} has shape {list(output.shape)}, which is neither a vector for each "
                "text nor for each token.",
                remedy="Export the model for feature extraction.",
            )
        if self._config.pooling == "cls":
            first: NDArray[Any] = output[:, 0]
            return first
        weights = mask[:, :, np.newaxis].astype(output.dtype)
        mean: NDArray[Any] = (output * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
        return mean
