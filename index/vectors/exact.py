"""Exact nearest neighbours in memory, for a process that may not open Chroma because another one writes to it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.vectors import Matrix, Neighbour, Vector


class ExactVectors:
    """All vectors in one matrix; a search is one matrix product (about 9 ms over 200,000 vectors of 384 numbers)."""

    def __init__(self, ids: NDArray[np.int64], vectors: Matrix) -> None:
        """Hold ``vectors`` (float32 [n, dimensions], unit rows) of the chunks ``ids`` (int64 [n])."""
        self._ids = ids
        self._vectors = vectors

    def upsert(self, ids: Sequence[int], vectors: Matrix) -> None:
        """Add or replace the vectors of chunks."""
        self.delete(ids)
        kept = self._vectors if len(self._ids) else vectors[:0]
        self._ids = np.concatenate([self._ids, np.asarray(ids, dtype=np.int64)])
        self._vectors = np.concatenate([kept, vectors])

    def delete(self, ids: Sequence[int]) -> None:
        """Forget chunks; unknown ids are passed over."""
        kept = ~np.isin(self._ids, np.asarray(ids, dtype=np.int64))
        self._ids, self._vectors = self._ids[kept], self._vectors[kept]

    def missing(self, ids: NDArray[np.int64]) -> list[int]:
        """Those of ``ids`` that it does not hold."""
        return [int(number) for number in np.setdiff1d(ids, self._ids)]

    def changed(self, ids: NDArray[np.int64], added: NDArray[np.int64], vectors: Matrix) -> "ExactVectors":
        """Another index with the ``vectors`` of ``added`` too, and of the rest only those in ``ids``; this one stays as it is."""
        other = ExactVectors(self._ids, self._vectors)
        gone = np.setdiff1d(self._ids, ids)
        if len(gone):
            other.delete(gone.tolist())
        if len(added):
            other.upsert(added.tolist(), vectors)
        return other

    def search(self, vector: Vector, *, limit: int) -> list[Neighbour]:
        """The ``limit`` nearest chunks, nearest first."""
        if not len(self._ids):
            return []
        cosines = self._vectors @ vector
        best = np.argpartition(-cosines, min(limit, len(cosines)) - 1)[:limit]
        best = best[np.argsort(-cosines[best], kind="stable")]
        return [Neighbour(int(self._ids[row]), float(cosines[row])) for row in best]

    def count(self) -> int:
        """How many vectors it holds."""
        return len(self._ids)
