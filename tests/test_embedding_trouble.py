"""A library embedded through a server that then misbehaves: searches go on by words, and say so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.models import Filters
from index.settings import Settings
from rag import Sanad
from rag.models import Passage
from tests.corpus import raw
from tests.servers.embeddings import EmbeddingServer, Reply, embedding_server

QUESTION = "What did the report called harbour count?"
NAMES = ("harbour", "market", "glacier")


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with embedding_server() as running:
        yield running


def settings(server: EmbeddingServer, path: Path, *, seconds: float = 2.0) -> Settings:
    return Settings(
        library=path, embedder="openai", embedding_base_url=server.url, embedding_model="hashed", embedding_question_timeout=seconds
    )


@pytest.fixture
def path(server: EmbeddingServer, tmp_path: Path) -> Path:
    """A library that the server has embedded."""
    with Sanad.open(tmp_path / "library", settings=settings(server, tmp_path / "library"), read_only=False) as sanad:
        assert [outcome.reason for outcome in sanad.library.add(raw(name) for name in NAMES)] == ["", "", ""]
    server.requests.clear()
    return tmp_path / "library"


def _first(passages: tuple[Passage, ...]) -> str:
    return passages[0].article.title


@pytest.mark.parametrize(
    ("replies", "seconds", "said"),
    [
        ([Reply(delay=5)], 0.4, "0.4 s"),
        ([Reply(status=500)] * 9, 2.0, "HTTP 500"),
        ([Reply(extra=3)], 9.0, "27 numbers, and those of the library have 24"),
        ([Reply(body=b"<html>not here</html>")], 9.0, "did not answer with embeddings"),
        ([Reply(body=b'{"data": [{"embedding": [1e999' + b", 0" * 23 + b"]}]}")], 9.0, "finite"),
    ],
    ids=["slow", "fails", "wrong dimension", "garbage", "infinite"],
)
def test_a_server_in_trouble_costs_the_vectors_alone_and_is_named(
    server: EmbeddingServer, path: Path, replies: list[Reply], seconds: float, said: str
) -> None:
    with Sanad.open(settings=settings(server, path, seconds=seconds)) as sanad:
        server.script += replies
        found = sanad.find(QUESTION)
        assert _first(found.passages) == "About harbour"
        assert not found.passages[0].scores.get("vectors")
        (notice,) = found.notices
        assert notice.startswith("Searched by words only")
        assert said in notice


def test_a_server_that_is_gone_is_named_too(tmp_path: Path) -> None:
    path = tmp_path / "library"
    with embedding_server() as server, Sanad.open(path, settings=settings(server, path), read_only=False) as sanad:
        list(sanad.library.add(raw(name) for name in NAMES))
    with Sanad.open(settings=settings(server, path)) as sanad:
        found = sanad.find(QUESTION)
        assert _first(found.passages) == "About harbour"
        assert "cannot be reached" in found.notices[0]
        assert "left alone" in sanad.ask(QUESTION).notices[0]


def test_a_server_that_was_never_there_does_not_keep_a_library_shut(server: EmbeddingServer, path: Path) -> None:
    server.script += [Reply(status=400)]
    other = settings(server, path).model_copy(update={"embedding_model": "other"})
    with Sanad.open(settings=other) as sanad:
        found = sanad.find(QUESTION)
        assert _first(found.passages) == "About harbour"
        assert "words only" in found.notices[0]
        assert "HTTP 400" in found.notices[0]


def test_opening_a_library_asks_the_server_nothing(server: EmbeddingServer, path: Path) -> None:
    with Sanad.open(settings=settings(server, path)) as sanad:
        assert server.requests == []
        assert sanad.find(QUESTION).passages[0].scores["vectors"] > 0
    assert len(server.requests) == 1


def test_after_a_failure_the_server_is_left_alone_for_a_while(server: EmbeddingServer, path: Path) -> None:
    with Sanad.open(settings=settings(server, path)) as sanad:
        server.script += [Reply(status=400)]
        notices = [sanad.find(QUESTION).notices[0] for _ in range(3)]
    assert "HTTP 400" in notices[0]
    assert all("left alone" in notice for notice in notices[1:])
    assert len(server.requests) == 1


def test_without_a_server_at_hand_a_narrow_search_works_too(server: EmbeddingServer, path: Path) -> None:
    with Sanad.open(settings=settings(server, path)) as sanad:
        server.script += [Reply(extra=1)]
        found = sanad.find(QUESTION, filters=Filters(languages=("en",)))
        assert _first(found.passages) == "About harbour"
        assert "words only" in found.notices[0]
