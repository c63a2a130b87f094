"""Who said what when: the differences of a brief as rows."""

from datetime import date

from rag.brief.who_said import rows, tables
from rag.differ import differences
from tests.brief_made import Desk
from tests.differing import article, passage, question

_EARLY = article(
    "The bridge will cost 40 million dollars, the ministry said.", source="Orsen Wire", published=date(2026, 3, 1), title="Bridge"
)
_LATE = article("The bridge will cost 55 million dollars.", source="Velin Post", published=date(2026, 3, 9), title="Bridge")
_ASKED = question("How many million dollars will the bridge at Orsen cost?")


def test_each_report_is_a_row_with_its_number_in_the_bibliography_the_earliest_first() -> None:
    found = differences(_ASKED, (passage(_LATE), passage(_EARLY)))
    desk = Desk()
    desk.add("The bridge will cost 55 million dollars.", (_LATE, _LATE.text), differences=found)
    early, late = rows(desk.brief())
    assert (early.value, early.source, early.published) == ("40 million dollars", "Orsen Wire", date(2026, 3, 1))
    assert (early.newest, early.number, early.citation) == (False, None, None)
    assert (late.value, late.newest, late.number) == ("55 million dollars", True, 1)
    assert late.citation in desk.brief().citations
    assert late.quote == _LATE.text[late.span.start : late.span.end]


def test_who_says_the_same_has_a_row_and_only_the_last_report_is_the_newest() -> None:
    again = article("The bridge will cost 55 million dollars, engineers say.", source="Tarsan Daily", published=date(2026, 3, 5))
    desk = Desk()
    desk.add("It will.", differences=differences(_ASKED, (passage(_LATE), passage(_EARLY), passage(again))))
    assert [(row.source, row.newest) for row in rows(desk.brief())] == [
        ("Orsen Wire", False),
        ("Tarsan Daily", False),
        ("Velin Post", True),
    ]


def test_rows_are_of_the_item_that_is_asked_for() -> None:
    found = differences(_ASKED, (passage(_LATE), passage(_EARLY)))
    desk = Desk()
    one, other = desk.add("One.", differences=found), desk.add("Other.", differences=found)
    assert {row.item for row in rows(desk.brief(), other.id)} == {other.id}
    assert [table[0].item for table in tables(desk.brief())] == [one.id, other.id]
    assert rows(desk.brief(), "i99") == ()
