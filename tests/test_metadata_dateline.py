from datetime import date

import pytest

from index.metadata import complete, find_dateline
from index.models import RawArticle


def raw(text: str, *, language: str | None = None) -> RawArticle:
    return RawArticle(origin="file:///articles/report.txt", text=text, language=language)


@pytest.mark.parametrize(
    ("language", "text", "place", "agency"),
    [
        ("en", "ISLAMABAD: The minister said that talks go on.", "Islamabad", None),
        ("en", "PORT VELIN (Orsen Wire) — The minister said that talks go on.", "Port Velin", "Orsen Wire"),
        ("en", "PORT VELIN — The minister said that talks go on.", "Port Velin", None),
        ("en", "KADRUN, Norvand (AP) – The minister said that talks go on.", "Kadrun, Norvand", "AP"),
        ("en", "KADRUN, April 3 (Orsen Wire) - The minister said that talks go on.", "Kadrun", "Orsen Wire"),
        ("ar", "القاهرة (أ ف ب) - قال الوزير إن المحادثات بين البلدين مستمرة.", "القاهرة", "أ ف ب"),
        ("en", "Kadrun (Reuters) - The minister said that talks go on.", "Kadrun", "Reuters"),
        ("en", "NEW DELHI/KABUL: The minister said that talks go on.", "New Delhi/Kabul", None),
        ("en", "WASHINGTON DC: The minister said that talks go on.", "Washington DC", None),
        ("ar", "بورت فيلين – قال الوزير إن المحادثات بين البلدين مستمرة.", "بورت فيلين", None),
        ("ar", "كادرون (وكالات) - قال الوزير إن المحادثات بين البلدين مستمرة.", "كادرون", "وكالات"),
        ("ar", "القاهرة - رويترز: قال الوزير إن المحادثات بين البلدين مستمرة.", "القاهرة", "رويترز"),
        ("ar", "القاهرة: قال الوزير إن المحادثات بين البلدين مستمرة.", "القاهرة", None),
        ("ur", "اسلام آباد: وزیر خارجہ نے کہا ہے کہ مذاکرات جاری ہیں۔", "اسلام آباد", None),
        ("ur", "کادرون (اسٹاف رپورٹر) – وزیر خارجہ نے کہا ہے کہ مذاکرات جاری ہیں۔", "کادرون", "اسٹاف رپورٹر"),
        ("ru", "ТАШМАР, 3 апреля — Министр заявил, что переговоры между странами идут.", "Ташмар", None),
        ("ru", "ТАШМАР, 3 апр — РИА Новости. Министр заявил, что переговоры идут.", "Ташмар", "РИА Новости"),
        ("ru", "Ташмар. 3 апреля. (Вестник) — Министр заявил, что переговоры идут.", "Ташмар", "Вестник"),
    ],
)
def test_a_dateline_tells_the_place(language: str, text: str, place: str, agency: str | None) -> None:
    found = find_dateline(f"Talks go on\n\n{text}", language=language)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)
    assert complete(raw(f"Talks go on\n\n{text}\n\nMore.", language=language)).text == f"{text}\n\nMore."


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "BREAKING: The minister said that the talks go on."),
        ("en", "NATO: The minister said that the talks will go on."),
        ("en", "Result: The minister said that the talks will go on."),
        ("en", "The minister – who had been ill – said that the talks go on."),
        ("en", "Tidal power (Orsen) – a kind of power that comes from the sea and the moon."),
        ("ur", "دی ہائی بریڈ (موسیقی): تین افراد پر مشتمل ایک گروپ نے اپنا نیا گیت پیش کیا ہے۔"),
        ("ru", "Ташмар (город) — это крупный город на берегу реки Орсен с портом."),
        ("en", "COVID-19 – The minister said that the talks will go on."),
        ("en", "At 10:30 the minister said that the talks will go on."),
        ("en", "QUESTION: Will the talks go on this week or later?\n\nANSWER: They will go on for as long as it takes."),
        ("en", "SMITH: Will the talks go on this week or later?\n\nJONES: They will go on for as long as it takes."),
        ("ar", "الرئيس – الذي وصل أمس – قال إن المحادثات مستمرة بين البلدين."),
        ("ar", "قال المتحدث: المحادثات بين البلدين مستمرة حتى نهاية الأسبوع."),
        ("ar", "اتفق البلدان – كما قال الوزير – على استمرار المحادثات."),
        ("ar", "ملاحظة: المحادثات بين البلدين مستمرة حتى نهاية الأسبوع."),
        ("ur", "سوال: کیا مذاکرات اس ہفتے بھی جاری رہیں گے یا نہیں؟"),
        ("ru", "Справка: переговоры между странами идут уже три года подряд."),
        ("ru", "Министр — человек новый, и переговоры он ведет осторожно."),
    ],
)
def test_what_is_no_dateline_names_no_place(language: str, text: str) -> None:
    assert find_dateline(f"Talks go on\n\n{text}", language=language) is None


def test_a_dateline_with_its_year_tells_the_day() -> None:
    article = complete(raw("Dam opens\n\nPORT VELIN, Dec. 3, 2025 /Orsen Wire/ -- The dam was opened by the minister."))
    assert (article.place, article.published, article.found["published"]) == ("Port Velin", date(2025, 12, 3), "text")
