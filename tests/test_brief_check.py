"""A brief checked after its articles were changed, corrected, withdrawn, deleted and purged."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from index.errors import CatalogError, NotFoundError, SanadError
from index.library import Library
from index.models import Article
from rag.brief.check import checked
from rag.brief.check_models import BriefCheck, CitationCheck
from rag.brief.models import Brief, Source
from tests.brief_made import Desk
from tests.corpus import raw

_ENGLISH = (
    "The river Orsen burst its banks on Sunday night after four days of rain. About 18,000 people were evacuated from Tashmar and eleven"
    " villages, the emergency office said on Monday. The flood destroyed 214 houses. No deaths were reported."
)
_EVACUATED = "About 18,000 people were evacuated from Tashmar and eleven villages, the emergency office said on Monday."
_DESTROYED = "The flood destroyed 214 houses."
_ARABIC = (
    "وقعت سلكارا يوم الثلاثاء عقدا لبناء أول محطة كهرباء بالمد والجزر. وتبلغ كلفة المشروع 2.4 مليار دولار، بحسب وزير الطاقة سمير عدلان."
    " وستركب الشركة 24 توربينا في جدار طوله 3.2 كيلومتر."
)
_COST = "وتبلغ كلفة المشروع 2.4 مليار دولار، بحسب وزير الطاقة سمير عدلان."
_TURBINES = "وستركب الشركة 24 توربينا في جدار طوله 3.2 كيلومتر."


def _report(library: Library, text: str, *, name: str = "report", **fields: Any) -> Article:
    (outcome,) = library.add([raw(name, text, **{"source": "The Velin Courier", "published": date(2026, 4, 7), **fields})])
    article = library.catalog.articles.get(outcome.article_id or "")
    assert article is not None
    return article


def _english(library: Library, text: str = _ENGLISH, **fields: Any) -> Article:
    return _report(library, text, **{"title": "Orsen flood forces thousands from their homes around Tashmar", **fields})


def _arabic(library: Library, text: str = _ARABIC, **fields: Any) -> Article:
    return _report(library, text, **{"title": "سلكارا توقع عقد أول محطة مد وجزر", "language": "ar", "source": "صحيفة ترسان", **fields})


def _brief(article: Article, *quotes: str) -> Brief:
    desk = Desk()
    for quote in quotes:
        desk.add(quote, (article, quote), language=article.language)
    return desk.brief()


def _kept(*articles: Article) -> Callable[[Source], str | None]:
    """The texts as a brief keeps them."""
    texts = {article.version: article.text for article in articles}
    return lambda source: texts.get(source.version)


def _given(text: str) -> Callable[[Source], str | None]:
    return lambda _: text


def _states(check: BriefCheck) -> list[str]:
    return [one.state for one in check.citations]


def _one(library: Library, article: Article, quote: str) -> CitationCheck:
    (found,) = checked(_brief(article, quote), library, text_of=_kept(article)).citations
    return found


def test_what_did_not_change_stands(library: Library) -> None:
    article = _english(library)
    check = checked(_brief(article, _EVACUATED, _DESTROYED), library, text_of=_kept(article))
    assert _states(check) == ["unchanged", "unchanged"]
    assert check.holds
    assert [(one.proof, one.presence, one.stands, one.notice) for one in check.citations] == [("proved", "there", True, None)] * 2
    assert [(one.against, one.verdict, one.now) for one in check.sentences] == [("quotes", "supported", None)] * 2


def test_a_quote_that_a_newer_version_still_has_is_found_in_its_new_place(library: Library) -> None:
    article = _english(library)
    newer = _english(library, f"A new first paragraph says more. {_ENGLISH}")
    found = _one(library, article, _DESTROYED)
    assert (found.state, found.stands, found.holds, found.changes) == ("updated", True, True, ())
    assert found.now is not None
    assert newer.text[found.now.start : found.now.end] == _DESTROYED
    assert found.now.version == newer.version != article.version


@pytest.mark.parametrize(
    ("make", "text", "quote", "before", "after"),
    [(_english, _ENGLISH, _EVACUATED, "18,000", "8,100"), (_arabic, _ARABIC, _COST, "2.4", "2.9")],
)
def test_what_a_newer_version_says_otherwise_is_shown_word_by_word(
    library: Library, make: Callable[..., Article], text: str, quote: str, before: str, after: str
) -> None:
    article = make(library)
    make(library, text.replace(before, after, 1))
    found = _one(library, article, quote)
    assert (found.state, found.stands, found.holds) == ("updated", False, False)
    assert found.present == quote.replace(before, after)
    assert [change.text.strip() for change in found.changes if change.kind == "gone"] == [before]
    assert [change.text.strip() for change in found.changes if change.kind == "new"] == [after]
    assert "".join(change.text for change in found.changes if change.kind != "new") == quote
    (sentence,) = checked(_brief(article, quote), library, text_of=_kept(article)).sentences
    assert sentence.verdict == "supported"
    assert sentence.now in ("partly", "not_supported")
    assert not sentence.holds
    assert any(after in reason for reason in sentence.now_reasons)


def test_what_a_newer_version_leaves_out_has_nothing_in_its_place(library: Library) -> None:
    article = _english(library)
    _english(library, "The weather was fine, and a market opened in Velin. Visitors bought carpets there.")
    found = _one(library, article, _EVACUATED)
    assert (found.state, found.stands, found.now, found.present) == ("updated", False, None, "")


@pytest.mark.parametrize(
    ("make", "quote", "other", "newer"),
    [
        (
            _english,
            _EVACUATED,
            _DESTROYED,
            f"{_ENGLISH.replace('18,000', '8,100')} Correction: an earlier version gave a wrong number of people.",
        ),
        (_arabic, _COST, _TURBINES, f"{_ARABIC.replace('2.4', '2.9')} تصحيح: ذكرت نسخة سابقة من هذا المقال رقما خاطئا للكلفة."),
    ],
)
def test_a_version_that_says_it_corrects_what_is_cited_is_a_correction_of_that_alone(
    library: Library, make: Callable[..., Article], quote: str, other: str, newer: str
) -> None:
    article = make(library)
    make(library, newer)
    corrected, updated = checked(_brief(article, quote, other), library, text_of=_kept(article)).citations
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
            _english,
            _EVACUATED,
            _DESTROYED,
            "Correction: number of people evacuated in the Orsen flood",
            "Our report of 7 April gave a wrong figure for the people who were evacuated. The correct number is 8,100, not 18,000. The"
            " other figures in the report stand.",
            "18,000",
        ),
        (
            _arabic,
            _COST,
            _TURBINES,
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
    check = checked(_brief(article, quote, other), library, text_of=_kept(article))
    assert _states(check) == ["corrected", "unchanged"]
    found = check.citations[0].notice
    assert found is not None
    assert (found.value, found.title, found.published) == (value, title, date(2026, 4, 9))
    assert check.sentences[0].now in ("partly", "not_supported")
    assert check.sentences[1].now is None


def test_an_article_about_something_else_that_was_corrected_corrects_nothing(library: Library) -> None:
    article = _english(library)
    _report(
        library,
        "Our report gave a wrong figure for the visitors of the carpet market. The correct number is 8,100, not 18,000.",
        name="other",
        title="Correction: visitors of the carpet market in Port Velin",
        published=date(2026, 4, 9),
    )
    assert _one(library, article, _EVACUATED).state == "unchanged"


@pytest.mark.parametrize(
    ("make", "quote", "notice"),
    [
        (_english, _EVACUATED, "This article has been withdrawn because its source could not be confirmed."),
        (_arabic, _COST, "تم سحب هذا المقال لعدم تأكد مصدره."),
    ],
)
def test_an_article_that_says_it_was_withdrawn_takes_all_its_quotes_back(
    library: Library, make: Callable[..., Article], quote: str, notice: str
) -> None:
    article = make(library)
    make(library, notice)
    check = checked(_brief(article, quote), library, text_of=_kept(article))
    assert _states(check) == ["withdrawn"]
    assert check.citations[0].notice is not None
    assert check.citations[0].notice.text == notice
    assert check.sentences[0].now == "not_supported"


def test_a_report_of_troops_that_withdrew_was_not_withdrawn(library: Library) -> None:
    article = _english(library)
    _english(library, f"{_ENGLISH} The army withdrew its boats on Tuesday. The minister corrected his estimate of the damage.")
    assert _one(library, article, _DESTROYED).state == "updated"


@pytest.mark.parametrize(("make", "quote"), [(_english, _EVACUATED), (_arabic, _COST)])
@pytest.mark.parametrize(("purge", "state", "stands"), [(False, "deleted", True), (True, "gone", None)])
def test_a_quote_is_proved_when_its_article_is_deleted_or_purged(
    library: Library, make: Callable[..., Article], quote: str, purge: bool, state: str, stands: bool | None
) -> None:
    article = make(library)
    brief = _brief(article, quote)
    library.delete([article.id], purge=purge)
    (found,) = checked(brief, library, text_of=_kept(article)).citations
    assert (found.state, found.proof, found.stands, found.holds) == (state, "proved", stands, True)
    kept = brief.citations[found.citation]
    assert f"{kept.before}{kept.quote}{kept.after}" == article.text


def test_an_article_that_came_again_from_elsewhere_is_not_gone(library: Library) -> None:
    article = _english(library)
    library.delete([article.id], purge=True)
    again = _english(library, name="elsewhere")
    found = _one(library, article, _EVACUATED)
    assert (found.state, found.now and found.now.article_id) == ("unchanged", again.id)


def test_a_text_that_is_not_the_version_proves_nothing(library: Library) -> None:
    article = _english(library)
    for forged in (_ENGLISH.replace("214", "999"), f" {_ENGLISH}"):
        (found,) = checked(_brief(article, _EVACUATED), library, text_of=_given(forged)).citations
        assert (found.state, found.proof, found.holds) == ("damaged", "damaged", False)
    (found,) = checked(_brief(article, _EVACUATED), library, text_of=lambda _: None).citations
    assert (found.state, found.proof) == ("unchanged", "missing")


@pytest.mark.parametrize(("error", "proof"), [(CatalogError("It is not that text."), "damaged"), (NotFoundError("It is gone."), "missing")])
def test_evidence_that_cannot_be_read_is_told_from_evidence_that_is_not_there(library: Library, error: SanadError, proof: str) -> None:
    def refuse(_: Source) -> str:
        raise error

    article = _english(library)
    (found,) = checked(_brief(article, _EVACUATED), library, text_of=refuse).citations
    assert found.proof == proof


def test_what_is_said_otherwise_of_an_article_is_told(library: Library) -> None:
    article = _english(library)
    library.correct(article.id, {"published": "2026-04-08", "author": "Tomas Quill"})
    found = _one(library, article, _EVACUATED)
    assert found.state == "unchanged"
    assert [(one.field, one.before, one.now) for one in found.described] == [
        ("author", None, "Tomas Quill"),
        ("published", "2026-04-07", "2026-04-08"),
    ]


def test_the_gravest_is_said_first_and_the_counts_are_of_all(library: Library) -> None:
    article = _english(library)
    other = _arabic(library, name="other")
    desk = Desk()
    desk.add(_EVACUATED, (article, _EVACUATED))
    desk.add(_DESTROYED, (article, _DESTROYED))
    desk.add(_COST, (other, _COST), language="ar")
    _english(library, "This article has been withdrawn.")
    library.delete([article.id])
    check = checked(desk.brief(), library, text_of=_kept(article, other))
    assert check.counts == {"damaged": 0, "withdrawn": 2, "corrected": 0, "gone": 0, "deleted": 0, "updated": 0, "unchanged": 1}
    assert [one.number for one in check.citations] == [1, 1, 2]
    assert not check.holds
