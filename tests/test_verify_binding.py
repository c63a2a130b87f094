"""What a source says of one name is no support for the same of another name that it has too."""

import pytest

from rag.verify import Evidence, check, verify
from tests.test_verify_against import library, passage

TALKS = (
    "Idris Melkan of Norvand and Hana Belcourt of Selkara signed the accord after two days of talks."
    " The talks were mediated by the president of Dolmira, Oda Lindt. She flew home on Friday."
)
POWER = "Prime Minister Mirela Tosan called the station the largest investment. The fishers' union speaks for 600 boats."


def verdict(sentence: str, text: str, title: str = "") -> tuple[str, tuple[str, ...]]:
    judged = verify(sentence, "en", [Evidence(text=text, language="en", title=title)])
    return judged.verdict, judged.reasons


@pytest.mark.parametrize("name", ["Hana Belcourt", "Idris Melkan"])
def test_a_name_of_another_sentence_did_not_do_it(name: str) -> None:
    assert verdict(f"The talks were mediated by {name}.", TALKS) == ("partly", (f"The source does not say this of {name}.",))


@pytest.mark.parametrize(
    "sentence",
    ["The talks were mediated by Oda Lindt.", "Hana Belcourt signed the accord.", "The accord was signed by Idris Melkan after two days."],
)
def test_who_did_it_did_it(sentence: str) -> None:
    assert verdict(sentence, TALKS) == ("supported", ())


def test_a_sentence_without_a_name_speaks_of_the_name_before_it() -> None:
    assert verdict("Oda Lindt flew home on Friday.", TALKS) == ("supported", ())


def test_what_one_article_says_of_nobody_is_not_what_another_name_did() -> None:
    search = library(passage(POWER, "en", "Power"), passage(TALKS, "en", "Talks"))
    (judged,) = check("The talks were mediated by Mirela Tosan.", search=search)
    assert judged.judgement.verdict == "partly"
    assert [citation.quote for citation in judged.citations] == ["The talks were mediated by the president of Dolmira, Oda Lindt."]


def test_who_is_told_more_of_between_commas_is_who_said_it() -> None:
    text = "Prime Minister Mirela Tosan, who flew over the whole area by helicopter, promised each household 2,000 dollars."
    assert verdict("Mirela Tosan promised each household 2,000 dollars.", text) == ("supported", ())
    assert verdict("Hana Belcourt promised each household 2,000 dollars.", text)[0] == "not_supported"
