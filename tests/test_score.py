import math

import numpy as np
import pytest

from index.language import CHANNELS, analyze
from index.language.codes import Codes, decode_terms, encode_terms
from rag.score import AnalysedQuestion, Scores, Statistics, analyse_question, score

Text = tuple[str, list[str]]  # title, sentences


def library(texts: list[Text], language: str) -> Codes:
    return decode_terms(
        [encode_terms(analyze(title, language), [analyze(one, language) for one in sentences]) for title, sentences in texts]
    )


def statistics_of(question: AnalysedQuestion, texts: list[Text], language: str) -> Statistics:
    whole = [[analyze(part, language) for part in (title, *sentences)] for title, sentences in texts]
    terms = {channel: [[term for part in text for term in getattr(part, channel)] for text in whole] for channel in CHANNELS}
    return Statistics(
        chunk_count=len(texts),
        document_frequency={
            channel: np.array([sum(term in text for text in terms[channel]) for term in question.vocabulary[channel]], dtype=np.int64)
            for channel in CHANNELS
        },
        average_length={channel: sum(map(len, terms[channel])) / len(texts) for channel in CHANNELS},
    )


def scored(question: str, texts: list[Text], *, language: str, question_language: str | None = None) -> Scores:
    analysed = analyse_question(question, question_language or language)
    return score(analysed, library(texts, language), statistics_of(analysed, texts, language))


ENGLISH: list[Text] = [
    ("Key projects", ["Brazil and Portugal set a wine trade target of US$100 million a year.", "They met."]),
    ("Dialogue", ["Portugal wants calmer seas.", "The minister met the harbour master in Lisbon."]),
    ("Students", ["Rui Falcao opened a school for sailors in Brazil."]),
]
ARABIC: list[Text] = [
    ("البرازيل", ["حددت الحكومتان حجم تجارة العنب المستهدف مع البرتغال بمبلغ 200 مليون دولار.", "وتناول الوفدان العشاء."]),
    ("الطقس", ["تهطل الأمطار على الجبال طوال الأسبوع."]),
]
RUSSIAN: list[Text] = [
    ("Мост", ["Железнодорожный мост через реку откроют в июле 2026 года, сообщил министр.", "Стоимость моста составила 4 млрд рублей."]),
    ("Погода", ["В горах ожидается снег."]),
]
URDU: list[Text] = [
    ("تجارت", ["پرتگال اور برازیل نے تجارت کا ہدف 20 کروڑ ڈالر مقرر کیا۔", "اجلاس شام کو ہوا۔"]),
    ("موسم", ["پہاڑوں میں برف باری کا امکان ہے۔"]),
]


def test_words_are_scored_by_bm25_worked_by_hand() -> None:
    texts: list[Text] = [("", ["trade trade grows"]), ("", ["snow"])]
    found = scored("trade", texts, language="en").chunks["words"]
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    resistance = 0.9 * (1 - 0.75 + 0.75 * 3 / 2)  # k1 .9, b .75; three words, two on average
    assert found == pytest.approx([idf * 2 * 1.9 / (2 + resistance), 0.0])


def test_a_repeated_question_word_weighs_more() -> None:
    once, twice = (scored(question, ENGLISH, language="en").chunks["words"][0] for question in ("trade", "trade trade"))
    assert twice == pytest.approx(2 * once)


def test_alternatives_of_one_word_count_once() -> None:
    """Portugal is found as a country and by its consonants, and still weighs no more than the rarer of the two."""
    analysed = analyse_question("Portugal", "en")
    assert len(analysed.vocabulary["bridge"]) > 1
    texts = [*ARABIC, ("", ["الرياض"])]
    both = score(analysed, library(texts, "ar"), statistics_of(analysed, texts, "ar")).chunks["bridge"]
    country = AnalysedQuestion(analysed.units, analysed.vocabulary)
    only = statistics_of(country, texts, "ar")
    highest = np.log1p((only.chunk_count - only.document_frequency["bridge"] + 0.5) / (only.document_frequency["bridge"] + 0.5)).max()
    assert 0 < both[0] < highest * 1.9
    assert both[1:] == pytest.approx([0, 0])


@pytest.mark.parametrize(
    ("question", "texts", "language"),
    [
        ("What wine trade target do Portugal and Brazil hope to reach?", ENGLISH, "en"),
        ("ما هو حجم تجارة العنب المستهدف بين البرتغال والبرازيل؟", ARABIC, "ar"),
        ("Когда откроют железнодорожный мост?", RUSSIAN, "ru"),
        ("پرتگال اور برازیل کا تجارت کا ہدف کیا ہے؟", URDU, "ur"),
    ],
)
def test_coverage_is_high_where_the_answer_is(question: str, texts: list[Text], language: str) -> None:
    found = scored(question, texts, language=language)
    assert found.coverage[0] > 0.6
    assert found.coverage[0] == found.coverage.max()
    assert found.sentences["coverage"][0] > found.sentences["coverage"][1]


@pytest.mark.parametrize(
    ("question", "texts", "language"),
    [
        ("What is the capital of France?", ENGLISH, "en"),
        ("ما هي عاصمة فرنسا؟", ARABIC, "ar"),
        ("Какая столица Франции?", RUSSIAN, "ru"),
        ("فرانس کا دارالحکومت کیا ہے؟", URDU, "ur"),
    ],
)
def test_coverage_is_low_where_nothing_answers(question: str, texts: list[Text], language: str) -> None:
    assert scored(question, texts, language=language).coverage.max() < 0.3


def test_words_that_stand_together_in_a_sentence_count_more_than_scattered_ones() -> None:
    texts: list[Text] = [
        ("", ["The ferry to Velin sails on Monday.", "Snow fell."]),
        ("", ["The ferry is late.", "Rain falls in Velin.", "He sails on Monday."]),
        ("", []),
    ]
    found = scored("When does the ferry to Velin sail on Monday?", texts, language="en")
    assert found.chunks["coverage"][0] == pytest.approx(found.chunks["coverage"][1])
    together, scattered, empty = found.chunks["proximity"]
    assert together == pytest.approx(found.coverage[0])
    assert 0 < scattered < 0.7 * together
    assert empty == 0
    assert "proximity" not in found.sentences


def test_coverage_crosses_languages_by_names_and_amounts() -> None:
    found = scored("Did Portugal and Brazil agree on 200 million?", ARABIC, language="ar", question_language="en")
    assert found.coverage[0] > 0.6
    assert found.coverage[1] == 0


def test_coverage_of_words_that_no_text_has_is_nothing() -> None:
    found = scored("zzzz qqqq", ENGLISH, language="en")
    assert found.coverage == pytest.approx([0, 0, 0])


def test_words_that_only_sound_alike_cover_nothing_within_a_language() -> None:
    texts: list[Text] = [("", ["The minister visited Poland."])]
    analysed = analyse_question("Who is Palandi?", "en")
    codes, statistics = library(texts, "en"), statistics_of(analysed, texts, "en")
    assert score(analysed, codes, statistics).coverage[0] == 1
    assert score(analysed, codes, statistics, same_language=np.array([True])).coverage[0] == 0


def test_a_passage_on_another_country_covers_less() -> None:
    texts: list[Text] = [("", ["The capital of Portugal is Lisbon."]), ("", ["The capital of the region is old."])]
    found = scored("What is the capital of Portugal?", texts, language="en").coverage
    other = scored("What is the capital of France?", texts, language="en").coverage
    assert found[0] == 1
    assert other.max() < 0.4


def test_a_title_counts_for_the_chunk_under_it() -> None:
    texts: list[Text] = [("Brazil", ["The capital lies in the north."]), ("", ["The capital lies in the north."])]
    found = scored("capital of Brazil", texts, language="en")
    assert found.coverage[0] > found.coverage[1]
    assert found.chunks["words"][0] > found.chunks["words"][1]
    assert found.chunks["title"] == pytest.approx([found.chunks["title"][0], 0])


def test_sentences_keep_their_order_and_chunk() -> None:
    found = scored("sailors", ENGLISH, language="en")
    assert found.sentence_chunks.tolist() == [0, 0, 1, 1, 2]
    assert int(np.argmax(found.sentences["words"])) == 4


@pytest.mark.parametrize("question", ["", "?!", "the of and"])
def test_a_question_without_subject_scores_and_covers_nothing_much(question: str) -> None:
    found = scored(question, ENGLISH, language="en")
    assert found.coverage == pytest.approx([0, 0, 0])
    assert all(np.isfinite(values).all() for values in found.chunks.values())


def test_no_candidates_give_empty_scores() -> None:
    analysed = analyse_question("trade", "en")
    found = score(analysed, decode_terms([]), statistics_of(analysed, ENGLISH, "en"))
    assert len(found.coverage) == len(found.sentence_chunks) == 0
