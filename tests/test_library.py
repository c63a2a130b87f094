import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import CatalogError, LibraryError, LibraryLockedError, NotFoundError
from index.library import Library
from index.models import RawArticle, article_id
from index.readers.source import Unreadable
from tests.corpus import FakeEmbedder, add, agrees, body, counts, nearest, opened, raw, results, worded

CHILD = """
import json, sys
from pathlib import Path
from tests.corpus import FakeEmbedder, nearest, opened, worded

with opened(Path(sys.argv[1]), FakeEmbedder(), read_only=True) as library:
    sys.stdout.write(json.dumps([worded(library, sys.argv[2]), nearest(library, sys.argv[2])]))
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with opened(tmp_path / "library", FakeEmbedder()) as made:
        yield made


def test_an_added_article_is_found_by_words_and_by_vector(library: Library) -> None:
    outcome = add(library, [raw("harvest"), raw("election")])[0]
    assert (outcome.result, outcome.article_id, outcome.title, outcome.chunks) == (
        "added",
        article_id(raw("harvest").origin),
        "About harvest",
        1,
    )
    assert worded(library, "harvest") == ["About harvest"]
    assert nearest(library, body("election"))[0] == "About election"
    assert agrees(library)
    assert library.notices == []


def test_the_same_again_is_unchanged_and_another_text_is_an_update(library: Library) -> None:
    assert results(library, raw("one"), raw("two")) == ["added", "added"]
    before = library.catalog.chunks.ids()
    assert results(library, raw("one"), raw("two", "A new text about glaciers.")) == ["unchanged", "updated"]
    assert set(library.catalog.chunks.ids()) & set(before) == {before[0]}
    assert agrees(library)


@pytest.mark.parametrize("apart", [0, 100], ids=["beside", "in another batch"])
def test_the_same_text_from_another_origin_is_a_duplicate(library: Library, apart: int) -> None:
    between = [raw(f"filler {number}") for number in range(apart)]
    outcomes = add(library, [raw("one", body("same")), *between, raw("copy", body("same"))])
    assert (outcomes[-1].result, outcomes[-1].article_id) == ("duplicate", outcomes[0].article_id)
    assert library.catalog.articles.get(article_id(raw("copy").origin)) is None


def test_the_same_origin_twice_in_one_run_ends_as_the_last(library: Library) -> None:
    assert results(library, raw("one"), raw("one"), raw("one", "The second text.")) == ["added", "unchanged", "updated"]
    assert library.article("one").text == "The second text."
    assert agrees(library)


def test_what_cannot_be_stored_is_reported_in_its_place_and_the_rest_is_stored(library: Library) -> None:
    unreadable = Unreadable(origin="file:///x.txt", reason="x.txt is empty.", remedy="Remove it.")
    outcomes = add(library, [raw("one"), unreadable, raw("marks", "... !!!"), raw("long", "word " * 500_000), raw("two")])
    assert [outcome.result for outcome in outcomes] == ["added", "failed", "failed", "failed", "added"]
    assert (outcomes[1].reason, outcomes[1].remedy) == ("x.txt is empty.", "Remove it.")
    assert "holds no words" in outcomes[2].reason
    assert "2,500,000" not in outcomes[2].reason
    assert "one article may hold 2,000,000" in outcomes[3].reason
    assert all(outcome.remedy for outcome in outcomes if outcome.result == "failed")


def test_a_new_title_is_found_and_the_chunks_stay(library: Library) -> None:
    add(library, [raw("one")])
    before = library.catalog.chunks.candidates(library.catalog.chunks.ids(), None)
    assert results(library, raw("one", title="Zeppelin landing", source="Courier")) == ["updated"]
    after = library.catalog.chunks.candidates(library.catalog.chunks.ids(), None)
    assert [candidate.chunk for candidate in after] == [candidate.chunk for candidate in before]
    assert [candidate.codes for candidate in after] != [candidate.codes for candidate in before]
    assert worded(library, "zeppelin") == ["Zeppelin landing"]
    assert library.article("one").source == "Courier"
    assert agrees(library)


def test_a_replaced_version_stays_readable_and_is_no_longer_found(library: Library) -> None:
    first = add(library, [raw("one", "The zeppelin landed in Kadrun.")])[0]
    old = library.article("one")
    add(library, [raw("one", "The glacier melted in Orsen.")])
    assert library.article("one", old.version).text == "The zeppelin landed in Kadrun."
    assert (worded(library, "zeppelin"), worded(library, "glacier")) == ([], ["About one"])
    assert len(nearest(library, "zeppelin")) == 1
    assert first.article_id == library.article("one").id
    assert agrees(library)


def test_a_return_to_the_first_text_is_an_update_too(library: Library) -> None:
    texts = ["The zeppelin landed.", "The glacier melted.", "The zeppelin landed."]
    assert [results(library, raw("one", text))[0] for text in texts] == ["added", "updated", "updated"]
    assert worded(library, "zeppelin") == ["About one"]
    assert agrees(library)


def test_a_deleted_article_is_gone_and_can_come_back(library: Library) -> None:
    add(library, [raw("one"), raw("two")])
    identity = article_id(raw("one").origin)
    assert library.delete([identity, identity, "unknown"]) == 1
    assert worded(library, "report") == ["About two"]
    with pytest.raises(NotFoundError, match=r"no article 'one'.*sanad list"):
        library.article("one")
    assert agrees(library)
    assert results(library, raw("one")) == ["added"]
    assert sorted(worded(library, "report")) == ["About one", "About two"]
    assert agrees(library)


def test_a_reference_that_fits_several_names_them(library: Library) -> None:
    add(library, [raw("a/report", body("a")), raw("b/report", body("b"))])
    with pytest.raises(NotFoundError) as caught:
        library.article("report")
    assert all(identity in caught.value.message for identity in library.catalog.articles.ids())


def test_more_than_a_batch_is_added_in_order(library: Library) -> None:
    names = [f"article {number}" for number in range(150)]
    outcomes = add(library, (raw(name) for name in names))
    assert [outcome.title for outcome in outcomes] == [f"About {name}" for name in names]
    assert counts(library) == (150, 150, 150)


def test_nothing_is_read_ahead_of_a_batch(library: Library) -> None:
    read = 0

    def items() -> Iterator[RawArticle]:
        nonlocal read
        for number in range(1_000):
            read += 1
            yield raw(f"article {number}")

    next(library.add(items()))
    assert read < 100


def test_without_an_embedder_articles_are_found_by_words(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        assert results(library, raw("one")) == ["added"]
        assert worded(library, "report") == ["About one"]
        assert library.vectors is None
        assert not library.needs_refresh
        assert library.catalog.articles.count_by("state") == {"indexed": 1}


def test_a_library_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(LibraryError, match="no library"):
            opened(path, read_only=True)
    with pytest.raises(LibraryError, match="cannot be a library"):
        opened(tmp_path / "file")
    assert not (tmp_path / "missing").exists()


def test_a_library_with_a_bad_catalog_is_refused_and_let_go(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"garbage" * 1_000)
    with pytest.raises(CatalogError) as first:
        opened(tmp_path)
    (tmp_path / "catalog.sqlite").unlink()
    opened(tmp_path).close()  # the lock is free although the error is still held
    assert "restore it from a backup" in first.value.remedy


def test_a_second_writer_is_refused_by_name_and_a_reader_answers_the_same(library: Library) -> None:
    add(library, [raw(name) for name in ("harvest", "election", "volcano")])
    with pytest.raises(LibraryLockedError, match=r"in use by process \d+"):
        opened(library.path, FakeEmbedder())
    with opened(library.path, FakeEmbedder(), read_only=True) as reader:
        assert (worded(reader, "election"), nearest(reader, body("volcano"))) == (
            worded(library, "election"),
            nearest(library, body("volcano")),
        )
        with pytest.raises(LibraryLockedError, match="read only"):
            list(reader.add([raw("new")]))
        with pytest.raises(LibraryLockedError, match="read only"):
            reader.delete(["x"])


@pytest.mark.slow
def test_a_reader_in_another_process_answers_the_same(library: Library) -> None:
    add(library, [raw(name) for name in ("harvest", "election", "volcano")])
    question = body("volcano")
    root = Path(__file__).parents[1]
    answer = subprocess.run([sys.executable, "-c", CHILD, library.path, question], cwd=root, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == [worded(library, question), nearest(library, question)]
    assert results(library, raw("more")) == ["added"]


def test_reopening_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path, FakeEmbedder()) as library:
        add(library, [raw("harvest"), raw("election")])
        before = (counts(library), nearest(library, "harvest"))
    for _ in range(2):
        with opened(tmp_path, FakeEmbedder()) as library:
            assert (counts(library), nearest(library, "harvest")) == before
            assert library.notices == []


def test_a_library_can_live_on_a_path_of_any_name(tmp_path: Path) -> None:
    path = tmp_path / "مكتبة الأخبار 100% 'x'"
    for _ in range(2):
        with opened(path, FakeEmbedder()) as library:
            add(library, [raw("harvest")])
            assert agrees(library)
