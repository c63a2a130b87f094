"""What was read before: files, addresses, raw texts and signatures."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.copies import signature
from index.models import Article, ArticleState, RawArticle
from tests.corpus import article

ONE, TWO = article("one", "The dam opened."), article("two", "The river rose.")
WORDS = [f"word{number}" for number in range(300)]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = Catalog(tmp_path / "catalog.sqlite")
    yield made
    made.close()


def save(catalog: Catalog, *articles: Article, state: ArticleState = "indexed") -> None:
    with catalog.transaction() as connection:
        for one in articles:
            catalog.articles.save(connection, one, state)


def read(catalog: Catalog, uri: str, digest: str, *articles: str) -> None:
    with catalog.transaction() as connection:
        catalog.files.save(connection, uri, digest, articles)


class TestFiles:
    def test_a_file_read_with_this_very_digest_is_known(self, catalog: Catalog) -> None:
        save(catalog, ONE, TWO)
        read(catalog, "file:///a", "1", ONE.id, TWO.id)
        assert catalog.files.unchanged("file:///a", "1") == (ONE.id, TWO.id)
        assert catalog.files.unchanged("file:///a", "2") is None
        assert catalog.files.unchanged("file:///b", "1") is None
        read(catalog, "file:///a", "2", ONE.id)
        assert catalog.files.unchanged("file:///a", "1") is None
        assert catalog.files.unchanged("file:///a", "2") == (ONE.id,)

    def test_it_is_read_again_when_an_article_is_not_wholly_there(self, catalog: Catalog) -> None:
        save(catalog, ONE, TWO)
        read(catalog, "file:///a", "1", ONE.id, TWO.id)
        save(catalog, TWO, state="cleaned")
        assert catalog.files.unchanged("file:///a", "1") is None
        save(catalog, TWO)
        with catalog.transaction() as connection:
            catalog.articles.delete(connection, [ONE.id])
        assert catalog.files.unchanged("file:///a", "1") is None
        read(catalog, "file:///empty", "1")
        assert catalog.files.unchanged("file:///empty", "1") is None

    def test_files_are_found_below_a_directory_and_forgotten(self, catalog: Catalog) -> None:
        for uri in ("file:///news/a", "file:///news/b/c", "file:///newspaper/a", "file:///n%25"):
            read(catalog, uri, "1", ONE.id)
        assert list(catalog.files.below("file:///news/")) == ["file:///news/a", "file:///news/b/c"]
        assert list(catalog.files.below("file:///n%25")) == ["file:///n%25"]
        with catalog.transaction() as connection:
            catalog.files.forget(connection, ["file:///news/a"])
        assert list(catalog.files.below("file:///news/")) == ["file:///news/b/c"]


def test_addresses_are_asked_with_what_they_answered_last(catalog: Catalog) -> None:
    assert catalog.addresses.recall("https://example.org/") == (None, None)
    catalog.addresses.remember({"https://example.org/": ('"a"', None), "https://example.org/2": (None, "Wed, 03 Dec 2025")})
    catalog.addresses.remember({"https://example.org/": ('W/"b"', None)})
    assert catalog.addresses.recall("https://example.org/") == ('W/"b"', None)
    assert catalog.addresses.recall("https://example.org/2") == (None, "Wed, 03 Dec 2025")


class TestRaw:
    RAW = RawArticle(
        origin=ONE.origin,
        text="The\f dam\u200b opened.\r\n" * 100,
        published=date(2026, 3, 4),
        published_at=datetime(2026, 3, 4, 5, tzinfo=UTC),
        found={"published": "json-ld"},
    )

    def test_it_comes_back_as_it_was_read_and_takes_little_room(self, catalog: Catalog) -> None:
        with catalog.transaction() as connection:
            digest = catalog.raw.save(connection, self.RAW)
            assert catalog.raw.save(connection, self.RAW) == digest
            catalog.articles.save(connection, ONE, "indexed", raw=digest)
            (size,) = connection.execute("SELECT sum(length(content)) FROM raw").fetchone()
        assert catalog.raw.of_article(ONE.id) == self.RAW
        assert size < len(self.RAW.text) / 2
        assert catalog.raw.of_article(TWO.id) is None

    def test_purging_takes_it_unless_another_version_was_read_from_the_same(self, catalog: Catalog) -> None:
        with catalog.transaction() as connection:
            digest = catalog.raw.save(connection, self.RAW)
            for one in (ONE, TWO):
                catalog.articles.save(connection, one, "indexed", raw=digest)
            catalog.articles.purge(connection, [ONE.id])
        assert catalog.raw.of_article(TWO.id) == self.RAW
        with catalog.transaction() as connection:
            catalog.articles.purge(connection, [TWO.id])
            assert connection.execute("SELECT count(*) FROM raw").fetchone() == (0,)


class TestCopies:
    def kept(self, catalog: Catalog, one: Article, words: list[str]) -> None:
        save(catalog, one)
        with catalog.transaction() as connection:
            catalog.copies.save(connection, one.id, signature(words))

    def nearest(self, catalog: Catalog, identity: str, words: list[str]) -> str | None:
        found = signature(words)
        assert found is not None
        with catalog.transaction() as connection:
            return catalog.copies.nearest(connection, identity, found)

    def test_the_most_alike_is_found_and_never_itself(self, catalog: Catalog) -> None:
        self.kept(catalog, ONE, WORDS)
        self.kept(catalog, TWO, [*WORDS[:280], *(f"new{number}" for number in range(40))])
        assert self.nearest(catalog, "new", WORDS) == ONE.id
        assert self.nearest(catalog, ONE.id, WORDS) == TWO.id
        assert self.nearest(catalog, "new", list(reversed(WORDS))) is None

    def test_a_changed_text_is_found_by_its_new_words_only(self, catalog: Catalog) -> None:
        self.kept(catalog, ONE, WORDS)
        self.kept(catalog, ONE, list(reversed(WORDS)))
        assert self.nearest(catalog, "new", WORDS) is None
        assert self.nearest(catalog, "new", list(reversed(WORDS))) == ONE.id
        self.kept(catalog, ONE, ["short"])
        assert self.nearest(catalog, "new", list(reversed(WORDS))) is None

    def test_voices_of_more_than_one_are_listed_without_the_deleted(self, catalog: Catalog) -> None:
        copy = TWO.model_copy(update={"voice": ONE.id})
        save(catalog, ONE, copy)
        assert catalog.copies.of_voice([ONE.id, TWO.id]) == {ONE.id: tuple(sorted([ONE.id, TWO.id]))}
        with catalog.transaction() as connection:
            catalog.articles.delete(connection, [ONE.id])
        assert catalog.copies.of_voice([ONE.id]) == {}

    def test_who_leaves_a_voice_leaves_the_others_together(self, catalog: Catalog) -> None:
        others = [article(name).model_copy(update={"voice": ONE.id}) for name in ("three", "four")]
        save(catalog, ONE, *others)
        with catalog.transaction() as connection:
            catalog.copies.leave(connection, ONE.id)
            catalog.copies.leave(connection, "nobody")
        voices = {one.id: one.voice for one in catalog.articles.list()}
        assert voices == {ONE.id: ONE.id, **dict.fromkeys((one.id for one in others), min(one.id for one in others))}
