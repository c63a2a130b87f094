"""The list of articles: what triggers keep, and what is found in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.catalog.facets import facets
from index.catalog.listing import Sought
from index.catalog.schema import MIGRATIONS, migrate
from index.models import Article, article_id, text_version


def make(
    name: str, title: str, *, text: str = "", source: str | None = None, day: str = "", language: str = "en", voice: str = ""
) -> Article:
    origin = f"file:///{name}"
    text = text or f"{title} {name}"
    return Article(
        id=article_id(origin),
        origin=origin,
        text=text,
        version=text_version(text),
        title=title,
        source=source,
        published=date.fromisoformat(day) if day else None,
        language=language,
        added_at=datetime(2025, 1, 1, tzinfo=UTC),
        voice=voice,
    )


FLOOD = make("flood", "Flood in Orsen", source="Meridian Wire", day="2024-11-12")
RIVER = make("river", "River falls", source="Orsen Post", day="2024-11-30", voice=FLOOD.id)
MINISTER = make("minister", "Министр: импорт", source="Вестник", day="2024-12-01", language="ru")
ENERGY = make("energy", "وزارة الطاقة: إتفاق جديد", source="الأفق نيوز", day="2023-01-05", language="ar")
UNDATED = make("undated", "100% of nothing_here [sic]")
ARTICLES = (FLOOD, RIVER, MINISTER, ENERGY, UNDATED)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with closing(Catalog(tmp_path / "catalog.sqlite")) as opened:
        with opened.transaction() as connection:
            for article in ARTICLES:
                opened.articles.save(connection, article, "indexed")
        yield opened


def titles(catalog: Catalog, *, limit: int = 50, offset: int = 0, **sought: object) -> list[str]:
    return [each.title for each in catalog.listing.page(Sought.model_validate(sought), limit=limit, offset=offset)]


def counted(catalog: Catalog, **sought: object) -> dict[str, int]:
    wanted = Sought.model_validate(sought)
    return dict(facets(catalog.listing.cells(wanted), wanted).sources)


def test_pages_follow_each_other_in_order(catalog: Catalog) -> None:
    newest = [MINISTER.title, RIVER.title, FLOOD.title, ENERGY.title, UNDATED.title]
    assert titles(catalog) == newest
    assert titles(catalog, limit=2, offset=2) == newest[2:4]
    assert titles(catalog, ascending=True) == newest[::-1]
    assert titles(catalog, order="title", ascending=True)[:2] == [UNDATED.title, FLOOD.title]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("orsen", [FLOOD, RIVER]),  # a title and an outlet
        ("FLOOD orsen", [FLOOD]),
        ("МИНИСТР", [MINISTER]),
        ("اتفاق", [ENERGY]),  # written with a hamza
        ("الافق", [ENERGY]),
        ("%", [UNDATED]),
        ("g_h", [UNDATED]),
        ("[sic", [UNDATED]),
        ("*", []),
    ],
)
def test_words_are_found_in_any_case_and_stand_for_themselves(catalog: Catalog, words: str, expected: list[Article]) -> None:
    found = {each.id for each in catalog.listing.page(Sought(words=words), limit=50)}
    assert found == {article.id for article in expected}
    assert sum(cell.number for cell in catalog.listing.cells(Sought(words=words))) == len(expected)


def test_choices_narrow_and_each_count_leaves_its_own_choice_out(catalog: Catalog) -> None:
    assert titles(catalog, languages=("en",), months=("2024-11",)) == [RIVER.title, FLOOD.title]
    assert titles(catalog, months=("",)) == [UNDATED.title]
    assert titles(catalog, sources=("",)) == [UNDATED.title]
    sought = Sought(sources=("Orsen Post",))
    found = facets(catalog.listing.cells(sought), sought)
    assert found.total == 1
    assert dict(found.sources) == {"Meridian Wire": 1, "Orsen Post": 1, "Вестник": 1, "الأفق نيوز": 1, "": 1}
    assert dict(found.languages) == {"en": 1}
    assert found.by_month == (("2024-11", (("en", 1),)),)


def test_near_copies_are_counted_and_shown_together(catalog: Catalog) -> None:
    assert titles(catalog, copies=True) == [RIVER.title, FLOOD.title]
    assert [each.copies for each in catalog.listing.page(Sought(group=FLOOD.id), limit=5)] == [1, 1]


def test_what_is_deleted_is_listed_only_where_it_is_asked_for(catalog: Catalog) -> None:
    with catalog.transaction() as connection:
        catalog.articles.delete(connection, [FLOOD.id])
    assert FLOOD.title not in titles(catalog)
    assert titles(catalog, states=("deleted",)) == [FLOOD.title]
    assert "Meridian Wire" not in counted(catalog)
    assert catalog.listing.count() == 4
    with catalog.transaction() as connection:
        catalog.articles.save(connection, FLOOD, "indexed")
    assert counted(catalog)["Meridian Wire"] == 1
    with catalog.transaction() as connection:
        catalog.articles.purge(connection, [FLOOD.id])
    assert catalog.listing.count() == 4
    assert titles(catalog, words="flood") == []


def test_a_newer_version_and_a_return_to_the_older_one_are_listed_as_they_are(catalog: Catalog) -> None:
    newer = make("flood", "Flood in Orsen recedes", source="Meridian Daily", day="2024-12-24")
    for article, title in ((newer, newer.title), (FLOOD, FLOOD.title)):
        with catalog.transaction() as connection:
            catalog.articles.save(connection, article, "embedded")
        assert titles(catalog, states=("embedded",), words="flood") == [title]
        assert sum(counted(catalog).values()) == len(ARTICLES)
    assert "Meridian Daily" not in counted(catalog)


def test_an_older_catalog_is_listed_when_it_is_opened(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "older.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:3])
        connection.execute("ATTACH ? AS newer", (str(tmp_path / "catalog.sqlite"),))
        connection.execute("INSERT INTO article SELECT * FROM newer.article")
        connection.execute("INSERT INTO version SELECT * FROM newer.version")
    with closing(Catalog(path)) as opened:
        assert titles(opened) == titles(catalog)
        assert counted(opened) == counted(catalog)
