"""Citations against evidence, in characters, and against their sentences as ALCE has it; all worked by hand."""

from datetime import date

import pytest

from eval.answers import Target
from eval.cited import against_evidence, against_sentences
from eval.models import Case, Evidence
from eval.overlap import agreement, ranges_of, shared, size
from eval.shown import ranked
from eval.worth import lost_scores
from index.models import Span
from rag.models import Answer, Citation, Question, Sentence
from rag.verify import Evidence as Quote

TEXTS = {"a": "The bridge cost 12 million euros.", "b": "It was opened by Mara Lind in Tersan.", "c": "Rain fell on the hills all week."}


def _citation(article: str, start: int = 0, end: int = 10, number: int = 1) -> Citation:
    span = Span(article_id=article, version="v", start=start, end=end)
    return Citation(number=number, span=span, quote="q", title="t", language="en")


def test_ranges_are_counted_once() -> None:
    ranges = ranges_of([("a", "v", 0, 10), ("a", "v", 5, 20), ("a", "w", 0, 3), ("a", "v", 30, 31)])
    assert ranges == {("a", "v"): ((0, 20), (30, 31)), ("a", "w"): ((0, 3),)}
    assert size(ranges) == 24
    assert shared(ranges, ranges_of([("a", "v", 15, 40), ("a", "w", 2, 9), ("b", "v", 0, 9)])) == 5 + 1 + 1
    found = agreement(ranges_of([("a", "v", 0, 10)]), ranges_of([("a", "v", 5, 25)]))
    assert found == {"recall": 5 / 20, "precision": 5 / 10, "IoU": 5 / 25}
    assert agreement({}, ranges) == {"recall": 0, "precision": 0, "IoU": 0}


def test_citations_against_evidence() -> None:
    targets = [Target("a", "v", 5, 15), Target("b", "v", 0, 4)]
    citations = [_citation("a"), _citation("a", 40, 50), _citation("c"), _citation("a", 10, 20)]
    found = against_evidence(citations, targets)
    assert found == pytest.approx({"Citation recall": 1 / 2, "Citation precision": 2 / 4, "Citation IoU": 10 / (20 + 10 + 10 + 14 - 10)})
    assert against_evidence([], targets) == {"Citation recall": 0, "Citation IoU": 0}
    assert against_evidence(citations, []) == {}


def test_a_known_article_is_enough_where_no_place_is_known() -> None:
    found = against_evidence([_citation("a"), _citation("b")], [Target("b", "v")])
    assert found == {"Citation recall": 1, "Citation precision": 1 / 2}
    assert against_evidence([_citation("b")], [Target("b", "other", 0, 9)])["Citation recall"] == 0  # another version is another text


def _scores(*sentences: tuple[str, str]) -> dict[str, float]:
    """The scores of an answer of sentences that each cite these articles."""
    made = tuple(
        Sentence(text=text, citations=tuple(_citation(name) for name in cited), verdict="supported", support=1.0)
        for text, cited in sentences
    )
    answer = Answer(question=Question(text="?", language="en"), sentences=made, status="answered")
    return against_sentences(
        answer, lambda _: "en", lambda span: Quote(text=TEXTS[span.article_id], language="en", published=date(2026, 5, 1))
    )


def test_alce_worked_by_hand() -> None:
    both = "The bridge cost 12 million euros and was opened by Mara Lind."
    assert _scores(("The bridge cost 12 million euros.", "a")) == {"ALCE recall": 1, "ALCE precision": 1}
    assert _scores((both, "ab")) == {"ALCE recall": 1, "ALCE precision": 1}  # neither is enough alone
    assert _scores(("The bridge cost 12 million euros.", "ac")) == {"ALCE recall": 1, "ALCE precision": 1 / 2}
    assert _scores(("The bridge cost 15 million euros.", "a")) == {"ALCE recall": 0, "ALCE precision": 0}
    assert _scores(("The bridge cost 12 million euros.", "a"), ("Nobody came to it at all.", "")) == {
        "ALCE recall": 1 / 2,
        "ALCE precision": 1,
    }
    assert _scores() == {}


def _span(start: int, end: int) -> Span:
    return Span(article_id="a", version="v", start=start, end=end)


def test_a_place_is_found_once() -> None:
    targets = [Target("a", "v", 5, 25), Target("a", "v", 40, 45), Target("a", "v", 42, 60)]
    assert ranked([_span(0, 4), _span(0, 10), _span(10, 30), _span(40, 50), _span(60, 70)], targets) == (
        "a:0-4",
        "a:5-25",
        "a:10-30",  # repeats what was found
        "a:40-45",
        "a:42-60",  # in the same sentence
        "a:60-70",
    )
    assert ranked([_span(0, 30), _span(5, 25)], targets) == ("a:5-25",)  # the key is never there twice


def test_a_case_that_failed_has_zero_where_something_was_to_be_measured() -> None:
    case = Case(id="a", question="?", relevant=(Evidence(document="d", quote="q"),), answers=("May",))
    found = lost_scores(case)
    assert set(found.values()) == {0} and {"Exact match", "Citation recall", "Citation IoU", "ALCE recall"} <= found.keys()
    assert "Key facts" not in found
    assert lost_scores(Case(id="b", question="?", answerable=False)) == {}
