"""A sentence against a source in another language: who said it, names by their sound, numbers in words, denials."""

import pytest

from rag.verify import Evidence, verify
from rag.verify.dates import days
from rag.verify.quantities import quantities
from rag.verify.reading import read

COST = "The project will cost 2.4 billion dollars, Energy Minister Samir Adlan said at the signing."
DUST = "«Самым неожиданным оказался слой пыли», — рассказал руководитель экспедиции Тимур Ольховец."
COMPANY = "ومن المنتظر أن تزوّد المحطة 290 ألف منزل بالكهرباء، وفق تقديرات شركة الكهرباء الوطنية."


def found(sentence: str, language: str, source: str, of: str) -> set[str]:
    return {check.name for check in verify(sentence, language, [Evidence(text=source, language=of)]).checks}


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("قالت رئيسة الوزراء ميريلا توسان إن المشروع سيكلف 2.4 مليار دولار.", "ar", COST, "en"),
        ("Премьер-министр Мирела Тосан сказала, что проект обойдётся в 2,4 миллиарда долларов.", "ru", COST, "en"),
        ("وزیراعظم میریلا توسان نے کہا کہ منصوبے پر 2.4 ارب ڈالر لاگت آئے گی۔", "ur", COST, "en"),
        ("The station will supply 290,000 homes with electricity, the prime minister said.", "en", COMPANY, "ar"),
    ],
)
def test_another_speaker_is_told(sentence: str, language: str, source: str, of: str) -> None:
    assert found(sentence, language, source, of) & {"attribution", "names"}


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("قال وزير الطاقة سمير عدلان إن المشروع سيكلف 2.4 مليار دولار.", "ar", COST, "en"),
        ("وزیر توانائی سمیر عدلان نے بتایا کہ منصوبے پر 2.4 ارب ڈالر لاگت آئے گی۔", "ur", COST, "en"),
        ("The most unexpected thing was a layer of dust, said the leader of the expedition, Timur Olkhovets.", "en", DUST, "ru"),
        ("The station will supply 290,000 homes with electricity, the national electricity company estimated.", "en", COMPANY, "ar"),
    ],
)
def test_the_same_speaker_in_another_script_is_not(sentence: str, language: str, source: str, of: str) -> None:
    assert not found(sentence, language, source, of)


def test_a_title_alone_may_be_whoever_is_named() -> None:
    assert "attribution" not in found("The minister said the project will cost 2.4 billion dollars.", "en", COST, "en")
    assert "attribution" in found("The prime minister said the project will cost 2.4 billion dollars.", "en", COST, "en")


def test_short_names_are_not_the_same_for_two_shared_consonants() -> None:
    source = "Разрушен 241 дом, рассказал «Вестнику Орсена» командир отряда Марат Ельнов."
    assert "names" in found("241 houses were destroyed, said Mirela Tosan.", "en", source, "ru")
    assert "names" not in found("241 houses were destroyed, said Marat Yelnov.", "en", source, "ru")


def test_a_name_in_one_word_is_that_in_two() -> None:
    assert not found("Ночной поезд идёт из Порт-Велином в Кадрун.", "ru", "The night train goes from Port Velin to Kadrun.", "en")


def test_a_denial_that_nothing_in_the_source_makes_is_told() -> None:
    source = "Изотопный анализ выполнит Институт моря в Порт-Велине."
    assert "negation" in found("The isotope analysis will not be done by the Marine Institute in Port Velin.", "en", source, "ru")
    assert not found("The isotope analysis will be done by the Marine Institute in Port Velin.", "en", source, "ru")


@pytest.mark.parametrize(
    ("words", "value"), [("أربعون دقيقة", 40), ("أربع دقائق", 4), ("بعشرين عاما", 20), ("خمسة أطفال", 5), ("خمسين شخصا", 50)]
)
def test_arabic_numbers_of_one_root_are_told_apart(words: str, value: int) -> None:
    assert [quantity.value for quantity in quantities(read(words, "ar"))] == [value]


def test_months_are_known_in_every_case() -> None:
    assert [day.month for day in days(read("вышел в июне, а не в июле", "ru"))] == [6, 7]


def test_the_night_before_a_day_begins_the_day_before() -> None:
    source = "The river burst its banks on Sunday night."
    assert "dates" not in found("Река вышла из берегов в ночь на понедельник.", "ru", source, "en")
    assert "dates" in found("Река вышла из берегов в понедельник.", "ru", source, "en")
