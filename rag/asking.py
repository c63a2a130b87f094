"""The vector of a question, from whatever makes vectors, without letting it hold up the search."""

from typing import TYPE_CHECKING

from index.errors import EmbeddingError
from rag.limited import Limited

if TYPE_CHECKING:
    from index.embedding.base import Embedder, Vectors

SECONDS = 2.0
REST_SECONDS = 30.0
AT_ONCE = 32  # questions; a server answers many side by side


class Asking:
    """Embeds questions with one embedder. One that may wait for a server is given up on in time; threads may share it."""

    def __init__(self, embedder: "Embedder", *, seconds: float = SECONDS, rest: float = REST_SECONDS) -> None:
        """Ask ``embedder``.

        Args:
            embedder: Makes the vectors.
            seconds: How long one question may take, unless the embedder is local.
            rest: Seconds for which it is not asked after it was late or failed.
        """
        self._embedder = embedder
        self._limited = Limited("The embedder", seconds=seconds, rest=rest, at_once=AT_ONCE)

    def vector(self, text: str, *, language: str, dimensions: int | None) -> "Vectors":
        """The vector of a question.

        Args:
            text: The question.
            language: ISO 639-1 code, or ``und``.
            dimensions: Length of the vectors it will be compared with; ``None`` if that is not known.

        Raises:
            EmbeddingError: There is none: the embedder failed, was too slow, failed a moment ago, or gave another length.
        """
        if self._embedder.is_local:
            return self._fitting(text, language, dimensions)
        try:
            return self._limited.call(lambda: self._fitting(text, language, dimensions))
        except TimeoutError as error:
            raise EmbeddingError(f"{error}.", remedy="SANAD_EMBEDDING_QUESTION_TIMEOUT is how long a search waits for it.") from error

    def _fitting(self, text: str, language: str, dimensions: int | None) -> "Vectors":
        vector = self._embedder.embed_question(text, language=language)
        if dimensions is not None and len(vector) != dimensions:
            raise EmbeddingError(
                f"{self._embedder.model_name} gave a vector of {len(vector)} numbers, and those of the library have {dimensions}.",
                remedy="Name the model that embedded the library, or embed it again: `sanad rebuild`.",
            )
        return vector
