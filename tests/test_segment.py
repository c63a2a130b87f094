import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.segment import CHUNK_CHARACTERS, SENTENCE_CHARACTERS, WINDOW_CHARACTERS, Piece, Range, chunks, sentences

LANGUAGES = st.sampled_from(["en", "ar", "ur", "ru", "zh", "fa", "und", "xx"])
PIECES = st.sampled_from(
    [
        "The dam opened on Monday. It cost 2.4 billion dollars! Did it?",
        "قال الوزير إن السد افتتح يوم الاثنين. وأضاف د. كريم أن الكلفة بلغت 2.7 مليار؟",
        "وزیر نے کہا کہ ڈیم کھل گیا۔ لاگت دو ارب ڈالر رہی۔",
        "Плотина открылась 3 марта 2026 г. в Кадруне. Стоимость — 2,4 млрд долл. США.",
        "大坝周一开放。耗资二十四亿美元！真的吗？",
        "👩‍🚀🎉 opened 🇸🇴. Yes.",
        "ni\u0303o cafe\u0301 ا\u0651 ب\u064f.",
        "no full stop at all",
        "# A heading",
        "A heading without a mark",
        "- an item of a list",
        "x" * 950,
        "word " * 500,
        "\n",
        "\n\n",
        "\r\n",
        "\r\n\r\n",
        "\r",
        " ",
        "   ",
        "\t",
        "\u3000",
        "...",
        "\"'»)",
    ]
)
TEXTS = st.text() | st.lists(PIECES, max_size=30).map("".join)


def quotes(text: str, ranges: tuple[Range, ...]) -> list[str]:
    return [text[start:end] for start, end in ranges]


def check_sentences(text: str, found: tuple[Range, ...]) -> None:
    assert all(first.end <= second.start for first, second in pairwise(found))
    for quote in quotes(text, found):
        assert quote == quote.strip() != ""
        assert len(quote) <= SENTENCE_CHARACTERS
    covered = {position for start, end in found for position in range(start, end)}
    assert {position for position, character in enumerate(text) if not character.isspace()} <= covered


def check_chunks(found: tuple[Piece, ...], whole: tuple[Range, ...], limit: int) -> None:
    assert tuple(sentence for piece in found for sentence in piece.sentences) == whole
    assert all(piece.end - piece.start <= limit or len(piece.sentences) == 1 for piece in found)
    assert all((piece.start, piece.end) == (piece.sentences[0].start, piece.sentences[-1].end) for piece in found)


@settings(deadline=None)
@given(TEXTS, LANGUAGES, st.sampled_from([40, CHUNK_CHARACTERS]))
@example("One. Two.\r\n\r\nOne. Two.\r\rOne. Two.", "en", 40)
def test_sentences_cover_every_visible_character_once_and_chunks_are_runs_of_them(text: str, language: str, limit: int) -> None:
    whole = sentences(text, language)
    check_sentences(text, whole)
    check_chunks(chunks(text, language, limit=limit), whole, limit)


@settings(deadline=None, max_examples=40)
@given(st.lists(PIECES, min_size=200, max_size=300).map("".join), LANGUAGES)
@example("The dam opened. " * (WINDOW_CHARACTERS // 8), "en")
@example("大坝周一开放。" * (WINDOW_CHARACTERS // 3), "zh")
@example("word " * WINDOW_CHARACTERS, "en")
def test_a_text_longer_than_a_window_is_covered_too(text: str, language: str) -> None:
    whole = sentences(text, language)
    check_sentences(text, whole)
    check_chunks(chunks(text, language), whole, CHUNK_CHARACTERS)


def test_a_window_ends_no_sentence() -> None:
    text = "The dam of Selkara opened on Monday. " * (WINDOW_CHARACTERS // 10)
    assert set(quotes(text, sentences(text, "en"))) == {"The dam of Selkara opened on Monday."}


def test_a_window_without_an_end_is_cut_between_words() -> None:
    text = "dam " * WINDOW_CHARACTERS
    assert {word for quote in quotes(text, sentences(text, "en")) for word in quote.split(" ")} == {"dam"}


def test_a_repeated_paragraph_has_offsets_of_its_own() -> None:
    text = "He signed. She did not.\n\nHe signed. She did not.\n\nHe signed. She did not."
    found = sentences(text, "en")
    assert quotes(text, found) == ["He signed.", "She did not."] * 3
    assert [sentence.start for sentence in found] == [0, 11, 25, 36, 50, 61]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "It cost approx. 5 dollars. He paid.", ["It cost approx. 5 dollars.", "He paid."]),
        ("en", "Gen. Melkan signed. He left.", ["Gen. Melkan signed.", "He left."]),
        ("ar", "قال د. أحمد إن السد جاهز. وغادر.", ["قال د. أحمد إن السد جاهز.", "وغادر."]),
        ("ar", "غادر الوزير.\n\nد. أحمد بقي هناك.", ["غادر الوزير.", "د. أحمد بقي هناك."]),
        ("ru", "В 2026 г. Кадрун построил мост. Он открыт.", ["В 2026 г. Кадрун построил мост.", "Он открыт."]),
        ("ur", "وزیر نے کہا۔ پھر وہ گئے۔", ["وزیر نے کہا۔", "پھر وہ گئے۔"]),
        ("zh", "大坝开放。耗资很多！", ["大坝开放。", "耗资很多！"]),
        ("und", "One here. Two there.", ["One here.", "Two there."]),
        ("en", "no end at all", ["no end at all"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(language: str, text: str, expected: list[str]) -> None:
    assert quotes(text, sentences(text, language)) == expected


def test_lines_wrapped_by_a_machine_are_one_paragraph() -> None:
    text = (
        "The foreign ministers of Norvand and Selkara agreed on\n"
        "Thursday to reopen three crossings on the Orsen river by\n"
        "1 June. The border had been shut for seven years."
    )
    assert [quote.replace("\n", " ") for quote in quotes(text, sentences(text, "en"))] == [
        "The foreign ministers of Norvand and Selkara agreed on Thursday to reopen three crossings on the Orsen river by 1 June.",
        "The border had been shut for seven years.",
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_that_were_not_wrapped_stand_alone(line_end: str) -> None:
    text = line_end.join(["Turnout by town", "Kadrun 61 percent", "Port Velin 58 percent and rising since the polls opened"])
    assert quotes(text, sentences(text, "en")) == text.split(line_end)


def test_a_windows_line_end_is_no_blank_line() -> None:
    lines = ["The foreign ministers of Norvand and Selkara agreed on", "Thursday to reopen three crossings on the Orsen."]
    assert len(sentences("\r\n".join(lines), "en")) == len(sentences("\n".join(lines), "en")) == 1


@pytest.mark.parametrize("heading", ["The talks", "## The talks", "المحادثات"])
def test_a_chunk_never_crosses_a_heading(heading: str) -> None:
    text = f"The river rose.\n\n{heading}\n\nThe ministers met. They signed."
    found = chunks(text, "en")
    assert [text[piece.start : piece.end] for piece in found] == ["The river rose.", f"{heading}\n\nThe ministers met. They signed."]


def test_a_section_is_divided_evenly() -> None:
    text = "The river rose by one metre. " * 40
    lengths = [piece.end - piece.start for piece in chunks(text, "en")]
    assert len(lengths) == 2
    assert max(lengths) - min(lengths) < 60


def test_a_sentence_above_the_limit_is_a_chunk_of_its_own() -> None:
    text = f"Short one. {'long ' * 250}end. Short two."
    assert [len(piece.sentences) for piece in chunks(text, "en")] == [1, 1, 1]


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\u3000"])
def test_a_blank_text_has_neither(text: str) -> None:
    assert not sentences(text, "en")
    assert not chunks(text, "en")


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "ش" * 300_000, "word\n" * 100_000, "a" + " " * 300_000 + "b", "他说。" * 30_000, "\n \n" * 100_000, "\"('" * 50_000],
    ids=["no spaces", "arabic", "short lines", "spaces", "chinese", "blank lines", "quotation marks"],
)
def test_a_nasty_text_takes_no_longer_than_its_length_deserves(text: str) -> None:
    started = time.process_time()
    chunks(text, "zh" if text[0] == "他" else "en")
    assert time.process_time() - started < 20  # what grows with the square of the length takes minutes here
