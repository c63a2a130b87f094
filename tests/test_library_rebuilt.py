from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.catalog import NewChunk
from index.library import Library
from tests.corpus import FakeEmbedder, add, agrees, body, damaged, nearest, opened, raw, results, worded

Damage = Callable[[Path], None]
DAMAGES: dict[str, tuple[str, Damage]] = {
    "meta.json empty": ("word", lambda path: damaged(path / "lexical", "meta.json", lambda data: b"")),
    "meta.json gone": ("word", lambda path: (path / "lexical/meta.json").unlink()),
    "segment truncated": ("word", lambda path: damaged(path / "lexical", "*.term", lambda data: data[: len(data) // 2])),
    "segment garbage": ("word", lambda path: damaged(path / "lexical", "*.idx", lambda data: b"\7" * len(data))),
    "segment of a few bytes": ("word", lambda path: damaged(path / "lexical", "*.pos", lambda data: data[:5])),
    "segment gone": ("word", lambda path: next((path / "lexical").glob("*.fast")).unlink()),
    "lexical gone": ("word", lambda path: removed(path / "lexical")),
    "chroma database garbage": ("vector", lambda path: damaged(path / "vectors", "chroma.sqlite3", lambda data: b"garbage" * 1_000)),
    "chroma database corrupt inside": (
        "vector",
        lambda path: damaged(path / "vectors", "chroma.sqlite3", lambda data: data[:100] + b"\xff" * len(data)),
    ),
    "chroma database gone": ("vector", lambda path: (path / "vectors/chroma.sqlite3").unlink()),
    "vectors gone": ("vector", lambda path: removed(path / "vectors")),
}


def removed(directory: Path) -> None:
    for path in sorted(directory.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    directory.rmdir()


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_index_is_rebuilt_without_embedding_and_said(tmp_path: Path, name: str) -> None:
    index, damage = DAMAGES[name]
    with opened(tmp_path, FakeEmbedder()) as library:
        add(library, [raw("harvest"), raw("election")])
    damage(tmp_path)
    embedder = FakeEmbedder()
    with opened(tmp_path, embedder) as library:
        assert [notice for notice in library.notices if f"The {index} index" in notice and "rebuilt" in notice]
        assert agrees(library)
        assert worded(library, "harvest") == ["About harvest"]
        assert nearest(library, body("election"))[0] == "About election"
        assert embedder.calls == 0
        assert results(library, raw("volcano")) == ["added"]
    with opened(tmp_path, FakeEmbedder()) as library:
        assert library.notices == []
        assert agrees(library)


def test_an_index_of_another_analyzer_is_rebuilt(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        add(library, [raw("harvest")])
        chunk_ids = library.catalog.chunks.ids()
        codes = [candidate.codes for candidate in library.catalog.chunks.candidates(chunk_ids, None)]
        library.catalog.set_setting("lexical", "0/older")
        with library.catalog.transaction() as connection:
            library.catalog.chunks.recode(connection, chunk_ids[0], NewChunk((), "en", (1, 1, 1), b"older"))
    with opened(tmp_path) as library:
        assert [candidate.codes for candidate in library.catalog.chunks.candidates(chunk_ids, None)] == codes
        assert worded(library, "harvest") == ["About harvest"]
        assert len(library.notices) == 1
    with opened(tmp_path) as library:
        assert library.notices == []


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with opened(tmp_path / "library", FakeEmbedder()) as made:
        yield made


def test_rebuild_makes_both_indexes_anew(library: Library) -> None:
    add(library, [raw("harvest"), raw("election")])
    seen: list[tuple[str, int, int]] = []
    library.rebuild(lambda *step: seen.append(step))
    assert {stage for stage, _, _ in seen} == {"embedding", "words", "vectors"}
    assert all(done <= total for _, done, total in seen)
    assert agrees(library)
    assert worded(library, "harvest") == ["About harvest"]
    assert nearest(library, body("election"))[0] == "About election"
