"""A text held against a library through the engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Sanad
from rag.models import Filters


@pytest.fixture(scope="module")
def sanad(sample_library: Path) -> Iterator[Sanad]:
    with Sanad.open(sample_library) as opened:
        yield opened


def test_every_sentence_of_a_text_gets_a_verdict_and_what_it_rests_on(sanad: Sanad) -> None:
    said, wrong = sanad.verify("Oda Lindt mediated the border talks. Corvane Marine lost the tender for the tidal power station.")
    assert said.judgement.verdict == "supported"
    assert any("Oda Lindt" in citation.quote for citation in said.citations)
    assert wrong.judgement.verdict != "supported"
    assert wrong.judgement.reasons
    for citation in (*said.citations, *wrong.citations):
        article = sanad.library.article(citation.span.article_id, citation.span.version)
        assert article.text[citation.span.start : citation.span.end] == citation.quote


def test_a_text_is_held_against_what_the_filters_leave(sanad: Sanad) -> None:
    (checked,) = sanad.verify("Oda Lindt mediated the border talks.", filters=Filters(languages=("ja",)))
    assert checked.judgement.verdict == "not_supported"
    assert checked.citations == ()
