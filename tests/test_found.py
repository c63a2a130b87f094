"""What sources stand for, and which files are gone."""

from pathlib import Path

import pytest

from index.catalog import CATALOG_FILE, Catalog
from index.found import expected, found, vanished
from index.readers.source import Source, Unreadable


@pytest.fixture
def directory() -> Path:
    there = Path("there").absolute()
    there.mkdir()
    for name in ("a.txt", "b.html.gz", ".hidden.txt", "c.exe"):
        (there / name).write_text("x")
    return there


def _names(*sources: object) -> list[str]:
    return [Path(one.origin).name for one in found([str(source) for source in sources])]


def test_a_directory_stands_for_what_may_be_read_in_it(directory: Path) -> None:
    (directory / "deep" / "er").mkdir(parents=True)
    (directory / "deep" / "er" / "d.PDF").write_text("x")
    (directory / ".git").mkdir()
    (directory / ".git" / "e.txt").write_text("x")
    library = directory / "library"
    library.mkdir()
    (library / CATALOG_FILE).touch()
    (library / "meta.json").touch()
    assert _names(directory) == ["a.txt", "b.html.gz", "d.PDF"]
    assert _names(directory / "c.exe") == ["c.exe"], "what is named is taken"


def test_what_cannot_be_looked_at_is_said(directory: Path) -> None:
    missing, address = found([str(directory / "none.txt"), "https://example.org/a"])
    assert isinstance(missing, Unreadable)
    assert "none.txt does not exist" in missing.reason
    assert isinstance(address, Source)
    assert address.is_address


def test_a_table_is_expected_to_hold_an_article_a_line(directory: Path) -> None:
    table = directory / "t.csv"
    table.write_text("title,text\n" + "One,Two three four.\n" * 20_000)
    assert 19_000 < expected(Source.of_file(table)) < 21_000
    assert expected(Source.of_file(directory / "a.txt")) == 1


def test_only_what_is_really_gone_has_vanished(directory: Path, tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    files = {name: (directory / name).as_uri() for name in ("a.txt", "gone.txt", "twin.txt")}
    with catalog.transaction() as connection:
        catalog.files.save(connection, files["a.txt"], "1", ["kept"])
        catalog.files.save(connection, files["gone.txt"], "1", ["lost"])
        catalog.files.save(connection, files["twin.txt"], "1", ["kept"])
        catalog.files.save(connection, (directory.parent / "elsewhere" / "x.txt").as_uri(), "1", ["other"])
    assert vanished(catalog, [directory]) == {files["gone.txt"]: ("lost",), files["twin.txt"]: ()}
    directory.rename(directory.with_name("moved"))
    assert vanished(catalog, [directory]) == {}
    catalog.close()
