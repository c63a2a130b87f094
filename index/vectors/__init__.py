"""Nearest chunks by vector: Chroma while a library is being written, exact search beside another process.

Both answer the same calls, and both are derived from the catalog.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]


class Neighbour(NamedTuple):
    """A chunk near a question: its id and the cosine between the two, in [-1, 1], higher is nearer."""

    chunk_id: int
    cosine: float


class VectorIndex(Protocol):
    """Finds the chunks whose vectors are nearest to one of a question."""

    def upsert(self, ids: Sequence[int], vectors: Matrix) -> None:
        """Add or replace the vectors (float32 [n, dimensions], unit rows) of chunks."""

    def delete(self, ids: Sequence[int]) -> None:
        """Forget chunks; unknown ids are passed over."""

    def search(self, vector: Vector, *, limit: int) -> list[Neighbour]:
        """The ``limit`` nearest chunks, nearest first; the approximate index may miss a few."""

    def count(self) -> int:
        """How many vectors it holds."""
