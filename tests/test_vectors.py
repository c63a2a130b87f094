import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from index.errors import SettingsError, VectorStoreError
from index.vectors import Matrix, VectorIndex, health
from index.vectors.chroma import ChromaVectors
from index.vectors.exact import ExactVectors
from tests.corpus import damaged

COLLECTION = "sanad-test"
UNIT: Matrix = np.eye(4, dtype=np.float32)
NEAR: Matrix = np.array([[0.8, 0.6, 0, 0]], dtype=np.float32)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server, from the same wheel as the client."""
    port = free_port()
    directory = tmp_path_factory.mktemp("chroma")
    program = Path(sys.executable).with_name("chroma")
    command: list[str | Path] = [program, "run", "--path", directory, "--host", "127.0.0.1", "--port", str(port)]
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "CHROMA_ANONYMIZED_TELEMETRY": "False"})
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{url}/api/v2/heartbeat", timeout=1).is_success:
                    break
            time.sleep(0.1)
        else:
            pytest.fail(f"the Chroma server did not start: {(directory / 'log').read_text()}")
        yield url
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(params=["embedded", "server", "exact"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    if request.param == "exact":
        yield ExactVectors(np.empty(0, dtype=np.int64), np.empty((0, 0), dtype=np.float32))
        return
    if request.param == "embedded":
        made = ChromaVectors.embedded(tmp_path / "vectors", COLLECTION)
    else:
        made = ChromaVectors.server(request.getfixturevalue("server"), f"sanad-{os.urandom(4).hex()}")
    yield made
    made.close()


def found(index: VectorIndex, *, limit: int = 10) -> list[int]:
    return [chunk_id for chunk_id, _ in index.search(NEAR[0], limit=limit)]


def test_an_empty_index_finds_nothing(vectors: VectorIndex) -> None:
    assert vectors.count() == 0
    assert vectors.search(UNIT[0], limit=5) == []
    vectors.upsert([], UNIT[:0])
    vectors.delete([1, 2])
    assert vectors.count() == 0


def test_the_nearest_come_first_with_their_cosine(vectors: VectorIndex) -> None:
    vectors.upsert([7, 3, 11], UNIT[[1, 0, 2]])
    hits = vectors.search(NEAR[0], limit=2)
    assert [hit.chunk_id for hit in hits] == [3, 7]
    assert [hit.cosine for hit in hits] == pytest.approx([0.8, 0.6], abs=1e-5)


def test_a_limit_above_the_count_gives_all(vectors: VectorIndex) -> None:
    vectors.upsert([1, 2, 3], UNIT[:3])
    assert found(vectors, limit=500) == [1, 2, 3]


def test_an_upsert_replaces(vectors: VectorIndex) -> None:
    vectors.upsert([1, 2], UNIT[:2])
    vectors.upsert([1, 5], UNIT[[3, 0]])
    assert vectors.count() == 3
    assert found(vectors) == [5, 2, 1]


def test_what_was_deleted_is_not_found_and_unknown_ids_are_passed_over(vectors: VectorIndex) -> None:
    vectors.upsert([1, 2, 3], UNIT[:3])
    vectors.delete([1, 99])
    vectors.delete([1])
    assert vectors.count() == 2
    assert found(vectors) == [2, 3]


def test_more_than_one_batch_is_written(vectors: VectorIndex) -> None:
    many = np.random.default_rng(1).normal(size=(150, 4)).astype(np.float32)
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    vectors.upsert(list(range(150)), many)
    exact = np.argsort(-(many @ NEAR[0]))[:5].tolist()
    assert vectors.count() == 150
    assert found(vectors, limit=5) == exact


def test_collections_are_kept_apart(tmp_path: Path) -> None:
    first, second = (ChromaVectors.embedded(tmp_path / "vectors", name) for name in ("sanad-one", "sanad-two"))
    first.upsert([1], UNIT[:1])
    assert (first.count(), second.count()) == (1, 0)
    first.close()
    second.close()


def test_other_collections_of_the_same_beginning_are_named_and_dropped(server: str) -> None:
    family = f"sanad-{os.urandom(4).hex()}-"
    own, old, foreign = (ChromaVectors.server(server, name) for name in (f"{family}2", f"{family}1", f"sanad-{os.urandom(4).hex()}-1"))
    for one in (own, old, foreign):
        one.upsert([1], UNIT[:1])
    assert own.others(family) == [f"{family}1"]
    own.drop_others(own.others(family))
    assert own.others(family) == []
    assert (own.count(), foreign.count()) == (1, 1)
    with pytest.raises(VectorStoreError):
        old.count()
    for one in (own, old, foreign):
        one.close()


def test_exact_vectors_are_followed_without_changing_what_a_search_holds() -> None:
    first = ExactVectors(np.array([1, 2, 5]), UNIT[:3])
    ids = np.array([2, 5, 8])
    assert first.missing(ids) == [8]
    second = first.changed(ids, np.array([8]), UNIT[[0]])
    assert (found(first), found(second)) == ([1, 2, 5], [8, 2, 5])
    emptied = second.changed(ids[:0], ids[:0], UNIT[:0])
    assert (emptied.count(), second.count()) == (0, 3)
    assert found(emptied.changed(ids[:1], ids[:1], UNIT[[0]])) == [2]


def test_vectors_of_another_length_are_refused(tmp_path: Path) -> None:
    made = ChromaVectors.embedded(tmp_path / "vectors", COLLECTION)
    made.upsert([1], UNIT[:1])
    with pytest.raises(VectorStoreError, match=r"dimension.*sanad rebuild"):
        made.upsert([2], np.ones((1, 3), dtype=np.float32))
    made.close()


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://127.0.0.1", "http://", ""])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="SANAD_CHROMA_URL"):
        ChromaVectors.server(url, COLLECTION)


def test_a_server_that_is_not_there_is_an_error() -> None:
    with pytest.raises(VectorStoreError, match="Check that the server runs"):
        ChromaVectors.server(f"http://127.0.0.1:{free_port()}", COLLECTION)


@contextlib.contextmanager
def listening(answer: Callable[[bytes], bytes | None]) -> Iterator[str]:
    """A server that answers each request with ``answer``; ``None`` keeps the client waiting."""
    waiting = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    waiting.append(connection)
                    reply = answer(connection.recv(65_536))
                    if reply is not None:
                        connection.sendall(reply)
                        connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
    for connection in waiting:
        connection.close()
    thread.join(5)


def test_a_server_that_accepts_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.vectors.chroma.CONNECT_TIMEOUT", 0.3)
    with listening(lambda request: None) as url, pytest.raises(VectorStoreError, match="timed out"):
        ChromaVectors.server(url, COLLECTION)


def test_a_server_that_stops_answering_after_its_heartbeat_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.vectors.chroma.CONNECT_TIMEOUT", 0.3)
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
    with listening(lambda request: ok if b"heartbeat" in request else None) as url, pytest.raises(VectorStoreError):
        ChromaVectors.server(url, COLLECTION)


def test_a_server_that_is_not_chroma_is_an_error() -> None:
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with listening(lambda request: missing) as url, pytest.raises(VectorStoreError, match="404"):
        ChromaVectors.server(url, COLLECTION)


@pytest.fixture(scope="module")
def persisted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of 1,200 vectors, enough for Chroma to have written its graph, closed and sealed."""
    directory = tmp_path_factory.mktemp("persisted") / "vectors"
    many = np.random.default_rng(2).normal(size=(1_200, 4)).astype(np.float32)
    made = ChromaVectors.embedded(directory, COLLECTION)
    with health.writing(directory):
        made.upsert(list(range(1_200)), many / np.linalg.norm(many, axis=1, keepdims=True))
    made.close()
    health.settle(directory)
    return directory


@pytest.fixture
def copied(persisted: Path, tmp_path: Path) -> Path:
    """A copy of it, found as it was left."""
    directory = tmp_path / "vectors"
    copy_of(persisted, directory)
    return directory


def copy_of(source: Path, target: Path) -> None:
    for path in [source.with_name("vectors.seal"), *source.rglob("*")]:
        copy = target.parent / path.relative_to(source.parent)
        if path.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
            os.utime(copy, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))


def test_a_directory_as_it_was_left_needs_no_probe(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.vectors.health.PROBE_SECONDS", 0.0)  # a probe would run out of time
    assert health.is_sound(copied, COLLECTION)


@pytest.mark.parametrize("marked", [True, False], ids=["interrupted", "changed"])
@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("data_level0.bin", lambda data: data[: len(data) // 2]),
        ("link_lists.bin", lambda data: b""),
        ("link_lists.bin", lambda data: data[:-2]),
        ("length.bin", lambda data: data[:10]),
        ("header.bin", lambda data: data[:10]),
        ("header.bin", lambda data: b"\xff" * len(data)),
    ],
)
def test_a_torn_graph_is_not_opened(copied: Path, file: str, change: Callable[[bytes], bytes], marked: bool) -> None:
    if marked:
        copied.with_name("vectors.writing").touch()
    damaged(copied, file, change)
    assert not health.is_sound(copied, COLLECTION)


def test_a_database_that_is_garbage_is_not_opened(copied: Path) -> None:
    (copied / "chroma.sqlite3").write_bytes(b"garbage" * 1_000)
    assert not health.is_sound(copied, COLLECTION)


def test_an_interrupted_write_is_probed_and_a_whole_directory_passes(copied: Path) -> None:
    with pytest.raises(KeyError), health.writing(copied):
        os.utime(next(copied.glob("*/header.bin")))
        raise KeyError
    assert copied.with_name("vectors.writing").exists()
    assert not health.is_sound(copied, "no-such-collection")
    assert health.is_sound(copied, COLLECTION)
    assert not copied.with_name("vectors.writing").exists()


def test_a_directory_that_failed_to_open_can_be_opened_once_it_is_emptied(tmp_path: Path) -> None:
    directory = tmp_path / "vectors"
    directory.mkdir()
    (directory / "chroma.sqlite3").write_bytes(b"garbage" * 1_000)
    with pytest.raises(VectorStoreError):
        ChromaVectors.embedded(directory, COLLECTION)
    (directory / "chroma.sqlite3").unlink()
    made = ChromaVectors.embedded(directory, COLLECTION)
    assert made.count() == 0
    made.close()
