"""What in a document claims something, in several languages, and what are headings, captions, questions and references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.segment import sentences
from rag.claims import classified, kind_of, unmarked

_KINDS = {
    "The flood destroyed 214 houses.": "claim",
    "دمر الفيضان 214 منزلا.": "claim",
    "Наводнение разрушило 214 домов.": "claim",
    "سیلاب نے ۲۱۴ گھر تباہ کیے۔": "claim",
    "洪水摧毁了两百栋房屋。": "claim",
    "- The bridge was closed on Monday.": "claim",
    "The source of the river dried up in 2019.": "claim",
    "The table was set for 12 guests.": "claim",
    "Who paid for it?": "question",
    "كم بلغت الكلفة؟": "question",
    "Figure 3: The gauge at Tashmar": "caption",
    "Table 2. Houses by village": "caption",
    "شكل 4: منسوب المياه": "caption",
    "Рис. 2. Мост у Ташмара": "caption",
    "Source: Velin Statistical Office": "caption",
    "Tashmar | 120 | 14": "table",
    "https://example.org/velin-courier/flood": "reference",
    "[4] The Velin Courier, 7 April 2026, https://example.org/a": "reference",
    "The Velin Courier, accessed on 3 May 2026": "reference",
    "Ibid.": "reference",
    "3.": "fragment",
    "# The flood": "heading",
}


@pytest.mark.parametrize(("text", "kind"), _KINDS.items())
def test_a_sentence_is_told_by_itself(text: str, kind: str) -> None:
    assert kind_of(text) == kind


_ENGLISH = """The flood

The river burst its banks. It destroyed 214 houses.

What is left

Only the mill stands.

References

1. The Velin Courier (2026), Orsen flood
Harbour Ledger (2026), Neighbours to reopen crossings. A long entry of a list, with a full stop.

Appendix

The gauge was read at noon.
"""
_ARABIC = """الفيضان

فاض النهر ليلا. ودمر 214 منزلا.

قائمة المراجع

صحيفة فيلين، 7 أبريل 2026
"""


@pytest.mark.parametrize(
    ("text", "language", "kinds"),
    [
        (
            _ENGLISH,
            "en",
            ["heading", "claim", "claim", "heading", "claim", "heading", *["reference"] * 4, "heading", "claim"],
        ),
        (_ARABIC, "ar", ["heading", "claim", "claim", "heading", "reference"]),
    ],
)
def test_headings_have_lines_of_their_own_and_a_list_of_references_ends_at_the_next(text: str, language: str, kinds: list[str]) -> None:
    assert [one.kind for one in classified(text, language)] == kinds


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It destroyed 214 houses.[^1] It rained.", "It destroyed 214 houses. It rained."),
        ("It destroyed 214 houses.1 It rained.", "It destroyed 214 houses. It rained."),
        ("It destroyed 214 houses [12, 14].", "It destroyed 214 houses ."),
        ("“It rained.”² So it did.", "“It rained.” So it did."),
        ("It cost [2 million](https://example.org/a).", "It cost [2 million] ."),
        ("It cost 2.5 million over 12 km² in No.5 street.", "It cost 2.5 million over 12 km² in No. street."),
        ("The rate is 3.5", "The rate is 3.5"),
    ],
)
def test_marks_of_notes_are_no_words_and_leave_places_as_they_are(written: str, read: str) -> None:
    found = unmarked(written)
    assert len(found) == len(written)
    assert " ".join(found.split()) == read


@given(st.text(alphabet="ab1. \n[]^#|?:()م؟", max_size=80))
def test_every_sentence_has_one_kind_and_none_is_lost(text: str) -> None:
    assert [(one.start, one.end) for one in classified(text, "en")] == [tuple(one) for one in sentences(text, "en")]
    assert len(unmarked(text)) == len(text)
