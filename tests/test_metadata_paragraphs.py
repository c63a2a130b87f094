import pytest

from index.metadata import language_ranges


def test_paragraphs_in_another_language_are_told() -> None:
    arabic = "قال وزير الخارجية إن حجم التبادل التجاري بين البلدين بلغ مئتي مليون دولار في العام الماضي."
    urdu = "وزیر خارجہ نے کہا ہے کہ دونوں ملکوں کے درمیان مذاکرات جاری ہیں اور جلد معاہدہ ہو جائے گا۔"
    english = "The minister said that the trade between the two countries had grown in the last year."
    text = "\n\n".join([english, english, arabic, arabic, english, "Дамба была открыта министром в понедельник утром.", english])
    ranges = language_ranges(text, "en")
    assert [(text[start:end], language) for start, end, language in ranges] == [
        (f"{arabic}\n\n{arabic}", "ar"),
        ("Дамба была открыта министром в понедельник утром.", "ru"),
    ]
    mixed = "\n\n".join([urdu, urdu, arabic, urdu])
    assert [(mixed[start:end], language) for start, end, language in language_ranges(mixed, "ur")] == [(arabic, "ar")]


@pytest.mark.parametrize(
    ("main", "text"),
    [
        ("en", "The minister said “نعم” and left.\n\nThe treaty (معاهدة) was signed.\n\nOrsen\n\nEl Niño, São Paulo, Besançon"),
        ("ar", "قال الوزير إن شركة Google وشركة Microsoft تعملان معا في البلاد.\n\nGoogle\n\nCOVID-19"),
        ("ru", "Министр заявил, что переговоры идут.\n\nPort Velin\n\nIBM"),
        ("und", ""),
        ("en", "1. Kadrun 3-1 Tashmar, Velin 2-2 Orsena, Upper Ford 0-4 Lower Ford, Dolmira 1-1 Selkara"),
    ],
)
def test_names_and_quotations_do_not_make_a_paragraph_foreign(main: str, text: str) -> None:
    assert language_ranges(text, main) == ()
