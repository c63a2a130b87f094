"""Quotes that can be read alone: their neighbours, the words that answer, and their order."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from index.models import Article
from rag import Sanad
from rag.differ.asked import asked
from rag.extract import pick_sentences, quoted
from rag.models import Sentence
from rag.quotes.emphasis import emphasis
from rag.quotes.neighbours import LONGEST, leans, takes_back, whole
from rag.quotes.order import in_time, wants_timeline
from tests.differing import article, passage, question

LEANING = [
    ("en", "They also hoped for an early conclusion."),
    ("en", "The correct number is 8,100, not 18,000."),
    ("en", '"We are not against the dam," she said.'),
    ("en", 'By 2032 that share should be below a fifth."'),
    ("en", "However, the wall was not built."),
    ("ar", "وأضاف: «نستورد اليوم ثلث حاجتنا»."),
    ("ar", "وقال إن المشروع سيوفر فرص عمل."),
    ("ar", "لكن ذلك لم يحدث."),
    ("ru", "По её словам, новые опоры выдержат."),
    ("ru", "Он сообщил об этом в среду."),
    ("ru", "Однако мост не открыли."),
    ("ur", "انہوں نے کہا کہ کام جاری ہے۔"),
    ("ur", "ان کے مطابق پل کھل جائے گا۔"),
    ("ur", "تاہم پل نہیں کھلا۔"),
]

ALONE = [
    ("en", "This year the dam was finished."),
    ("en", "It is expected that the dam will open in May."),
    ("en", "The minister said he was content."),
    ("ar", "وقال مسؤول في وزارة المالية إن الكلفة ارتفعت."),
    ("ar", "وأوضح المسؤول، الذي طلب عدم ذكر اسمه، أن الرقم لا يشمل الخطوط."),
    ("ru", "Мост длиной 640 метров построили в 1908 году."),
    ("ur", "سمیر عدلان نے کہا کہ کام جاری ہے۔"),
]


@pytest.mark.parametrize(("language", "text"), LEANING)
def test_a_sentence_leans_on_the_one_before(language: str, text: str) -> None:
    assert leans(text, language)


@pytest.mark.parametrize(("language", "text"), ALONE)
def test_a_sentence_stands_alone(language: str, text: str) -> None:
    assert not leans(text, language)


def quotes(text: str, holding: str, language: str = "en") -> list[str]:
    """The quotes of the sentence that holds these words."""
    found = article(text, language=language)
    near = passage(found).chunk.sentences
    span = next(one for one in near if holding in found.quote(one))
    return [found.quote(one) for one in whole(found, span, near)]


def test_he_said_gets_the_one_who_said_it() -> None:
    text = "Samir Adlan signed the contract. He said the work starts in May. The wall is long."
    assert quotes(text, "He said") == ["Samir Adlan signed the contract. He said the work starts in May."]


def test_a_correction_gets_what_it_corrects() -> None:
    text = "Our report gave a wrong figure for those evacuated. The correct number is 8,100, not 18,000."
    assert quotes(text, "8,100") == [text]


def test_whom_two_sentences_speak_of_stands_apart() -> None:
    text = "Both leaders met on Monday.\n\nThey hoped for a treaty.\n\nThey praised the dam."
    assert quotes(text, "praised") == ["Both leaders met on Monday.", "They praised the dam."]


def test_a_quotation_is_not_torn() -> None:
    text = '"We buy a third of it abroad. By 2032 that should be a fifth," Adlan said. The wall is long.'
    assert quotes(text, "By 2032") == ['"We buy a third of it abroad. By 2032 that should be a fifth," Adlan said.']
    assert quotes(text, "We buy") == ['"We buy a third of it abroad. By 2032 that should be a fifth," Adlan said.']


@pytest.mark.parametrize(
    ("language", "text", "holding"),
    [
        ("en", "The report said 19 people were killed. That was wrong, the ministry said. The road is open.", "19"),
        ("en", "The bank will close in May, a paper wrote. However, the bank denied it. The road is open.", "May"),
        ("ru", "Газета сообщила, что погибли 19 человек. Это не так, заявило министерство.", "19"),
        ("ar", "ذكرت صحيفة أن 19 شخصا قتلوا. هذا غير صحيح، بحسب الوزارة.", "19"),
        ("ur", "اخبار نے لکھا کہ 19 افراد ہلاک ہوئے۔ یہ درست نہیں، وزارت نے کہا۔", "19"),
    ],
)
def test_what_is_taken_back_comes_with_what_takes_it_back(language: str, text: str, holding: str) -> None:
    assert quotes(text, holding, language) == [text.removesuffix(" The road is open.")]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "The road is open."), ("en", "However, the road is open."), ("ru", "Дорога открыта.")]
)
def test_what_goes_on_takes_nothing_back(language: str, text: str) -> None:
    assert not takes_back(text, language)


def test_a_second_half_comes_with_the_first() -> None:
    text = "If the river falls, the bridge will open. Otherwise it stays closed until June."
    assert quotes(text, "Otherwise") == [text]


def test_the_other_side_of_a_sentence_stays_where_it_would_be_too_long() -> None:
    text = f"Samir Adlan {'very ' * (LONGEST // 5)}slowly signed. He said the work starts in May."
    assert quotes(text, "He said") == ["He said the work starts in May."]


EMPHASISED = [
    ("How many people were evacuated?", "en", "About 18,000 people were evacuated from 11 villages on 6 April.", ["18,000 people"]),
    ("How much will the dam cost?", "en", "The dam with 24 turbines will cost US$2.4 billion, he said.", ["US$2.4 billion"]),
    ("When was the bridge built?", "en", "The bridge of 640 metres was built in 1908.", ["1908"]),
    ("Who won the tender?", "en", "Corvane Marine, which won the tender, will install 24 turbines.", ["Corvane Marine"]),
    ("كم كلفة السد؟", "ar", "كلفة السد تصل إلى ٢٫٧ مليار دولار بحسب 3 مسؤولين.", ["٢٫٧ مليار دولار"]),
    ("Сколько домов разрушено?", "ru", "Разрушен 241 дом, ещё около 900 нуждаются в ремонте.", ["241 дом"]),
    ("کتنے گھروں کو بجلی ملے گی؟", "ur", "480 میگاواٹ کے بجلی گھر سے 3 لاکھ 50 ہزار گھروں کو بجلی ملے گی۔", ["3 لاکھ 50 ہزار گھروں"]),
    ("What did the minister say?", "en", "The minister said the dam costs $40 million.", []),
]


@pytest.mark.parametrize(("text", "language", "quote", "words"), EMPHASISED)
def test_the_words_that_answer_are_emphasised(text: str, language: str, quote: str, words: list[str]) -> None:
    found = emphasis(asked(question(text, language)), quote, language, None)
    assert [quote[start:end] for start, end in found] == words


def answer(text: str, articles: Sequence[Article], limit: int = 5) -> tuple[Sentence, ...]:
    asks = question(text)
    return quoted(pick_sentences(asks, [passage(each) for each in articles], limit=limit), asks)


def test_a_question_for_a_number_picks_the_sentence_that_has_it() -> None:
    found = article(
        "The flood forced many people to leave. Officials say 8,100 people were evacuated. People were evacuated at night by 40 boats."
    )
    assert [sentence.text for sentence in answer("How many people were evacuated?", [found])] == [
        "Officials say 8,100 people were evacuated."
    ]


def test_a_value_nobody_gave_yet_is_heard_too() -> None:
    texts = ["Officials say 8,100 people were evacuated.", "About 18,000 people were evacuated.", "Some 8,100 people were evacuated."]
    found = answer("How many people were evacuated?", [article(text) for text in texts])
    assert {"8,100" in sentence.text for sentence in found} == {True, False}


def test_what_a_joined_quote_holds_is_not_quoted_again() -> None:
    found = article("Samir Adlan said the dam will cost $40 million. He said the dam will cost more than $50 million by May.")
    sentences = answer("How much will the dam cost?", [found])
    assert len(sentences) == 1
    (citation,) = sentences[0].citations
    assert found.quote(citation.span) == citation.quote == sentences[0].text


def test_a_timeline_is_told_in_order_of_time() -> None:
    assert wants_timeline(question("Give me a timeline of the harbour strike"))
    assert not wants_timeline(question("When was the harbour strike?"))
    texts = ["The strike ended on 9 May 2026.", "The strike began on 2 March 2026.", "The strike was long."]
    places = [(found, passage(found).chunk.sentences[0]) for found in map(article, texts)]
    assert in_time(places) == [1, 0, 2]


def test_every_quote_of_an_answer_is_verbatim(sample_library: Path) -> None:
    with Sanad.open(sample_library) as sanad:
        found = sanad.ask("How many people were evacuated from Tashmar?")
        assert any(len(sentence.text) > len(sentence.citations[-1].quote) or ". " in sentence.text for sentence in found.sentences)
        for citation in found.citations:
            held = sanad.library.article(citation.span.article_id, citation.span.version)
            assert held.quote(citation.span) == citation.quote
        for sentence in found.sentences:
            assert all(citation.quote in sentence.text for citation in sentence.citations)
            assert all(sentence.text[start:end].strip() for start, end in sentence.emphasis)


def test_weekdays_count_back_from_the_day_of_publication() -> None:
    found = emphasis(asked(question("When did the river burst its banks?")), "The river burst its banks on Sunday.", "en", date(2026, 4, 7))
    assert found == ((29, 35),)


def test_a_question_for_a_price_is_not_answered_without_an_amount_of_money() -> None:
    found = article("They reaffirmed their commitment to the CASA-1000 project. The CASA-1000 project is 1,270 kilometres long.")
    assert answer("What is the price of CASA-1000?", [found]) == ()
    assert answer("How long is CASA-1000?", [found])
