"""A catalog made by an older Sanad becomes a current one and keeps what it holds."""

import sqlite3
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.catalog.schema import MIGRATIONS
from index.models import Filters


@pytest.mark.parametrize("made_by", range(1, len(MIGRATIONS)))
def test_an_older_catalog_is_brought_up_to_date(tmp_path: Path, made_by: int) -> None:
    path = tmp_path / "catalog.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript("".join(MIGRATIONS[:made_by]))
    connection.execute("INSERT INTO article (id, origin, version, state, voice) VALUES ('a', 'file:///a', 'v', 'indexed', 'a')")
    said = "article_id, version, title, source, language, passages, pages, found, added_at, text"
    connection.execute(f"INSERT INTO version ({said}) VALUES ('a', 'v', 'Dam', 'Courier', 'en', '[]', '[]', '{{}}', '2026-01-01', 'Dam.')")
    chunk = "article_id, version, language, sentences, words, grams, bridge, codes"
    connection.execute(f"INSERT INTO chunk ({chunk}) VALUES ('a', 'v', 'en', x'', 1, 1, 1, x'')")
    connection.execute(f"PRAGMA user_version = {made_by}")
    connection.commit()
    connection.close()
    catalog = Catalog(path)
    assert catalog.chunks.selected(Filters(sources=("Courier",)), limit=5) == [1]
    assert catalog.chunks.selected(Filters(sources=("Gazette",)), limit=5) == []
    catalog.close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    connection.close()
