"""Where a quote stands in another text, which words differ, and how reports say that they were corrected or withdrawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.brief.check_notices import kind_of, told
from rag.brief.check_words import changes, nearest, standing

_WORDS = st.lists(
    st.sampled_from(["flood", "18,000", "people", "بلغت", "كُلفة", "2.4", "—", "don’t", "水", "(", ")", "."]), max_size=12
).map(" ".join)


@given(_WORDS, _WORDS)
def test_a_difference_has_every_word_of_both_texts_at_its_place(quote: str, present: str) -> None:
    found = changes(quote, present)
    assert "".join(one.text for one in found if one.kind != "new") == quote.strip()
    for one in found:
        text = present if one.kind == "new" else quote
        assert text[one.start : one.end] == one.text
    assert "".join("".join(one.text for one in found if one.kind != "gone").split()) == "".join(present.split())


def test_a_difference_is_of_whole_words_and_figures() -> None:
    found = changes("About 18,000 people left, he said.", "About 8,100 people left, he said on Monday.")
    assert [(one.kind, one.text) for one in found] == [
        ("same", "About "),
        ("gone", "18,000 "),
        ("new", "8,100 "),
        ("same", "people left, he said"),
        ("new", " on Monday"),
        ("same", "."),
    ]


def test_of_several_places_the_one_with_the_same_around_it_is_meant() -> None:
    text = "In Velin it rained. In Tarsan it rained."
    assert standing("it rained.", text, before="In Tarsan ") == (30, 40)
    assert standing("it rained.", text, before="In Velin ") == (9, 19)
    assert standing("it\n rained.", text, before="In Velin ") == (9, 19)
    assert standing("it rain", text) is None


def test_the_nearest_sentence_has_most_of_the_words_or_there_is_none() -> None:
    text = "The market opened. About 8,100 people were evacuated from Tashmar. The mill stands."
    place = nearest("About 18,000 people were evacuated from Tashmar.", text, "en")
    assert place is not None
    assert text[place.start : place.end] == "About 8,100 people were evacuated from Tashmar."
    assert nearest("Carpets of silk are woven by hand in Kadrun.", text, "en") is None


@pytest.mark.parametrize(
    ("kind", "language", "sentence"),
    [
        ("correction", "en", "Correction: the number of people evacuated"),
        ("correction", "en", "An earlier version of this article misstated the cost."),
        ("correction", "en", "The correct number is 8,100, not 18,000."),
        ("correction", "ar", "ذكرت نسخة سابقة من هذا المقال خطأً أن الكلفة ثلاثة مليارات دولار."),
        ("correction", "ru", "В предыдущей версии материала ошибочно говорилось о 18 тысячах."),
        ("correction", "ur", "تصحیح: متاثرین کی تعداد"),
        ("correction", "de", "In einer früheren Version dieses Textes stand fälschlich eine andere Zahl."),
        ("correction", "fr", "Une version précédente de cet article comportait une erreur."),
        ("withdrawal", "en", "This article has been withdrawn because its source was forged."),
        ("withdrawal", "en", "RETRACTED: Selkara signs a contract"),
        ("withdrawal", "ar", "سُحب هذا التقرير من النشر."),
        ("withdrawal", "ru", "Эта статья отозвана редакцией."),
        ("withdrawal", "ur", "یہ خبر واپس لے لی گئی ہے۔"),
        ("withdrawal", "fa", "این خبر پس گرفته شد."),
        ("withdrawal", "es", "Este artículo ha sido retirado."),
        ("withdrawal", "tr", "Bu haber yayından kaldırılmıştır."),
        (None, "en", "The army withdrew from the town on Monday."),
        (None, "en", "The report was withdrawn by the ministry."),
        (None, "en", "The market correction deepened."),
        (None, "en", "The minister corrected his estimate of the damage."),
        (None, "ar", "سحب الجيش قواته من المدينة."),
        (None, "ru", "Войска отозваны с границы."),
    ],
)
def test_a_report_says_of_itself_that_it_was_corrected_or_withdrawn(kind: str | None, language: str, sentence: str) -> None:
    assert kind_of(sentence, language) == kind


def test_a_notice_is_one_sentence_of_a_text() -> None:
    text = "The flood destroyed 214 houses. This article has been withdrawn. The mill stands."
    (found,) = told(text, "en")
    assert text[found.start : found.end] == "This article has been withdrawn."
