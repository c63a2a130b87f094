"""A brief checked after its articles were changed, deleted and purged."""

from collections.abc import Callable

import pytest

from index.errors import CatalogError, NotFoundError, SanadError
from index.library import Library
from index.models import Article
from rag.brief.check import checked
from rag.brief.models import Source
from tests.brief_made import Desk
from tests.brief_reports import ARABIC, COST, DESTROYED, ENGLISH, EVACUATED, arabic, brief_of, english, given, kept, only, states


def test_what_did_not_change_stands(library: Library) -> None:
    article = english(library)
    check = checked(brief_of(article, EVACUATED, DESTROYED), library, text_of=kept(article))
    assert states(check) == ["unchanged", "unchanged"]
    assert check.holds
    assert [(one.proof, one.presence, one.stands, one.notice) for one in check.citations] == [("proved", "there", True, None)] * 2
    assert [(one.against, one.verdict, one.now) for one in check.sentences] == [("quotes", "supported", None)] * 2


def test_a_quote_that_a_newer_version_still_has_is_found_in_its_new_place(library: Library) -> None:
    article = english(library)
    newer = english(library, f"A new first paragraph says more. {ENGLISH}")
    found = only(library, article, DESTROYED)
    assert (found.state, found.stands, found.holds, found.changes) == ("updated", True, True, ())
    assert found.now is not None
    assert newer.text[found.now.start : found.now.end] == DESTROYED
    assert found.now.version == newer.version != article.version


@pytest.mark.parametrize(
    ("make", "text", "quote", "before", "after"),
    [(english, ENGLISH, EVACUATED, "18,000", "8,100"), (arabic, ARABIC, COST, "2.4", "2.9")],
)
def test_what_a_newer_version_says_otherwise_is_shown_word_by_word(
    library: Library, make: Callable[..., Article], text: str, quote: str, before: str, after: str
) -> None:
    article = make(library)
    make(library, text.replace(before, after, 1))
    found = only(library, article, quote)
    assert (found.state, found.stands, found.holds) == ("updated", False, False)
    assert found.present == quote.replace(before, after)
    assert [change.text.strip() for change in found.changes if change.kind == "gone"] == [before]
    assert [change.text.strip() for change in found.changes if change.kind == "new"] == [after]
    assert "".join(change.text for change in found.changes if change.kind != "new") == quote
    (sentence,) = checked(brief_of(article, quote), library, text_of=kept(article)).sentences
    assert sentence.verdict == "supported"
    assert sentence.now in ("partly", "not_supported")
    assert not sentence.holds
    assert any(after in reason for reason in sentence.now_reasons)


def test_what_a_newer_version_leaves_out_has_nothing_in_its_place(library: Library) -> None:
    article = english(library)
    english(library, "The weather was fine, and a market opened in Velin. Visitors bought carpets there.")
    found = only(library, article, EVACUATED)
    assert (found.state, found.stands, found.now, found.present) == ("updated", False, None, "")


@pytest.mark.parametrize(("make", "quote"), [(english, EVACUATED), (arabic, COST)])
@pytest.mark.parametrize(("purge", "state", "stands"), [(False, "deleted", True), (True, "gone", None)])
def test_a_quote_is_proved_when_its_article_is_deleted_or_purged(
    library: Library, make: Callable[..., Article], quote: str, purge: bool, state: str, stands: bool | None
) -> None:
    article = make(library)
    brief = brief_of(article, quote)
    library.delete([article.id], purge=purge)
    (found,) = checked(brief, library, text_of=kept(article)).citations
    assert (found.state, found.proof, found.stands, found.holds) == (state, "proved", stands, True)
    citation = brief.citations[found.citation]
    assert f"{citation.before}{citation.quote}{citation.after}" == article.text


def test_an_article_that_came_again_from_elsewhere_is_not_gone(library: Library) -> None:
    article = english(library)
    library.delete([article.id], purge=True)
    again = english(library, name="elsewhere")
    found = only(library, article, EVACUATED)
    assert (found.state, found.now and found.now.article_id) == ("unchanged", again.id)


def test_a_text_that_is_not_the_version_proves_nothing(library: Library) -> None:
    article = english(library)
    for forged in (ENGLISH.replace("214", "999"), f" {ENGLISH}"):
        (found,) = checked(brief_of(article, EVACUATED), library, text_of=given(forged)).citations
        assert (found.state, found.proof, found.holds) == ("damaged", "damaged", False)
    (found,) = checked(brief_of(article, EVACUATED), library, text_of=lambda _: None).citations
    assert (found.state, found.proof) == ("unchanged", "missing")


@pytest.mark.parametrize(("error", "proof"), [(CatalogError("It is not that text."), "damaged"), (NotFoundError("It is gone."), "missing")])
def test_evidence_that_cannot_be_read_is_told_from_evidence_that_is_not_there(library: Library, error: SanadError, proof: str) -> None:
    def refuse(_: Source) -> str:
        raise error

    article = english(library)
    (found,) = checked(brief_of(article, EVACUATED), library, text_of=refuse).citations
    assert found.proof == proof


def test_what_is_said_otherwise_of_an_article_is_told(library: Library) -> None:
    article = english(library)
    library.correct(article.id, {"published": "2026-04-08", "author": "Tomas Quill"})
    found = only(library, article, EVACUATED)
    assert found.state == "unchanged"
    assert [(one.field, one.before, one.now) for one in found.described] == [
        ("author", None, "Tomas Quill"),
        ("published", "2026-04-07", "2026-04-08"),
    ]


def test_the_gravest_is_said_first_and_the_counts_are_of_all(library: Library) -> None:
    article = english(library)
    other = arabic(library, name="other")
    desk = Desk()
    desk.add(EVACUATED, (article, EVACUATED))
    desk.add(DESTROYED, (article, DESTROYED))
    desk.add(COST, (other, COST), language="ar")
    english(library, "This article has been withdrawn.")
    library.delete([article.id])
    check = checked(desk.brief(), library, text_of=kept(article, other))
    assert check.counts == {"damaged": 0, "withdrawn": 2, "corrected": 0, "gone": 0, "deleted": 0, "updated": 0, "unchanged": 1}
    assert [one.number for one in check.citations] == [1, 1, 2]
    assert not check.holds
