"""Words of two directions in one line: what is set apart, and what stays where it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.export.directions import Direction, directed, marked
from rag.export.tree import Inlines, link, paragraph, span, text_of, words

ISOLATES = {"ltr": "⟨", "rtl": "⟪"}


def shown(content: Inlines) -> str:
    """Words with each run that states a direction in brackets."""
    found = ""
    for element in content:
        if element["t"] == "Span":
            found += f"{ISOLATES[dict(element['c'][0][2])['dir']]}{shown(element['c'][1])}>"
        elif element["t"] == "Link":
            found += shown(element["c"][1])
        else:
            found += text_of([element])
    return found


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("plain words, 3.5% of them", "ltr", "plain words, 3.5% of them"),
        ("خفض البنك 3.5% إلى 9.25", "rtl", "خفض البنك ⟨3.5%> إلى 9.25"),
        ("بلغت -9 درجات وسعرها $5، و2024-2025", "rtl", "بلغت ⟨-9> درجات وسعرها ⟨$5>، و2024-2025"),
        ("قالت (The Velin Courier)، اليوم", "rtl", "قالت (⟨The Velin Courier>)، اليوم"),
        ("هدى المرسوي, “x” (صدى أورسن), 4 March", "ltr", "⟪هدى المرسوي>, “x” (⟪صدى أورسن>), 4 March"),
        ("(شہلا کمالی, 2026, p. 3)", "rtl", "(شہلا کمالی, 2026, ⟨p. 3>)"),
        ("الـVelin، وقال", "rtl", "الـ⟨Velin>، وقال"),
        ("says سلكارا 3.5% نمو here", "ltr", "says ⟪سلكارا ⟨3.5%> نمو> here"),
        ("", "rtl", ""),
    ],
)
def test_runs_against_the_line_are_set_apart(text: str, base: Direction, expected: str) -> None:
    assert shown(directed([paragraph(words(text))], base)[0]["c"]) == expected


def test_a_run_that_states_its_direction_is_left_as_it_is_but_looked_into() -> None:
    quoted = span(words("سلكارا 3.5%"), lang="ar", dir="rtl")
    assert shown(directed([paragraph([*words("In"), quoted])], "ltr")[0]["c"]) == "In⟪سلكارا ⟨3.5%>>"


def test_a_note_runs_as_the_document_wherever_it_is_called() -> None:
    note = {"t": "Note", "c": [paragraph(words("Pell, سلكارا"))]}
    turned = {"t": "Div", "c": [["", [], [["dir", "rtl"]]], [paragraph([*words("نص"), note])]]}
    inner = directed([turned], "ltr")[0]["c"][1][0]["c"][-1]
    assert shown(inner["c"][0]["c"]) == "Pell, ⟪سلكارا>"


def test_a_link_against_the_line_is_set_apart_as_a_whole() -> None:
    found = directed([paragraph([*words("انظر"), link(words("The Courier"), "https://example.org/")])], "rtl")[0]["c"]
    assert shown(found) == "انظر⟨The Courier>"


def test_marks_stand_around_runs_against_their_line_only() -> None:
    inner = span(words("3%"), dir="ltr")
    found = marked([paragraph([span([*words("نص "), inner], dir="rtl"), *words("end")])], "ltr")
    assert text_of(found[0]["c"]) == "\u200fنص\u200e3%\u200e\u200f\u200f\u200eend"
    assert text_of(marked([paragraph([span(words("نص"), dir="rtl")])], "rtl")[0]["c"]) == "نص"


@given(st.text(alphabet="aB3%. ,-(«»نصא١\u00a0$/", max_size=40), st.sampled_from(["ltr", "rtl"]))
def test_nothing_is_lost_or_moved(text: str, base: Direction) -> None:
    before = words(text)
    assert text_of(directed([paragraph(before)], base)[0]["c"]) == text_of(before)
