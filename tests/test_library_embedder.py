from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import EmbeddingError
from index.library import Library
from index.vectors.chroma import ChromaVectors
from tests.corpus import FakeEmbedder, body, counts, nearest, opened, raw, worded

NAMES = [f"article {number}" for number in range(12)]
FIRST, SECOND = FakeEmbedder(length=3, size=16), FakeEmbedder(length=1, size=8)


def add(library: Library, *names: str) -> list[str]:
    return [outcome.reason for outcome in library.add(raw(name) for name in names)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library embedded by the first embedder."""
    with opened(tmp_path / "library", FIRST) as library:
        add(library, *NAMES)
    return tmp_path / "library"


def fingerprints(library: Library) -> dict[int, int]:
    """How many chunks have a vector, by the vector's length."""
    found: dict[int, int] = {}
    for size in (16, 8):
        number = library.catalog.vectors.embedder(f"fake-{3 if size == 16 else 1}-{size}", size)
        found[size] = library.catalog.vectors.count(number)
    return found


def test_the_two_embedders_rank_differently() -> None:
    texts = [body(name) for name in NAMES]
    orders = [np.argsort(-(one.embed_passages(texts) @ one.embed_question(texts[0]))).tolist() for one in (FIRST, SECOND)]
    assert orders[0][0] == orders[1][0] == 0
    assert orders[0] != orders[1]


def test_another_embedder_is_noticed_and_its_vectors_are_not_mixed_with_the_old(path: Path) -> None:
    with opened(path, SECOND) as library:
        assert library.needs_refresh
        assert library.vectors is None
        assert library.embedder_number is None
        assert any("embedder changed" in notice for notice in library.notices)
        assert worded(library, "report")
    with opened(path, FIRST) as library:  # nothing was lost by looking
        assert not library.needs_refresh
        assert nearest(library, body(NAMES[3]))[0] == f"About {NAMES[3]}"


def test_a_refresh_embeds_everything_once_and_forgets_the_old_vectors(path: Path) -> None:
    embedder = FakeEmbedder(length=1, size=8)
    with opened(path, embedder) as library:
        steps: list[tuple[str, int, int]] = []
        library.refresh(lambda *step: steps.append(step))
        assert embedder.calls == library.catalog.chunks.count()
        assert ("embedding", embedder.calls, embedder.calls) in steps
        assert not library.needs_refresh
        assert fingerprints(library) == {16: 0, 8: library.catalog.chunks.count()}
        found = nearest(library, body(NAMES[5]))
        assert found[0] == f"About {NAMES[5]}"
        texts = [body(name) for name in NAMES]
        order = np.argsort(-(embedder.embed_passages(texts) @ embedder.embed_question(texts[5])))[:5]
        assert found == [f"About {NAMES[number]}" for number in order]
    with opened(path, FakeEmbedder(length=1, size=8)) as library:
        assert library.notices == []
        assert len(set(counts(library))) == 1


def test_adding_with_another_embedder_refreshes_first(path: Path) -> None:
    with opened(path, FakeEmbedder(length=1, size=8)) as library:
        add(library, "new")
        assert not library.needs_refresh
        assert fingerprints(library) == {16: 0, 8: len(NAMES) + 1}
        assert len(set(counts(library))) == 1


def test_an_interrupted_refresh_goes_on_where_it_stopped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.writer.BATCH", 5)

    class Interrupted(FakeEmbedder):
        def _passages(self, texts: list[str]) -> NDArray[Any]:
            if self.calls >= 5:
                raise KeyboardInterrupt
            return super()._passages(texts)

    with pytest.raises(KeyboardInterrupt), opened(path, Interrupted(length=1, size=8)) as library:
        library.refresh()
    with opened(path, FakeEmbedder(length=1, size=8)) as library:
        assert library.needs_refresh
        assert library.vectors is None
        assert fingerprints(library) == {16: len(NAMES), 8: 5}
    embedder = FakeEmbedder(length=1, size=8)
    with opened(path, embedder) as library:
        library.refresh()
        assert embedder.calls == len(NAMES) - 5
        assert fingerprints(library) == {16: 0, 8: len(NAMES)}
        assert len(set(counts(library))) == 1


def test_back_and_forth_between_embedders_finds_what_each_would(path: Path) -> None:
    for length, size in ((1, 8), (3, 16), (1, 8)):
        with opened(path, FakeEmbedder(length=length, size=size)) as library:
            library.refresh()
            assert nearest(library, body(NAMES[7]))[0] == f"About {NAMES[7]}"
            assert len(set(counts(library))) == 1


def test_an_embedder_that_fails_leaves_articles_found_by_words_and_a_later_run_finishes_them(tmp_path: Path) -> None:
    with opened(tmp_path, FakeEmbedder(broken=True)) as library:
        assert all("words only" in reason and "Mend it" in reason for reason in add(library, "one", "two"))
        assert library.catalog.articles.count_by("state") == {"cleaned": 2}
        assert len(worded(library, "report")) == 2
        assert library.catalog.articles.list()[0].problem
        assert ["words only" in reason for reason in add(library, "one")] == [True]
    with opened(tmp_path, FakeEmbedder()) as library:
        assert any("no vectors" in notice for notice in library.notices)
        assert [outcome.result for outcome in library.add([raw("one")])] == ["unchanged"]
        assert library.catalog.articles.count_by("state") == {"indexed": 2}
        assert nearest(library, body("two"))[0] == "About two"
        assert counts(library) == (2, 2, 2)


def test_an_update_whose_embedding_failed_replaces_the_old_text_all_the_same(path: Path) -> None:
    with opened(path, FakeEmbedder(broken=True)) as library:
        list(library.add([raw(NAMES[0], "The zeppelin landed.")]))
        assert worded(library, "zeppelin") == [f"About {NAMES[0]}"]
        catalog, lexical, vectors = counts(library)
        assert (catalog, lexical, vectors) == (len(NAMES), len(NAMES), len(NAMES) - 1)
    with opened(path, FIRST) as library:
        list(library.add([]))
        assert len(set(counts(library))) == 1


def test_a_refresh_that_fails_keeps_the_old_vectors(path: Path) -> None:
    with opened(path, FakeEmbedder(length=1, size=8, broken=True)) as library, pytest.raises(EmbeddingError):
        library.refresh()
    with opened(path, FIRST) as library:
        assert not library.needs_refresh
        assert len(set(counts(library))) == 1


def test_while_a_new_embedder_cannot_be_reached_articles_are_stored_by_words_and_embedded_later(path: Path) -> None:
    with opened(path, FakeEmbedder(length=1, size=8, broken=True)) as library:
        assert all("words only" in reason and "Mend it" in reason for reason in add(library, "new", "newer"))
        assert all("words only" in reason for reason in add(library, "newest"))
        assert library.catalog.articles.count_by("state") == {"indexed": len(NAMES), "cleaned": 3}
        assert worded(library, "newest")[0] == "About newest"
        assert fingerprints(library) == {16: len(NAMES), 8: 0}
    with opened(path, SECOND) as library:
        assert add(library, "last") == [""]
        assert library.catalog.articles.count_by("state") == {"indexed": len(NAMES) + 4}
        assert len(set(counts(library))) == 1


def test_what_another_embedder_left_in_chroma_is_removed(path: Path) -> None:
    def collections() -> list[str]:
        made = ChromaVectors.embedded(path / "vectors", "sanad-probe")
        names = made.others("")
        made.drop()
        made.close()
        return names

    with opened(path, FIRST) as library:
        name = collections()[0]
        library.delete(library.catalog.articles.ids(), purge=True)
    with opened(path, SECOND) as library:  # in force at once, there being nothing to embed
        add(library, "new")
        assert nearest(library, body("new")) == ["About new"]
    assert len(collections()) == 1
    assert collections() != [name]
    with opened(path, SECOND) as library:
        assert library.notices == []


@pytest.fixture
def mixed(path: Path) -> Iterator[Path]:
    """The library after a run without an embedder that added, replaced and deleted."""
    with opened(path) as library:
        add(library, "new")
        list(library.add([raw(NAMES[0], "The zeppelin landed.")]))
        library.delete([library.article(NAMES[1]).id])
    yield path


def test_what_was_added_without_an_embedder_is_noticed_and_embedded_by_a_rebuild(mixed: Path) -> None:
    with opened(mixed, FIRST) as library:
        assert any("2 passages have no vectors" in notice for notice in library.notices)
        assert nearest(library, body(NAMES[1]))[0] != f"About {NAMES[1]}"
        library.rebuild()
        assert len(set(counts(library))) == 1
        assert nearest(library, body("new"))[0] == "About new"
    with opened(mixed, FIRST) as library:
        assert library.notices == []


def test_a_reader_beside_a_writer_has_the_vectors_of_its_embedder_only(path: Path) -> None:
    with opened(path, FIRST):
        with opened(path, FakeEmbedder(), read_only=True) as reader:
            assert nearest(reader, body(NAMES[2]))[0] == f"About {NAMES[2]}"
        with opened(path, SECOND, read_only=True) as reader:
            assert reader.vectors is None
            assert worded(reader, "report")
