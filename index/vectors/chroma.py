"""The owner of ``chromadb``: ids and vectors in one collection, nothing else."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import SettingsError, VectorStoreError
from index.vectors import Matrix, Neighbour, Vector

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

WRITE_BATCH = 64  # a write holds the interpreter lock; a larger one stops searches running beside it
DELETE_BATCH = 1_000
SERVER_TIMEOUT = 15.0  # seconds; Chroma's own client waits for ever
CONNECT_TIMEOUT = 5.0  # seconds

# What Chroma's client asks in its constructor, where it cannot be given a timeout: asked here first, with one.
_ASKED_AT_START = ("heartbeat", "auth/identity", "tenants/default_tenant", "tenants/default_tenant/databases/default_database")
_CONFIGURATION = {"hnsw": {"space": "cosine", "ef_search": 200}}


class ChromaVectors:
    """A collection of Chroma, embedded in this process or on a server."""

    def __init__(self, client: "ClientAPI", name: str, *, place: str) -> None:
        """Open or create the collection ``name``.

        Args:
            client: A Chroma client.
            name: The collection; one for each library and embedder.
            place: The directory or address, for messages.

        Raises:
            VectorStoreError: Chroma refused.
        """
        self._client = client
        self._place = place
        try:
            with self._translated():
                self._collection: Collection = client.get_or_create_collection(
                    name,
                    configuration=_CONFIGURATION,  # type: ignore[arg-type]  # a TypedDict there
                    embedding_function=None,
                )
        except VectorStoreError:
            self.close()
            raise

    @classmethod
    def embedded(cls, directory: Path, name: str) -> "ChromaVectors":
        """The collection in a directory of this machine."""
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings as ChromaSettings

        try:
            with _translated(str(directory)):
                client = chromadb.PersistentClient(str(directory), settings=ChromaSettings(anonymized_telemetry=False))
        except VectorStoreError:
            # Chroma keeps what failed to start and hands it to the next who opens this directory.
            SharedSystemClient._identifier_to_system.pop(str(directory), None)
            raise
        return cls(client, name, place=str(directory))

    @classmethod
    def server(cls, url: str, name: str) -> "ChromaVectors":
        """The collection on a Chroma server.

        Raises:
            SettingsError: ``url`` is not an http or https address.
            VectorStoreError: The server does not answer.
        """
        import chromadb
        import httpx
        from chromadb.config import Settings as ChromaSettings

        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingsError(f"SANAD_CHROMA_URL is {url!r}.", remedy="Give an address such as http://127.0.0.1:8000.")
        secure = parts.scheme == "https"
        with _translated(url):
            for path in _ASKED_AT_START:
                httpx.get(f"{url.rstrip('/')}/api/v2/{path}", timeout=CONNECT_TIMEOUT).raise_for_status()
            client = chromadb.HttpClient(
                host=parts.hostname,
                port=parts.port or (443 if secure else 80),
                ssl=secure,
                settings=ChromaSettings(anonymized_telemetry=False),
            )
            client._server._session.timeout = httpx.Timeout(SERVER_TIMEOUT)  # type: ignore[attr-defined]  # no public setting
        return cls(client, name, place=url)

    def upsert(self, ids: Sequence[int], vectors: Matrix) -> None:
        """Add or replace the vectors of chunks, in small batches."""
        with self._translated():
            for start in range(0, len(ids), WRITE_BATCH):
                names = [str(number) for number in ids[start : start + WRITE_BATCH]]
                self._collection.upsert(ids=names, embeddings=vectors[start : start + WRITE_BATCH])

    def delete(self, ids: Sequence[int]) -> None:
        """Forget chunks; unknown ids are passed over."""
        with self._translated():
            for start in range(0, len(ids), DELETE_BATCH):
                self._collection.delete(ids=[str(number) for number in ids[start : start + DELETE_BATCH]])

    def search(self, vector: Vector, *, limit: int) -> list[Neighbour]:
        """The ``limit`` nearest chunks, nearest first; a few may be missed."""
        from chromadb.errors import ChromaError

        found: Any = None
        with self._translated():
            for last in (False, True):
                try:
                    found = self._collection.query(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
                    break
                except ChromaError:
                    if last:  # during writes a query sometimes meets a row that is just going: once more
                        raise
        return [Neighbour(int(name), 1.0 - distance) for name, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def count(self) -> int:
        """How many vectors it holds."""
        with self._translated():
            return self._collection.count()

    def drop(self) -> None:
        """Remove the collection."""
        with self._translated():
            self._client.delete_collection(self._collection.name)

    def others(self, beginning: str) -> list[str]:
        """Names of the other collections that begin with ``beginning``."""
        with self._translated():
            names = [collection.name for collection in self._client.list_collections()]
        return [name for name in names if name.startswith(beginning) and name != self._collection.name]

    def drop_others(self, names: Sequence[str]) -> None:
        """Remove collections; embedded, their graphs stay on disk."""
        with self._translated():
            for name in names:
                self._client.delete_collection(name)

    def close(self) -> None:
        """Release files and connections."""
        with self._translated():
            self._client.close()  # type: ignore[attr-defined]  # every client has it; the interface does not say so
            for part in (self._client, getattr(self._client, "_admin_client", None)):
                session = getattr(getattr(part, "_server", None), "_session", None)
                if session:  # Chroma leaves its connections to a server open
                    session.close()

    def _translated(self) -> contextlib.AbstractContextManager[None]:
        return _translated(self._place)


def _chroma_errors() -> tuple[type[Exception], ...]:
    import httpx
    from chromadb.errors import ChromaError

    return ChromaError, httpx.HTTPError, ValueError, RuntimeError, OSError


@contextlib.contextmanager
def _translated(place: str) -> Iterator[None]:
    """Chroma's errors as ours."""
    try:
        yield
    except _chroma_errors() as error:
        remedy = "Check that the server runs." if place.startswith("http") else "`sanad rebuild` restores it from the catalog."
        raise VectorStoreError(f"The vector index {place} failed: {error}.", remedy=remedy) from error
