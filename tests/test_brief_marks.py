"""The written form of an item: what is not changed comes back as it was, with its verdict; what is changed has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BriefError
from rag.brief.editing import edited, item_of
from rag.brief.marks import citations_in, labelled, paragraphs, read, written
from rag.brief.models import Brief, BriefSentence, Item, Mark
from tests.briefed import ARTICLES, CARPETS, DAM, NOW, empty, quoted

EVACUATED, HURT = "Some 4,200 people were evacuated on Tuesday.", "No one was hurt."


def cited() -> tuple[Brief, str, str]:
    """A brief with two citations, and their ids."""
    brief = quoted(quoted(empty(), EVACUATED).brief, HURT).brief
    first, second = brief.citations
    return brief, first, second


def item(*sentences: BriefSentence) -> Item:
    return Item(id="i1", kind="text", language="en", sentences=sentences, as_of=NOW)


def said(text: str, *marks: tuple[int, str], begins: bool = False) -> BriefSentence:
    made = tuple(Mark(at=at, citation=citation) for at, citation in marks)
    return BriefSentence(text=text, marks=made, verdict="partly", support=0.4, reasons=("So so.",), begins=begins)


def test_an_item_is_written_with_marks_and_paragraphs() -> None:
    _, first, second = cited()
    made = item(
        said("Many left.", (10, first), begins=True), said("None was hurt here.", (8, second), (19, first)), said("So.", begins=True)
    )
    assert written(made) == f"Many left.[@{first}] None was[@{second}] hurt here.[@{first}]\n\nSo."
    assert [len(one) for one in paragraphs(made.sentences)] == [2, 1]
    assert citations_in(written(made)) == (first, second)
    assert labelled(made.sentences[1], lambda mark: "[1]" if mark.citation == first else "[2]") == "None was[2] hurt here.[1]"
    assert labelled(said("So.", (3, first), (3, second)), lambda mark: "[1]") == "So.[1]"


def test_only_what_changed_loses_its_verdict() -> None:
    brief, first, second = cited()
    before = (said("Many left.", (10, first), begins=True), said("None was hurt.", (14, second)), said("It rained.", begins=True))
    changed = read(f"Many left.[@{first}] Nobody was hurt. [@{second}]\n\nThat day it rained.\n\nIt rained.", brief, "en", before=before)
    assert [(one.text, one.verdict, one.begins) for one in changed] == [
        ("Many left.", "partly", True),
        ("Nobody was hurt.", None, False),
        ("That day it rained.", None, True),
        ("It rained.", "partly", True),
    ]
    assert changed[1].marks == (Mark(at=16, citation=second),)


@pytest.mark.parametrize(
    "text",
    [
        "It is false that many left.[@{0}]",
        "Many left.[@{1}]",
        "Many left.",
        "Many left.[@{0}][@{1}]",
        "Many[@{0}] left.",
        "Many left[@{0}] town.",
    ],
)
def test_a_sentence_with_other_words_or_marks_is_another(text: str) -> None:
    brief, first, second = cited()
    (one,) = read(text.format(first, second), brief, "en", before=(said("Many left.", (10, first), begins=True),))
    assert (one.verdict, one.support, one.reasons) == (None, 0.0, ())


def test_words_added_behind_a_sentence_without_a_full_stop_belong_to_it() -> None:
    brief, first, _ = cited()
    (one,) = read(f"Many left[@{first}] the town.", brief, "en", before=(said("Many left", (9, first), begins=True),))
    assert (one.text, one.marks, one.verdict) == ("Many left the town.", (Mark(at=9, citation=first),), None)


@pytest.mark.parametrize(
    ("text", "plain", "places"),
    [
        ("Many left [@{0}].", "Many left.", [9]),
        ("Many left. [@{0}; @{1}]", "Many left.", [10, 10]),
        ("[@{0}] Many left.", "Many left.", [0]),
        ("Many\nleft.\t[@{0}]", "Many left.", [10]),
        ("Many “left” [@{0}], they said.", "Many “left”, they said.", [11]),
        (r"Write \[@{0}] so.", "Write [@{0}] so.", []),
        ("Ask [@ home] or a@b.org [x].", "Ask [@ home] or a@b.org [x].", []),
    ],
)
def test_marks_are_read_as_people_write_them(text: str, plain: str, places: list[int]) -> None:
    brief, first, second = cited()
    (one,) = read(text.format(first, second), brief, "en")
    assert one.text == plain.format(first, second)
    assert [mark.at for mark in one.marks] == places


def test_a_mark_before_a_sentence_belongs_to_it() -> None:
    brief, first, second = cited()
    one, two = read(f"Many left. [@{first}][@{second}]None was hurt.", brief, "en")
    assert (one.marks, [mark.at for mark in two.marks]) == ((), [0, 0])


@pytest.mark.parametrize(("text", "message"), [("So.[@c99]", "no citation"), ("So.\n\n[@{0}]", "without saying anything")])
def test_a_mark_that_means_nothing_is_an_error_in_words(text: str, message: str) -> None:
    brief, first, _ = cited()
    with pytest.raises(BriefError, match=message):
        read(text.format(first), brief, "en")


@pytest.mark.parametrize(("source", "language"), [(ARTICLES[1], "ar"), (ARTICLES[2], "ur")])
def test_text_from_right_to_left_comes_back_with_its_marks(source: object, language: str) -> None:
    text = DAM if language == "ar" else CARPETS
    found = quoted(empty(), text[:30], ARTICLES[1 if language == "ar" else 2])
    (identity,) = found.brief.citations
    one, *rest = read(text.replace(" ", f" [@{identity}] ", 1), found.brief, language)
    assert (one.marks[0].at, len(rest)) == (text.index(" "), len(read(text, found.brief, language)) - 1)
    made = item(one, *rest)
    assert read(written(made), found.brief, language, before=made.sentences) == made.sentences
    again = edited(found.brief, found.id, sentences=(one, *rest), moment=NOW)
    assert item_of(again, found.id).sentences == (one, *rest)


WORD = st.sampled_from(
    ["Many", "left", "4,200", "1.5", "Dr.", "الماء", "ارتفع،", "پانی", "вода", "left\\", "x[", "[@c1]", "\\[@", "et al.", "水。"]
)
SENTENCES = st.lists(
    st.tuples(
        st.lists(WORD, min_size=1, max_size=6),
        st.sampled_from(["", ".", "?", "۔", "؟", ".”", "\\"]),
        st.lists(st.tuples(st.integers(0, 40), st.integers(0, 1)), max_size=3),
        st.booleans(),
    ),
    max_size=6,
)


@given(SENTENCES, st.sampled_from(["en", "ar", "ur", "zh"]))
def test_what_is_not_changed_comes_back_as_it_was(parts: list[tuple[list[str], str, list[tuple[int, int]], bool]], language: str) -> None:
    brief, *ids = cited()
    sentences = []
    for place, (words, end, marks, begins) in enumerate(parts):
        text = " ".join(words) + end
        sentences.append(said(text, *sorted({(min(at, len(text)), ids[which]) for at, which in marks}), begins=begins or not place))
    made = item(*sentences)
    assert read(written(made), brief, language, before=made.sentences) == made.sentences
    fresh = read(written(made), brief, language)
    assert written(item(*fresh)).replace(" ", "") == written(made).replace(" ", "")
    assert read(written(item(*fresh)), brief, language) == fresh
