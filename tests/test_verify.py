"""A sentence against quotes: coverage, verdicts, and what must agree exactly."""

from datetime import date

import pytest

from rag.verify import Evidence, Judgement, verify

TRADE = "Trade between the two countries came to 640 million dollars last year, most of it by sea."


def judged(
    sentence: str, source: str, *, language: str = "en", of: str = "en", title: str = "", published: date | None = None
) -> Judgement:
    return verify(sentence, language, [Evidence(text=source, language=of, title=title, published=published)])


def found(judgement: Judgement) -> set[tuple[str, str]]:
    return {(check.name, check.finding) for check in judgement.checks}


def test_a_verbatim_quote_is_supported_at_once() -> None:
    judgement = judged("most of it by sea", TRADE)
    assert (judgement.verdict, judgement.support, judgement.verbatim) == ("supported", 1.0, True)
    start, end = judgement.used[0][1:]
    assert TRADE[start:end] == TRADE


def test_nothing_supports_a_sentence_without_evidence() -> None:
    assert verify("Trade grew.", "en", []).verdict == "not_supported"


def test_another_subject_is_not_supported() -> None:
    judgement = judged("The glacier above the valley lost a fifth of its ice.", TRADE)
    assert judgement.verdict == "not_supported"
    assert "glacier" in judgement.reasons[0]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Last year the trade between both countries reached 640 million dollars.", "en"),
        ("Торговля между двумя странами в прошлом году составила 640 миллионов долларов.", "ru"),
        ("بلغت التجارة بين البلدين 640 مليون دولار العام الماضي.", "ar"),
        ("دونوں ملکوں کے درمیان تجارت گزشتہ سال 64 کروڑ ڈالر رہی۔", "ur"),
    ],
)
def test_the_same_in_other_words_is_supported(sentence: str, language: str) -> None:
    judgement = judged(sentence, TRADE, language=language)
    assert (judgement.verdict, judgement.reasons) == ("supported", ())


@pytest.mark.parametrize(
    ("sentence", "source", "name"),
    [
        ("Trade came to 460 million dollars last year.", TRADE, "numbers"),
        ("Trade came to 640 million euros last year.", TRADE, "units"),
        ("Trade came to 640 billion dollars last year.", TRADE, "numbers"),
        ("The wall is 3.2 miles long.", "The wall is 3.2 kilometres long.", "units"),
        ("They met on 7 June.", "They met on 1 June.", "dates"),
        ("They met on Friday.", "They met on Tuesday.", "dates"),
        ("The fair will be held in 2027.", "The fair will be held in 2028.", "dates"),
        ("The accord was signed by Anna Holt.", "The accord was signed by Maria Lopes.", "names"),
        ("The talks did not succeed.", "The talks did succeed.", "negation"),
        ("Trains cross the bridge.", "No trains cross the bridge.", "negation"),
        ("Prices rose in March.", "Prices fell in March.", "direction"),
        ("All schools stayed open.", "Some schools stayed open.", "quantifiers"),
        ("The minister said that the plan works.", "The union said that the plan works.", "attribution"),
        ("The bridge has reopened to trains.", "The bridge may reopen to trains.", "modality"),
    ],
)
def test_a_contradiction_is_named(sentence: str, source: str, name: str) -> None:
    judgement = judged(sentence, source)
    assert (name, "contradiction") in found(judgement)
    assert judgement.verdict != "supported"


def test_a_reason_says_what_both_say() -> None:
    judgement = judged("Trade came to 460 million dollars last year.", TRADE)
    assert judgement.reasons == ("The source says 640 million dollars, the sentence says 460 million dollars.",)


def test_absence_is_told_apart_from_contradiction() -> None:
    judgement = judged("Trade between the two countries grew, Anna Holt wrote in 2019.", TRADE)
    assert {("names", "absent"), ("dates", "absent")} <= found(judgement)
    assert "The source does not mention Anna Holt." in judgement.reasons


def test_a_name_of_the_title_is_not_missing() -> None:
    source = "The bridge was closed for repairs."
    assert ("names", "absent") in found(judged("The Tashmar bridge was closed for repairs.", source))
    assert not judged("The Tashmar bridge was closed for repairs.", source, title="Tashmar waits for its bridge").checks


def test_a_weekday_is_a_date_on_the_day_of_publication() -> None:
    source = "They signed the contract on Tuesday."
    published = date(2026, 3, 4)
    assert not judged("They signed the contract on 3 March.", source, published=published).checks
    assert judged("They signed the contract on 2 March.", source, published=published).checks


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("The prize was 250,000 dollars.", "en", "فاتح ٹیم کو ڈھائی لاکھ ڈالر انعام دیا گیا۔", "ur"),
        ("The project costs 2.4 billion dollars.", "en", "منصوبے پر 2 ارب 40 کروڑ ڈالر لاگت آئے گی۔", "ur"),
        ("They restored 4,300 manuscripts.", "en", "رمموا ٤٣٠٠ مخطوطة", "ar"),
        ("The ice is 11,400 years old.", "en", "Льду 11 400 лет.", "ru"),
        ("Two thirds of the money is a loan.", "en", "Две трети денег — кредит.", "ru"),
    ],
)
def test_amounts_agree_across_digits_scripts_and_scales(sentence: str, language: str, source: str, of: str) -> None:
    assert not {name for name, _ in found(judged(sentence, source, language=language, of=of))} & {"numbers", "units"}


def test_one_wrong_clause_leaves_the_other_standing() -> None:
    source = "The army sent 650 soldiers to the flooded town. The river had burst its banks on Sunday night."
    judgement = judged("The river burst its banks on Sunday night, and the army sent 950 soldiers to the town.", source)
    assert judgement.verdict == "partly"
    assert [clause.verdict for clause in judgement.clauses] == ["supported", "not_supported"]


def test_a_phrase_that_only_looks_negative_denies_nothing() -> None:
    assert "negation" not in {
        check.name for check in judged("The drought lasted 60 years.", "Засуха длилась не меньше 60 лет.", of="ru").checks
    }


def test_a_comparison_can_be_left_out() -> None:
    evidence = [Evidence(text=TRADE, language="en")]
    sentence = "Trade between the two countries came to 460 million dollars last year."
    assert verify(sentence, "en", evidence, comparisons=()).checks == ()
    assert verify(sentence, "en", evidence, comparisons=("numbers",)).checks


def test_rarity_decides_what_weighs() -> None:
    evidence = [Evidence(text="The harbour was quiet.", language="en")]
    common = verify("The harbour was crowded.", "en", evidence, rarity=lambda stem: 1.0 if stem.startswith("crowd") else 9.0)
    rare = verify("The harbour was crowded.", "en", evidence, rarity=lambda stem: 9.0 if stem.startswith("crowd") else 1.0)
    assert common.coverage > 0.8 > 0.2 > rare.coverage


def test_a_language_without_word_lists_is_judged_by_coverage() -> None:
    assert (
        judged(
            "Handeln uppgick till 640 miljoner dollar.", "Handeln uppgick i fjol till 640 miljoner dollar.", language="sv", of="sv"
        ).coverage
        > 0.6
    )
