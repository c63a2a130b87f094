from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.language import CHANNELS, Terms, analyze, detect, direction, units


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is the capital of France?", "en"),
        ("Rosa Marin", "en"),
        ("ما هي عاصمة فرنسا؟", "ar"),
        ("فہمیدہ ڈار کون ہیں؟", "ur"),
        ("پاکستان اور کرغزستان کی تجارت", "ur"),
        ("پایتخت فرانسه کجاست؟", "fa"),
        ("Кто такой Исхак Дар?", "ru"),
        ("Столица Франции", "ru"),
        ("Хто такий президент України?", "uk"),
        ("Quelle est la capitale de la France ?", "fr"),
        ("Wie heißt die Hauptstadt von Frankreich?", "de"),
        ("法国的首都是哪里？", "zh"),
        ("フランスの首都はどこですか", "ja"),
        ("프랑스의 수도는 어디입니까?", "ko"),
        ("เมืองหลวงของฝรั่งเศส", "th"),
        ("2027-2028?", "und"),
        ("", "und"),
    ],
)
def test_short_questions_are_recognised(text: str, language: str) -> None:
    assert detect(text) == language


def test_a_foreign_name_does_not_change_the_language_of_an_article() -> None:
    assert detect("أعلنت شركة گوگل ومؤسسة پاناسونيك عن اتفاق جديد في مدينة الرياض يوم الخميس الماضي") == "ar"
    assert detect("Компания Google Inc. и банк Goldman Sachs подписали соглашение в Москве, сообщили они.") == "ru"


@pytest.mark.parametrize(
    ("language", "expected"), [("ar", "rtl"), ("ur", "rtl"), ("fa", "rtl"), ("he", "rtl"), ("en", "ltr"), ("und", "ltr")]
)
def test_direction(language: str, expected: str) -> None:
    assert direction(language) == expected


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("إسحاق", "اسحاق", "ar"),
        ("مُحَمَّد", "محمد", "ar"),
        ("مـحـمـد", "محمد", "ar"),
        ("مكتبة", "مكتبه", "ar"),
        ("على", "علي", "ar"),
        ("عام ٢٠٢٥", "عام 2025", "ar"),
        ("۱۲۳ لوگ", "123 لوگ", "ur"),
        ("پاکستان کی", "پاكستان كي", "ur"),
        ("ещё ёлка", "еще елка", "ru"),
        ("за́мок", "замок", "ru"),
        ("café Ångström", "CAFE Angstrom", "fr"),
        ("ﬁnance", "finance", "en"),
        ("１２３", "123", "ja"),
    ],
)
def test_written_forms_of_one_word_are_one_term(one: str, other: str, language: str) -> None:
    assert analyze(one, language) == analyze(other, language)


def test_letters_that_differ_in_meaning_stay_apart() -> None:
    assert analyze("мой", "ru") != analyze("мои", "ru")
    assert analyze("किला", "hi") != analyze("कला", "hi")


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("meetings", "meeting", "en"),
        ("والتجارة", "تجارة", "ar"),
        ("بالمكتبة", "المكتبة", "ar"),
        ("выборами", "выборы", "ru"),
    ],
)
def test_inflected_forms_share_a_stem(one: str, other: str, language: str) -> None:
    assert analyze(one, language).words == analyze(other, language).words


def test_latin_words_in_another_script_are_stemmed_as_english() -> None:
    assert analyze("connectivity projects", "ar").words == analyze("Connectivity Project", "en").words


def test_grams_stay_within_words_and_mark_their_edges() -> None:
    assert analyze("trade in", "en").grams == ("_tra", "trad", "rade", "ade_", "_in_")


def test_writing_without_spaces_is_cut_by_characters() -> None:
    terms = analyze("法国首都", "zh")
    assert terms.words == ("法国", "国首", "首都")
    assert terms.grams == ("法", "国", "首", "都")
    assert "place:FR" in terms.bridge
    assert set(analyze("กรุงเทพ", "th").words) < set(analyze("กรุงเทพมหานคร", "th").words)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("100 million", "en"),
        ("US$100m", "en"),
        ("100,000,000", "en"),
        ("100 مليون", "ar"),
        ("١٠٠ مليون", "ar"),
        ("100 млн", "ru"),
        ("100 миллионов", "ru"),
        ("100 000 000", "ru"),
        ("10 کروڑ", "ur"),
        ("100 ملین", "ur"),
        ("100 Millionen", "de"),
        ("100.000.000", "de"),
        ("1亿", "zh"),
    ],
)
def test_one_amount_is_one_token_in_every_language(text: str, language: str) -> None:
    assert "#100000000" in analyze(text, language).bridge


@pytest.mark.parametrize(
    ("text", "language", "token"),
    [
        ("1.5 billion", "en", "#1500000000"),
        ("1,5 млрд", "ru", "#1500000000"),
        ("1.5 مليار", "ar", "#1500000000"),
        ("1.5%", "en", "#1.5"),
        ("1,5%", "ar", "#1.5"),
        ("007", "en", "#7"),
    ],
)
def test_decimals_follow_the_language(text: str, language: str, token: str) -> None:
    assert analyze(text, language).bridge[0] == token


def test_a_metre_is_not_a_million() -> None:
    assert analyze("100 m", "en").bridge[0] == "#100"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"{date(2025, 7, 29):%d.%m.%Y}", "ru"),
        (date(2025, 7, 29).isoformat(), "en"),
        ("29 July 2025", "en"),
        ("29 июля 2025 года", "ru"),
        ("٢٩ يوليو ٢٠٢٥", "ar"),
        ("29 جولائی 2025", "ur"),
    ],
)
def test_a_date_is_the_same_however_it_is_written(text: str, language: str) -> None:
    assert {"#29", "month:7", "#2025"} <= set(analyze(text, language).bridge)


def test_a_version_is_no_date() -> None:
    assert analyze("1.12.3", "en").words == ("1", "12", "3")


@pytest.mark.parametrize(
    ("text", "language"),
    [("US$100 million", "en"), ("$100m", "en"), ("100 مليون دولار", "ar"), ("100 млн долларов", "ru"), ("10 کروڑ ڈالر", "ur")],
)
def test_money_is_the_same_however_it_is_written(text: str, language: str) -> None:
    assert {"#100000000", "=dollar"} <= set(analyze(text, language).bridge)


@pytest.mark.parametrize(
    ("text", "language"), [("45%", "en"), ("45 per cent", "en"), ("٤٥ في المئة", "ar"), ("45 процентов", "ru"), ("45 فیصد", "ur")]
)
def test_a_share_is_the_same_however_it_is_written(text: str, language: str) -> None:
    assert {"#45", "=percent"} <= set(analyze(text, language).bridge)


def concepts(text: str, language: str) -> set[str]:
    return {token for token in analyze(text, language).bridge if token.startswith("=")}


@pytest.mark.parametrize(
    ("english", "other", "language"),
    [
        ("the agreements", "والاتفاقيات", "ar"),
        ("agreements", "соглашения", "ru"),
        ("harvests", "المحاصيل", "ar"),
        ("harvest", "урожая", "ru"),
        ("harvest", "فصلیں", "ur"),
        ("hospital", "ہسپتالوں", "ur"),
        ("the prime minister", "رئيس الوزراء", "ar"),
        ("prime minister", "وزیر اعظم", "ur"),
    ],
)
def test_words_that_mean_the_same_share_a_concept(english: str, other: str, language: str) -> None:
    assert concepts(english, "en") & concepts(other, language)
    assert not concepts("volcano", "en") & concepts(other, language)


def test_what_several_words_mean_stands_before_what_each_means() -> None:
    (unit,) = units("prime minister", "en")
    assert unit.bridge[0] in concepts("رئيس الوزراء", "ar")
    assert set(unit.bridge) > concepts("minister", "en")
    assert not unit.is_anchor


def test_function_words_mean_no_concept() -> None:
    assert not [token for token in analyze("which of these is the", "en").bridge if token.startswith("=")]


@pytest.mark.parametrize(
    ("first", "second", "token"),
    [
        (("Kyrgyzstan", "en"), ("قيرغيزستان", "ar"), "place:KG"),
        (("Pakistan", "en"), ("وباكستان", "ar"), "place:PK"),
        (("Pakistan's", "en"), ("پاکستان", "ur"), "place:PK"),
        (("the United States", "en"), ("الولايات المتحدة", "ar"), "place:US"),
        (("France", "en"), ("во Франции", "ru"), "place:FR"),
        (("in July", "en"), ("في يوليو", "ar"), "month:7"),
        (("July", "en"), ("29 июля", "ru"), "month:7"),
        (("Thursday", "en"), ("الخميس", "ar"), "day:3"),
    ],
)
def test_names_known_to_cldr_are_one_token(first: tuple[str, str], second: tuple[str, str], token: str) -> None:
    assert token in analyze(*first).bridge
    assert token in analyze(*second).bridge


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Ishaq Velinov", "en"), ("إسحاق فيلينوف", "ar")),
        (("Vladimir", "en"), ("Владимир", "ru")),
        (("Karolina", "en"), ("Carolina", "en")),
        (("Churchill", "en"), ("تشرشل", "ar")),
        (("Khrushchev", "en"), ("Хрущёв", "ru")),
    ],
)
def test_names_meet_by_their_consonants(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert not set(analyze(*first).bridge).isdisjoint(analyze(*second).bridge)


def test_different_names_do_not_meet() -> None:
    assert set(analyze("Madrid", "en").bridge).isdisjoint(analyze("موسكو", "ar").bridge)


def test_a_name_of_several_words_is_one_unit_with_its_words() -> None:
    found = units("Who leads the United Kingdom?", "en")
    named = next(unit for unit in found if "place:GB" in unit.bridge)
    assert named.words == ("unit", "kingdom")
    assert [unit.informative for unit in found] == [False, True, False, True]


@given(st.text(max_size=200), st.sampled_from(["en", "ar", "ur", "ru", "zh", "th", "hi", "fr", "tr", "und", "xx", "pt-BR", ""]))
@settings(max_examples=200, deadline=None)
def test_analysis_never_fails_and_is_deterministic(text: str, language: str) -> None:
    first = analyze(text, language)
    assert first == analyze(text, language)
    assert all(term for channel in CHANNELS for term in getattr(first, channel))
    assert isinstance(first, Terms)


@given(st.text(max_size=100))
@settings(max_examples=100, deadline=None)
def test_detection_never_fails(text: str) -> None:
    language = detect(text)
    assert language == "und" or language.isalpha()
    assert direction(language) in {"ltr", "rtl"}
