"""The default embedder: WordLlama's static word vectors, read from its wheel. No network, no key, no model run.

The wheel's own loader is not used: importing it sets up the root logger, and it can download. The arithmetic is the
same, the mean of the vectors of a text's tokens: https://github.com/dleemiller/WordLlama
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import PrivateAttr
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from index.embedding.base import Embedder, Vectors
from index.embedding.digest import file_digest
from index.embedding.wheel import WheelFiles, unavailable_reason, wheel_files
from index.errors import EmbeddingError
from index.language import ANALYZER_VERSION, detect
from index.language.glossary import PIVOT
from index.language.pivot import languages, pivot

_LANGUAGES = frozenset({PIVOT})  # MRR by cosine alone on TyDi QA: en .898, ru .389, ar .197
_BATCH = 256  # texts whose tokens are in memory at once


class BundledEmbedder(Embedder):
    """WordLlama, 256 dimensions. Safe to share between threads; loads in a fraction of a second.

    The model knows English. The other languages of the glossary are read through it, word for word, so that their vectors
    mean the same. Questions and passages are embedded alike: the model has no prefixes.

    Raises:
        EmbeddingError: The wheel is not installed or damaged; ``unavailable_reason`` says which.
    """

    _weights: Vectors = PrivateAttr()
    _tokenizer: Tokenizer = PrivateAttr()
    _fingerprint: str = PrivateAttr()

    def __init__(self) -> None:
        """Read the weights and the tokenizer from the wheel."""
        files = wheel_files()
        if files is None:
            raise EmbeddingError(unavailable_reason() or "The bundled embedder is off.", remedy="Or use openai, onnx or none.")
        glossed = languages() - _LANGUAGES
        super().__init__(model_name="wordllama-l2-supercat-256", languages=_LANGUAGES | glossed, glossed=glossed)
        self._weights = _read_weights(files)
        self._tokenizer = _read_tokenizer(files)
        self._fingerprint = f"wordllama:{file_digest(files.weights)}:{file_digest(files.tokenizer)}:mean:{ANALYZER_VERSION}"

    @property
    def fingerprint(self) -> str:
        """Digests of the weights and the tokenizer, so a new wheel with the same weights embeds nothing again, and of the glossary."""
        return self._fingerprint

    @property
    def is_local(self) -> bool:
        """True."""
        return True

    @property
    def dimensions(self) -> int:
        """256."""
        return int(self._weights.shape[1])

    def _readable(self, text: str, language: str | None) -> str:
        language = language or detect(text)
        return pivot(text, language) if language in self.glossed else text

    def _passages(self, texts: list[str]) -> NDArray[Any]:
        batches = (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH))
        return np.concatenate([self._pool(batch) for batch in batches])

    def _question(self, text: str) -> NDArray[Any]:
        vector: Vectors = self._pool([text])[0]
        return vector

    def _pool(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return np.stack([self._weights[encoding.ids].mean(axis=0) for encoding in encodings])


@lru_cache(maxsize=1)
def _read_weights(files: WheelFiles) -> Vectors:
    try:
        with safe_open(files.weights, framework="np") as tensors:
            weights: Vectors = tensors.get_tensor("embedding.weight").astype(np.float32)
    except (SafetensorError, OSError) as error:
        raise EmbeddingError(
            f"The bundled weights cannot be read: {error}.", remedy="Reinstall them: pip install --force-reinstall wordllama."
        ) from error
    weights.setflags(write=False)
    return weights


def _read_tokenizer(files: WheelFiles) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(files.tokenizer))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
