"""Open a Chroma collection, count it and search it for its own vectors; exit 0 when it finds them.

Run as ``python -m index.vectors.probe DIRECTORY COLLECTION`` so that a damaged directory can hang or crash only this process.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

SAMPLE = 32  # vectors of the beginning, the middle and the end
_SAME = 1e-4  # cosine distance of texts that occur more often than a search returns
_RECALL = 0.9  # the graph is approximate; one that is torn finds next to nothing


def main(directory: str, name: str) -> int:
    """The exit code: 0 when the collection finds its own vectors, 1 when it does not or there is none of that name."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    client = chromadb.PersistentClient(str(Path(directory)), settings=ChromaSettings(anonymized_telemetry=False))
    if name not in {collection.name for collection in client.list_collections()}:
        return 1
    collection = client.get_collection(name, embedding_function=None)
    count = collection.count()
    return 0 if all(_finds_its_own(collection, offset) for offset in {0, count // 2, max(count - SAMPLE, 0)}) else 1


def _finds_its_own(collection: "Collection", offset: int) -> bool:
    sample = collection.get(limit=SAMPLE, offset=offset, include=["embeddings"])
    if not sample["ids"]:
        return True
    questions = np.asarray(sample["embeddings"], dtype=np.float32)
    found = collection.query(query_embeddings=questions, n_results=10, include=["distances"])
    nearest = zip(sample["ids"], found["ids"], found["distances"] or [], strict=True)
    met = sum(own in ids or bool(distances and abs(distances[0]) < _SAME) for own, ids, distances in nearest)
    return met >= _RECALL * len(sample["ids"])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
