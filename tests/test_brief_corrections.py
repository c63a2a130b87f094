"""A brief checked after the reports it cites were corrected or withdrawn."""

from collections.abc import Callable
from datetime import date

import pytest

from index.library import Library
from index.models import Article
from rag.brief.check import checked
from tests.brief_reports import ARABIC, COST, DESTROYED, ENGLISH, EVACUATED, TURBINES, arabic, brief_of, english, kept, only, report, states


@pytest.mark.parametrize(
    ("make", "quote", "other", "newer"),
    [
        (
            english,
            EVACUATED,
            DESTROYED,
            f"{ENGLISH.replace('18,000', '8,100')} Correction: an earlier version gave a wrong number of people.",
        ),
        (arabic, COST, TURBINES, f"{ARABIC.replace('2.4', '2.9')} تصحيح: ذكرت نسخة سابقة من هذا المقال رقما خاطئا للكلفة."),
    ],
)
def test_a_version_that_says_it_corrects_what_is_cited_is_a_correction_of_that_alone(
    library: Library, make: Callable[..., Article], quote: str, other: str, newer: str
) -> None:
    article = make(library)
    make(library, newer)
    corrected, updated = checked(brief_of(article, quote, other), library, text_of=kept(article)).citations
    assert corrected.state == "corrected"
    assert corrected.notice is not None
    assert corrected.notice.kind == "correction"
    assert corrected.notice.text in newer
    assert (updated.state, updated.holds) == ("updated", True)
    assert updated.notice is not None
    assert not updated.notice.touches


@pytest.mark.parametrize(
    ("make", "quote", "other", "title", "notice", "value"),
    [
        (
            english,
            EVACUATED,
            DESTROYED,
            "Correction: number of people evacuated in the Orsen flood",
            "Our report of 7 April gave a wrong figure for the people who were evacuated. The correct number is 8,100, not 18,000. The"
            " other figures in the report stand.",
            "18,000",
        ),
        (
            arabic,
            COST,
            TURBINES,
            "تصحيح: سلكارا توقع عقد أول محطة مد وجزر",
            "ورد في تقريرنا رقم خاطئ لكلفة المشروع. الرقم الصحيح هو 2.9 مليار دولار وليس 2.4 مليار دولار. ونعتذر للقراء.",
            "2.4 مليار دولار",
        ),
    ],
)
def test_another_article_that_takes_a_value_back_corrects_the_quotes_that_have_it(
    library: Library, make: Callable[..., Article], quote: str, other: str, title: str, notice: str, value: str
) -> None:
    article = make(library)
    make(library, notice, name="correction", title=title, published=date(2026, 4, 9))
    check = checked(brief_of(article, quote, other), library, text_of=kept(article))
    assert states(check) == ["corrected", "unchanged"]
    found = check.citations[0].notice
    assert found is not None
    assert (found.value, found.title, found.published) == (value, title, date(2026, 4, 9))
    assert check.sentences[0].now in ("partly", "not_supported")
    assert check.sentences[1].now is None


def test_an_article_about_something_else_that_was_corrected_corrects_nothing(library: Library) -> None:
    article = english(library)
    report(
        library,
        "Our report gave a wrong figure for the visitors of the carpet market. The correct number is 8,100, not 18,000.",
        name="other",
        title="Correction: visitors of the carpet market in Port Velin",
        published=date(2026, 4, 9),
    )
    assert only(library, article, EVACUATED).state == "unchanged"


@pytest.mark.parametrize(
    ("make", "quote", "notice"),
    [
        (english, EVACUATED, "This article has been withdrawn because its source could not be confirmed."),
        (arabic, COST, "تم سحب هذا المقال لعدم تأكد مصدره."),
    ],
)
def test_an_article_that_says_it_was_withdrawn_takes_all_its_quotes_back(
    library: Library, make: Callable[..., Article], quote: str, notice: str
) -> None:
    article = make(library)
    make(library, notice)
    check = checked(brief_of(article, quote), library, text_of=kept(article))
    assert states(check) == ["withdrawn"]
    assert check.citations[0].notice is not None
    assert check.citations[0].notice.text == notice
    assert check.sentences[0].now == "not_supported"


def test_only_its_own_outlet_withdraws_a_report(library: Library) -> None:
    article = english(library)
    notice = f"Our report “{article.title}” has been withdrawn."
    report(library, notice, name="other", title="A retraction", source="The Impostor", published=date(2026, 4, 9))
    assert only(library, article, EVACUATED).state == "unchanged"
    report(library, notice, name="own", title="A retraction", published=date(2026, 4, 10))
    found = only(library, article, EVACUATED)
    assert (found.state, found.notice and found.notice.source) == ("withdrawn", "The Velin Courier")


def test_a_correction_that_was_deleted_says_nothing_any_more(library: Library) -> None:
    article = english(library)
    notice = f"Our report “{article.title}” gave a wrong figure. The correct number is 8,100, not 18,000."
    correction = report(library, notice, name="correction", title="Correction", published=date(2026, 4, 9))
    assert only(library, article, EVACUATED).state == "corrected"
    library.delete([correction.id])
    assert only(library, article, EVACUATED).state == "unchanged"


def test_a_report_of_troops_that_withdrew_was_not_withdrawn(library: Library) -> None:
    article = english(library)
    english(library, f"{ENGLISH} The army withdrew its boats on Tuesday. The minister corrected his estimate of the damage.")
    assert only(library, article, DESTROYED).state == "updated"
