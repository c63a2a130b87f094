import sqlite3
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.catalog import Catalog
from index.catalog.schema import MIGRATIONS
from index.errors import CatalogError
from index.models import Article, Filters
from tests.corpus import article, new_chunks

ONE = article("one", "The dam opened. It cost 5 dollars.", source="Courier", published=date(2026, 3, 4))
TWO = article("two", "قال الوزير إن السد جاهز.", source="صدى", language="ar", published=date(2026, 3, 5), url="https://example.org/2")
THREE = article("three", "The river rose. " * 100, published=None)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


def store(catalog: Catalog, *articles: Article) -> list[int]:
    ids = []
    with catalog.transaction() as connection:
        for one in articles:
            catalog.articles.save(connection, one, "indexed")
            ids += catalog.chunks.add(connection, one.id, one.version, new_chunks(one.text))
    return ids


def test_a_new_file_gets_the_newest_schema_and_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    for _ in range(2):
        Catalog(path).close()
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.close()


def test_processes_that_begin_a_catalog_at_once_all_succeed(tmp_path: Path) -> None:
    problems: list[Exception] = []
    barrier = threading.Barrier(6)

    def begin() -> None:
        barrier.wait()
        try:
            Catalog(tmp_path / "catalog.sqlite").close()
        except CatalogError as error:
            problems.append(error)

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(CatalogError, match=r"schema version 99.*Upgrade Sanad"):
        Catalog(path)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize("content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_file_that_is_no_database_is_a_catalog_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(content)
    with pytest.raises(CatalogError, match=r"catalog\.sqlite failed"):
        Catalog(path)
    assert path.read_bytes()[:16] == content[:16]


def test_an_article_comes_back_as_it_was_saved(catalog: Catalog) -> None:
    store(catalog, ONE, TWO, THREE)
    assert [catalog.articles.get(one.id) for one in (ONE, TWO, THREE)] == [ONE, TWO, THREE]
    assert catalog.articles.get("0" * 16) is None


def test_an_older_version_stays_readable(catalog: Catalog) -> None:
    newer = article("one", "The dam opened late.")
    store(catalog, ONE)
    store(catalog, newer)
    assert catalog.articles.get(ONE.id) == newer
    assert catalog.articles.get(ONE.id, ONE.version) == ONE
    assert catalog.articles.get(ONE.id, "no such version") is None
    assert catalog.articles.with_text(ONE.version) is None
    assert catalog.articles.with_text(newer.version) == newer


def test_a_return_to_the_older_text_makes_it_current_again(catalog: Catalog) -> None:
    for one in (ONE, article("one", "The dam opened late."), ONE):
        store(catalog, one)
    assert catalog.articles.get(ONE.id) == ONE


@pytest.mark.parametrize(
    "reference",
    [TWO.id, TWO.id[:4], TWO.origin, "https://example.org/2", "two.txt", "two", "About two"],
)
def test_an_article_is_found_by_what_a_person_calls_it(catalog: Catalog, reference: str) -> None:
    store(catalog, ONE, TWO, THREE)
    assert catalog.articles.find(reference) == (TWO.id,)


@pytest.mark.parametrize("name", ["a", "b", "c", "d", "e", "f", "1", "dead", "100%", "a_b", "تقرير السد", "my report"])
def test_a_file_name_finds_that_file_only(catalog: Catalog, tmp_path: Path, name: str) -> None:
    wanted = article("x").model_copy(update={"origin": (tmp_path / f"{name}.txt").as_uri()})
    others = [article(f"other {number}", f"Text {number}.") for number in range(40)]  # ids begin with every digit
    store(catalog, *others, wanted)
    assert catalog.articles.find(name) == (wanted.id,)


def test_articles_are_found_by_the_names_of_their_files_all_at_once(catalog: Catalog, tmp_path: Path) -> None:
    named = article("x").model_copy(update={"origin": (tmp_path / "تقرير السد.txt").as_uri()})
    store(catalog, ONE, TWO, named)
    assert catalog.articles.named(["two", "تقرير السد", "tw", "three"]) == {"two": (TWO.id,), "تقرير السد": (named.id,)}
    assert catalog.articles.named(["two.txt"]) == {"two.txt": (TWO.id,)}


@pytest.mark.parametrize("reference", ["", "%", "_", "no such", "\udcff", "'; DROP TABLE article; --"])
def test_what_names_nothing_finds_nothing(catalog: Catalog, reference: str) -> None:
    store(catalog, ONE, TWO)
    assert catalog.articles.find(reference) == ()


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {ONE.id, TWO.id, THREE.id}),
        (Filters(languages=("ar", "fr")), {TWO.id}),
        (Filters(sources=("Courier", "صدى")), {ONE.id, TWO.id}),
        (Filters(articles=(THREE.id,)), {THREE.id}),
        (Filters(published_from=date(2026, 3, 5)), {TWO.id}),
        (Filters(published_to=date(2026, 3, 4)), {ONE.id}),
        (Filters(published_from=date(2026, 3, 4), published_to=date(2026, 3, 5), languages=("en",)), {ONE.id}),
        (Filters(sources=("' OR 1 --",)), set()),
    ],
)
def test_filters_select_articles_and_their_chunks(catalog: Catalog, filters: Filters, expected: set[str]) -> None:
    ids = store(catalog, ONE, TWO, THREE)
    assert set(catalog.articles.ids(filters)) == expected
    assert {summary.id for summary in catalog.articles.list(filters=filters)} == expected
    for found in (catalog.chunks.selected(filters, limit=100), catalog.chunks.matching(ids, filters)):
        assert {chunk.article_id for chunk in catalog.chunks.stored(found)} == expected


def test_lists_begin_with_the_newest_and_end_with_the_undated(catalog: Catalog) -> None:
    store(catalog, THREE, ONE, TWO)
    assert [summary.id for summary in catalog.articles.list()] == [TWO.id, ONE.id, THREE.id]
    assert [summary.id for summary in catalog.articles.list(limit=1, offset=1)] == [ONE.id]
    assert [summary.chunks for summary in catalog.articles.list()] == [1, 1, 2]


def test_counts_are_by_language_source_or_state(catalog: Catalog) -> None:
    store(catalog, ONE, TWO, THREE)
    assert catalog.articles.count_by("language") == {"en": 2, "ar": 1}
    assert catalog.articles.count_by("source") == {"": 1, "Courier": 1, "صدى": 1}
    assert catalog.articles.count_by("state") == {"indexed": 3}


def test_a_deleted_article_is_out_of_sight_and_can_still_be_cited(catalog: Catalog) -> None:
    store(catalog, ONE, TWO)
    with catalog.transaction() as connection:
        catalog.articles.delete(connection, [ONE.id])
    assert catalog.articles.ids() == (TWO.id,)
    assert catalog.articles.find(ONE.id) == ()
    assert catalog.articles.stored(ONE.id) is None
    assert catalog.articles.deleted() == (ONE.id,)
    assert catalog.articles.get(ONE.id, ONE.version) == ONE
    store(catalog, ONE)
    assert catalog.articles.deleted() == ()


def test_purging_an_article_takes_versions_chunks_and_vectors_with_it(catalog: Catalog, tmp_path: Path) -> None:
    ids = store(catalog, ONE, TWO)
    number = catalog.vectors.embedder("model", 2)
    with catalog.transaction() as connection:
        catalog.vectors.save(connection, number, ids, np.eye(2, dtype=np.float32))
    with catalog.transaction() as connection:
        catalog.articles.purge(connection, [ONE.id])
    assert catalog.chunks.ids() == catalog.vectors.read(number)[0].tolist() == ids[1:]
    assert catalog.articles.get(ONE.id, ONE.version) is None


def test_a_chunk_id_is_never_used_again(catalog: Catalog) -> None:
    first = store(catalog, ONE)
    with catalog.transaction() as connection:
        catalog.articles.purge(connection, [ONE.id])
    assert min(store(catalog, ONE)) > max(first)


def test_a_number_of_an_embedder_is_never_used_again(catalog: Catalog) -> None:
    first = catalog.vectors.embedder("a", 2)
    second = catalog.vectors.embedder("b", 2)
    with catalog.transaction() as connection:
        catalog.vectors.forget_others(connection, first)
    assert catalog.vectors.embedder("a", 2) == first
    assert catalog.vectors.embedder("c", 2) > second


def test_vectors_are_read_by_id_for_one_embedder(catalog: Catalog) -> None:
    ids = store(catalog, ONE, TWO)
    number = catalog.vectors.embedder("model", 2)
    vectors = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    with catalog.transaction() as connection:
        catalog.vectors.save(connection, number, ids, vectors)
    found, values = catalog.vectors.read(number, [ids[1], 999])
    assert found.tolist() == [ids[1]]
    np.testing.assert_array_equal(values, vectors[1:])
    assert catalog.vectors.read(number + 1)[1].shape == (0, 0)
    assert catalog.chunks.ids(without_vector_of=number) == []
    assert catalog.chunks.ids(without_vector_of=number + 1) == ids


def test_candidates_carry_spans_that_quote_the_text(catalog: Catalog) -> None:
    ids = store(catalog, ONE, THREE)
    texts = {one.id: one for one in (ONE, THREE)}
    found = catalog.chunks.candidates([*reversed(ids), 999], None)
    assert [candidate.chunk.id for candidate in found] == ids
    assert texts[ONE.id].quote(found[0].chunk.sentences[1]) == "It cost 5 dollars."
    assert found[0].vector is None
    assert catalog.chunks.totals().chunks == len(ids)


def test_more_ids_than_one_statement_holds_are_read(catalog: Catalog) -> None:
    ids = store(catalog, ONE)
    assert len(catalog.chunks.candidates([*ids, *range(10_000, 80_000)], None)) == 1


def test_a_block_that_raises_keeps_nothing(catalog: Catalog) -> None:
    with pytest.raises(KeyError), catalog.transaction() as connection:
        catalog.articles.save(connection, ONE, "read")
        raise KeyError
    assert catalog.articles.get(ONE.id) is None
    store(catalog, ONE)
    assert catalog.articles.get(ONE.id) == ONE


def test_a_refused_row_is_a_catalog_error_and_the_next_transaction_works(catalog: Catalog) -> None:
    with pytest.raises(CatalogError), catalog.transaction() as connection:
        catalog.chunks.add(connection, "no such article", "1", new_chunks(ONE.text))
    store(catalog, ONE)
    assert catalog.chunks.count() == 1


def test_threads_read_whole_articles_while_another_writes(catalog: Catalog) -> None:
    store(catalog, ONE)
    problems: list[str] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            ids = catalog.chunks.ids()
            if len(ids) % 2 == 0:  # each transaction below adds two
                problems.append(f"{len(ids)} chunks")
            if catalog.articles.get(ONE.id) != ONE:
                problems.append("another article")

    watchers = [threading.Thread(target=watch) for _ in range(4)]
    for watcher in watchers:
        watcher.start()
    for number in range(30):
        store(catalog, article(f"new {number}", "The river rose. " * 100))
    done.set()
    for watcher in watchers:
        watcher.join()
    assert problems == []


def test_settings_and_the_library_id_are_remembered(tmp_path: Path) -> None:
    first = Catalog(tmp_path / "catalog.sqlite")
    assert first.setting("analyzer") is None
    first.set_setting("analyzer", "1")
    first.set_setting("analyzer", "2")
    identity = first.library_id()
    first.close()
    again = Catalog(tmp_path / "catalog.sqlite")
    assert (again.setting("analyzer"), again.library_id()) == ("2", identity)
    again.close()
