"""What counts as a valid citation, and as an answer that is contained in the quotes."""

from datetime import UTC, datetime

import pytest

from eval.answers import Target, is_contained, is_valid
from index.models import Article, Span, text_version
from rag.models import Citation

TEXT = "The ferry carried 1,240 people on Monday. بلغ العدد ١٢٤٠ راكبا. It was built in Tollan."
ARTICLE = Article(
    id="a" * 16, version=text_version(TEXT), origin="file:///a.md", title="", text=TEXT, added_at=datetime(2026, 1, 1, tzinfo=UTC)
)


def cite(quote: str, *, shown: str | None = None, version: str = ARTICLE.version) -> Citation:
    start = TEXT.index(quote)
    span = Span(article_id=ARTICLE.id, version=version, start=start, end=start + len(quote))
    return Citation(number=1, span=span, quote=quote if shown is None else shown, title="", language="en")


def target(quote: str) -> Target:
    start = TEXT.index(quote)
    return Target(ARTICLE.id, ARTICLE.version, start, start + len(quote))


def test_a_citation_is_valid_when_it_reproduces_the_characters() -> None:
    assert is_valid(cite("The ferry carried"), ARTICLE)
    assert not is_valid(cite("The ferry carried", shown="The Ferry carried"), ARTICLE)
    assert not is_valid(cite("The ferry carried", version="0" * 64), ARTICLE)


@pytest.mark.parametrize(
    ("quote", "reference", "expected"),
    [
        ("It was built in Tollan.", "tollan", True),
        ("It was built in Tollan.", "  Built  in\nTOLLAN!", True),
        ("بلغ العدد ١٢٤٠ راكبا.", "1240", True),
        ("The ferry carried 1,240 people on Monday.", "1,240", True),
        ("The ferry carried 1,240 people on Monday.", "240 people on Monday", False),
        ("The ferry carried 1,240 people on Monday.", "people on Monday", True),
        ("It was built in Tollan.", "Toll", False),
        ("It was built in Tollan.", "Monday", False),
        ("It was built in Tollan.", "", False),
        ("It was built in Tollan.", "?", False),
    ],
)
def test_a_reference_answer_is_contained_word_by_word(quote: str, reference: str, expected: bool) -> None:
    assert is_contained([cite(quote)], references=[reference], targets=[]) is expected


def test_a_quote_that_overlaps_the_evidence_contains_the_answer() -> None:
    assert is_contained([cite("ferry carried 1,240")], references=[], targets=[target("1,240 people")])
    assert not is_contained([cite("The ferry")], references=[], targets=[target("carried"), Target(ARTICLE.id, ARTICLE.version)])
    assert not is_contained([], references=["ferry"], targets=[target("ferry")])


def test_evidence_in_another_version_does_not_count() -> None:
    old = target("ferry")._replace(version="0" * 64)
    assert not is_contained([cite("ferry")], references=[], targets=[old])
