from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.errors import LexicalIndexError
from index.language import Terms
from index.lexical import LexicalDocument, LexicalIndex, LexicalTerms
from index.models import Filters


def terms(text: str) -> Terms:
    return Terms(tuple(text.split()), (), ())


def document(number: int, text: str, *, source: str | None = None, language: str = "en", published: date | None = None) -> LexicalDocument:
    return LexicalDocument(number, LexicalTerms(text, "", ""), source, language, published)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LexicalIndex]:
    made = LexicalIndex(tmp_path / "lexical")
    made.add(
        [
            document(1, "dam river dam", source="Courier", published=date(2026, 3, 4)),
            document(2, "dam bridge train market school", source="صدى أورسن", language="ar", published=date(2026, 3, 5)),
            document(3, "river"),
        ]
    )
    made.commit()
    yield made
    made.close()


def found(index: LexicalIndex, text: str, *, limit: int = 10, filters: Filters | None = None) -> list[int]:
    return [hit.chunk_id for hit in index.search(terms(text), limit=limit, filters=filters)]


def test_the_chunk_that_shares_most_comes_first(index: LexicalIndex) -> None:
    assert found(index, "dam") == [1, 2]
    assert found(index, "dam", limit=1) == [1]
    assert found(index, "glacier") == []
    scores = [hit.score for hit in index.search(terms("dam river"), limit=10)]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_of_equals_the_first_chunk_comes_first_however_the_index_was_written(tmp_path: Path) -> None:
    given = []
    for place, order in enumerate(((1, 2, 3, 4), (4, 3, 2, 1))):
        made = LexicalIndex(tmp_path / str(place))
        for number in order:
            made.add([document(number, "dam river")])
            made.commit()
        given.append(found(made, "dam", limit=2))
        made.close()
    assert given == [[1, 2], [1, 2]]


def test_each_channel_is_searched_by_itself(index: LexicalIndex) -> None:
    index.add([LexicalDocument(4, LexicalTerms("one", "two", "three"), None, "en", None)])
    index.commit()
    assert [hit.chunk_id for hit in index.search(Terms((), ("two",), ()), limit=5)] == [4]
    assert [hit.chunk_id for hit in index.search(Terms((), (), ("three",)), limit=5)] == [4]
    assert index.search(Terms(("two",), ("three",), ("one",)), limit=5) == []
    assert index.search(Terms((), (), ()), limit=5) == []


def test_adding_an_id_again_replaces_it(index: LexicalIndex) -> None:
    index.add([document(1, "glacier"), document(1, "festival")])
    index.commit()
    assert index.count() == 3
    assert (found(index, "glacier"), found(index, "festival"), found(index, "dam")) == ([], [1], [2])


def test_what_was_deleted_is_gone_after_the_commit(index: LexicalIndex) -> None:
    index.delete([1, 99])
    assert found(index, "river") == [3, 1]
    index.commit()
    assert found(index, "river") == [3]
    assert index.count() == 2


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {1, 2}),
        (Filters(languages=("ar",)), {2}),
        (Filters(languages=("ar", "en")), {1, 2}),
        (Filters(sources=("Courier",)), {1}),
        (Filters(sources=("صدى أورسن", "No such")), {2}),
        (Filters(sources=("courier",)), set()),
        (Filters(published_from=date(2026, 3, 5)), {2}),
        (Filters(published_to=date(2026, 3, 4)), {1}),
        (Filters(published_from=date(2026, 3, 4), published_to=date(2026, 3, 5)), {1, 2}),
        (Filters(published_from=date(2026, 3, 6)), set()),
        (Filters(languages=("ar",), sources=("Courier",)), set()),
    ],
)
def test_filters_restrict_and_do_not_score(index: LexicalIndex, filters: Filters, expected: set[int]) -> None:
    plain = {hit.chunk_id: hit.score for hit in index.search(terms("dam"), limit=10)}
    kept = {hit.chunk_id: hit.score for hit in index.search(terms("dam"), limit=10, filters=filters)}
    assert kept == pytest.approx({number: plain[number] for number in expected})


def test_chunks_that_match_filters_are_counted(index: LexicalIndex) -> None:
    asked = (
        Filters(languages=("en",)),
        Filters(sources=("Courier",)),
        Filters(published_from=date(2026, 3, 5)),
        Filters(languages=("ja",)),
    )
    assert index.count() == index.count(Filters()) == 3
    assert [index.count(filters) for filters in asked] == [2, 1, 1, 0]


def test_a_chunk_without_a_date_matches_no_date_filter(index: LexicalIndex) -> None:
    assert found(index, "river", filters=Filters(published_from=date(1, 1, 1))) == [1]


def test_document_frequencies_count_chunks_and_not_occurrences(index: LexicalIndex) -> None:
    assert index.document_frequencies("words", ["dam", "river", "bridge", "glacier"]) == [2, 2, 1, 0]
    assert index.document_frequencies("grams", ["dam"]) == [0]
    assert index.document_frequencies("words", []) == []


def test_what_was_not_committed_is_dropped_and_the_rest_is_kept(tmp_path: Path) -> None:
    first = LexicalIndex(tmp_path / "lexical")
    first.add([document(1, "dam")])
    first.commit()
    first.add([document(2, "dam")])
    first.close()
    again = LexicalIndex(tmp_path / "lexical")
    assert found(again, "dam") == [1]
    again.close()


def test_a_reader_opened_beside_a_writer_sees_what_was_committed(index: LexicalIndex, tmp_path: Path) -> None:
    index.add([document(9, "dam")])
    reader = LexicalIndex(tmp_path / "lexical")
    assert reader.count() == 3
    index.commit()
    assert LexicalIndex(tmp_path / "lexical").count() == 4
    reader.close()


def test_terms_of_any_length_and_script_are_taken(index: LexicalIndex) -> None:
    index.add([document(5, f"سد 大坝 👩‍🚀 {'x' * 100_000}")])
    index.commit()
    assert [found(index, term) for term in ("سد", "大坝", "👩‍🚀")] == [[5]] * 3
    assert found(index, "x" * 100_000) == []


@pytest.mark.parametrize("content", [b"", b"{", b"\xff" * 100])
def test_a_damaged_directory_is_an_error_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    made = LexicalIndex(tmp_path / "lexical")
    made.add([document(1, "dam")])
    made.commit()
    made.close()
    (tmp_path / "lexical/meta.json").write_bytes(content)
    with pytest.raises(LexicalIndexError, match="sanad rebuild"):
        LexicalIndex(tmp_path / "lexical")


def test_in_a_large_index_what_is_everywhere_is_passed_over_unless_there_is_nothing_else(tmp_path: Path) -> None:
    made = LexicalIndex(tmp_path / "large")
    many = range(1, 26_001)
    made.add(document(number, "dam" if number > 2 else "river river dam") for number in many)
    made.commit()
    rare = "one two three four five six seven eight"
    made.add([document(26_001, "glacier"), document(26_002, rare)])
    made.commit()
    assert found(made, "dam river", limit=4)[:2] == [1, 2]  # few terms: each counts
    assert len(found(made, "dam river", limit=4)) == 4
    assert sorted(found(made, f"dam glacier river {rare}", limit=30)) == [1, 2, 26_001, 26_002]
    made.close()
