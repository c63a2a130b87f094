import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clean import clean, clean_text

NAMES = ["minister", "engineer", "farmer", "mayor", "miner"]


WORDS = "The {name} said that the dam was opened in the presence of the whole\ngovernment, and that it will give power to 320,000 homes."


def page(name: str, number: int, *, head: str = "The Velin Courier", foot: str = "{number}") -> str:
    body = f"{WORDS.format(name=name)}\n\nWhat the {name} wants\nThe {name} wants another dam."
    return f"{head}\n\n{body}\n\n{foot.format(number=number)}"


def paragraphs(name: str) -> str:
    return WORDS.format(name=name).replace("\n", " ") + f"\n\nWhat the {name} wants\nThe {name} wants another dam."


@pytest.mark.parametrize(
    "foot",
    ["{number}", "- {number} -", "Page {number} of 5", "The Velin Courier | 3 March 2026 | {number}", "صفحة {number}", "Стр. {number}"],
)
def test_running_heads_and_page_numbers_are_removed_and_pages_found(foot: str) -> None:
    cleaned = clean("\f".join(page(name, number, foot=foot) for number, name in enumerate(NAMES, start=7)))
    assert cleaned.text == "\n\n".join(paragraphs(name) for name in NAMES)
    assert [cleaned.text[start:].split(" said")[0] for start in cleaned.pages] == [f"The {name}" for name in NAMES]


def test_heads_may_differ_on_left_and_right_pages_and_be_missing_on_the_first() -> None:
    heads = ["", "The Velin Courier", "Energy", "The Velin Courier", "Energy", "The Velin Courier", "Energy"]
    cleaned = clean("\f".join(page(f"{NAMES[number % 5]} {chr(97 + number)}", number + 1, head=head) for number, head in enumerate(heads)))
    assert "Courier" not in cleaned.text
    assert "Energy" not in cleaned.text
    assert len(cleaned.pages) == 7


def test_a_head_may_be_taken_off_the_first_page_already() -> None:
    assert clean_text("\f".join(page(name, 1, head="Dam opens" if name != "minister" else "", foot="") for name in NAMES[:3])) == (
        "\n\n".join(paragraphs(name) for name in NAMES[:3])
    )


def test_what_is_no_running_line_stays() -> None:
    first = "Kadrun 1956\n\nThe dam was opened by the minister.\n\nThe end of part 12"
    second = "Kadrun 1961\n\nThe bridge was opened by the mayor.\n\nIt cost 2.4 billion dollars in all, the ministry of energy said."
    third = "Kadrun 1999\n\nThe road was opened by the king.\n\nIt cost 2.4 billion dollars in all, the ministry of energy said."
    cleaned = clean(f"{first}\f{second}\f{third}\f{third}")
    assert all(line in cleaned.text for line in (*first.split("\n\n"), *second.split("\n\n"), *third.split("\n\n")))


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("the dam was opened by the state-\nment of the minister", "the dam was opened by the statement of the minister"),
        ("a statement of the state\u2010\nment", "a statement of the statement"),
        ("the well-\nknown minister", "the well-known minister"),
        ("the cross-border line and the cross-\nborder road", "the cross-border line and the cross-border road"),
        ("by the years 2027-\n2028 it will", "by the years 2027-2028 it will"),
        ("прави-\nтельство решило", "правительство решило"),
        ("the dam was opened by the Selkara-\nNorvand commission", "the dam was opened by the Selkara- Norvand commission"),
    ],
)
def test_divided_words_are_mended(lines: str, joined: str) -> None:
    assert clean_text(f"{lines}\f") == joined


def test_lines_are_joined_over_the_edge_of_a_page() -> None:
    cleaned = clean("The dam was opened by\nthe minister, who had wai-\f ted for eleven years to\nsee it.")
    assert cleaned.text == "The dam was opened by the minister, who had waited for eleven years to see it."
    assert [cleaned.text[start:][:6] for start in cleaned.pages] == ["The da", "ted fo"]


def test_paragraphs_headings_and_lists_stay_apart() -> None:
    text = (
        "A new dam\nThe dam was opened by the minister.\nIt will give power to 320,000 homes.\n\n"
        "- cheap power\n- less smoke\n1. First\n2. Second\n\nAnother paragraph of the report, which is long enough\nto be two lines."
    )
    assert clean_text(text + "\f").split("\n") == [
        *text.split("\n")[:-2],
        "Another paragraph of the report, which is long enough to be two lines.",
    ]


def test_ragged_lines_are_joined_where_blank_lines_part_the_paragraphs() -> None:
    first = (
        "قال وزير الخارجية إن حجم التبادل التجاري بين البلدين بلغ مئتي\nمليون دولار في العام الماضي وأضاف أن\nالاجتماع المقبل سيعقد قريبا."
    )
    second = "وصل الوزير إلى مقر رئيس الوزراء حيث أقيمت مأدبة غداء تكريما\nلضيوف البلاد الذين وصلوا أمس"
    joined = [paragraph.replace("\n", " ") for paragraph in (first, second)]
    assert clean_text(f"العنوان\n\n{first}\n\n{second}.\f{first}") == f"العنوان\n\n{joined[0]}\n\n{joined[1]}.\n\n{joined[0]}"


def test_lines_that_are_paragraphs_are_not_joined() -> None:
    text = "\n".join("and so it goes on " * 20 + str(number) for number in range(5))
    assert clean_text(text + "\f") == text


def test_lines_of_a_text_without_pages_stay() -> None:
    assert clean("The dam was opened by the state-\nment of the minister") == ("The dam was opened by the state-\nment of the minister", ())


def test_empty_pages_keep_their_number() -> None:
    cleaned = clean("\fThe dam.\f\f \n\fThe bridge.\f")
    assert cleaned.text == "The dam.\n\nThe bridge."
    assert cleaned.pages == (0, 0, 10, 10, 10, 21)


def test_a_page_begins_with_what_was_kept_of_it() -> None:
    cleaned = clean("The dam.\f\nAdvertisement\n\nThe bridge.")
    assert [cleaned.text[start:] for start in cleaned.pages] == ["The dam.\n\nThe bridge.", "The bridge."]


PIECES = st.sampled_from(
    [
        "\f",
        "\n",
        "\n\n",
        " ",
        "-",
        "\xad",
        "word",
        "Word",
        "7",
        "Page 3",
        "The Velin Courier",
        "Advertisement",
        "Most read",
        "1. a",
        "\ufb01",
        "ﻻ",
        "ش",
        ".",
        "\u0345",
        "e",
        "\u0301",
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES).map("".join) | st.text(st.sampled_from("a-\xad\n\f .A1\u0301\u1100\u1161")))
def test_pages_ascend_within_a_text_that_stays_the_same(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned.text) == (cleaned.text, ())
    assert len(cleaned.pages) == (text.count("\f") + 1 if "\f" in text else 0)
    assert list(cleaned.pages) == sorted(cleaned.pages)
    assert all(0 <= start <= len(cleaned.text) for start in cleaned.pages)
    assert all(start == len(cleaned.text) or not cleaned.text[start].isspace() for start in cleaned.pages)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 500_000 + "-\n\fa",
        "word word word word\n" * 40_000 + "\f",
        "\f" * 100_000,
        "Head\nword\n1\f" * 20_000,
        "a-\n" * 100_000 + "\f",
        "\xad\n" * 100_000 + "\f",
    ],
    ids=["word", "lines", "pages", "heads", "divided", "soft"],
)
def test_a_pathological_document_takes_no_longer_than_its_length_deserves(text: str) -> None:
    started = time.process_time()
    clean(text)
    assert time.process_time() - started < 20  # quadratic time would be minutes
