"""Exact match and token F1 against the script of SQuAD, and what each language adds, worked by hand."""

import random
import re
import string
from collections import Counter

import pytest

from eval.reference import contains, exact_match, facts_held, token_f1, tokens


def _squad(text: str) -> list[str]:
    """The normalisation of the official script of SQuAD 1.1."""
    text = "".join(character for character in text.lower() if character not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def _squad_f1(one: str, other: str) -> float:
    said, wanted = _squad(one), _squad(other)
    common = sum((Counter(said) & Counter(wanted)).values())
    if not said or not wanted:
        return float(said == wanted)
    return 0.0 if not common else 2 * (common / len(said)) * (common / len(wanted)) / (common / len(said) + common / len(wanted))


def test_english_is_as_in_squad() -> None:
    chance = random.Random(5)
    words = ["The", "the", "cat", "Cat,", "a", "An", "U.S.", "well-known", "(sat)", "mat!", "12", "don't", "it's", "mats"]
    for _ in range(300):
        one, other = (" ".join(chance.choices(words, k=chance.randint(0, 6))) for _ in range(2))
        assert token_f1(one, [other], "en") == pytest.approx(_squad_f1(one, other)), (one, other)
        assert exact_match(one, [other], "en") == float(_squad(one) == _squad(other)), (one, other)


def test_the_best_reference_counts() -> None:
    assert token_f1("in the month of May", ["June", "May"], "en") == pytest.approx(2 * 1 / (4 + 1))
    assert exact_match("May.", ["June", "may"], "en") == 1
    assert (exact_match("", ["May"], "en"), token_f1("", ["May"], "en"), token_f1("May", [], "en")) == (0, 0, 0)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ar", "في المدينة", "في مدينه"),  # the article, and a letter that is written in two ways
        ("ar", "إسحاقُ", "اسحاق"),  # hamza and vowel signs
        ("ar", "٣٫٥ مليون", "3.5 مليون"),
        ("fa", "ك\u0640تاب ي", "کتاب ی"),  # keyboards differ; a stroke that only lengthens
        ("ru", "Ёлка", "елка"),
        ("fr", "l'été", "été"),
        ("de", "Die Straße", "strasse"),
        ("es", "¿La niña?", "nina"),
        ("en", "1,250,000", "1250000"),
        ("de", "3,5", "3.5"),
        ("zh", "北京市。", "北京市"),
        ("ur", "«لاہور»", "لاهور"),
    ],
)
def test_forms_of_one_answer_are_the_same(language: str, one: str, other: str) -> None:
    assert tokens(one, language) == tokens(other, language) != ()


def test_numbers_are_not_run_together() -> None:
    assert exact_match("5.3 percent", ["53 percent"], "en") == 0
    assert exact_match("3.5.", ["3.5"], "en") == 1
    assert tokens("1,000 and 2.5", "en") == ("1000", "and", "2.5")


def test_what_is_written_without_spaces_is_compared_by_character() -> None:
    assert tokens("東京タワー", "ja") == tuple("東京タワー")
    assert token_f1("東京", ["東京都"], "ja") == pytest.approx(2 * 2 / (2 + 3))
    assert contains("塔在東京都内", "東京都", "zh")


def test_an_article_is_only_left_out_of_its_own_language() -> None:
    assert tokens("die cast", "en") == ("die", "cast") and tokens("die Stadt", "de") == ("stadt",)
    assert tokens("الا", "ar") == ("الا",)  # too short to be a noun with its article


def test_key_facts() -> None:
    facts = ["12 million|12m", "the port of Tersan", "2026"]
    assert facts_held("It costs 12m and is built in the Port of Tersan.", facts, "en") == 2
    assert facts_held("112 million", facts[:1], "en") == 0  # words, not letters
    assert not contains("anything", "...", "en")
