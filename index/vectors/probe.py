"""Open a Chroma collection, count it and search it; exit 0 when that works.

Run as ``python -m index.vectors.probe DIRECTORY COLLECTION`` so that a damaged directory can hang or crash only this process.
"""

import sys
from pathlib import Path

import numpy as np


def main(directory: str, name: str) -> int:
    """The exit code: 0 when the collection answers, 1 when it holds nothing of that name."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    client = chromadb.PersistentClient(str(Path(directory)), settings=ChromaSettings(anonymized_telemetry=False))
    if name not in {collection.name for collection in client.list_collections()}:
        return 1
    collection = client.get_collection(name, embedding_function=None)
    count = collection.count()
    sample = collection.get(limit=1, include=["embeddings"])["embeddings"]
    if count and sample is not None and len(sample):
        question = np.asarray(sample[0], dtype=np.float32)[None, :]
        found = collection.query(query_embeddings=question, n_results=min(count, 300), include=["distances"])
        return 0 if found["ids"][0] else 1
    return 0 if count == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
