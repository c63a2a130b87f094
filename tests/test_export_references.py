"""What a bibliography takes from a source: kinds, names, keys, titles, addresses."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.export.csl import references
from rag.export.keys import citation_keys
from rag.export.people import Person, people
from rag.export.plain import one_line, romanised_title, web_address
from rag.export.references import keys_of
from tests.brief_sources import BRIDGE, CARPETS, DAM, FLOOD, PAGE, REPORT, brief_of, source


def test_a_news_report_carries_all_that_is_known_of_it() -> None:
    assert references(brief_of(FLOOD)) == [
        {
            "id": "quill2026orsen",
            "type": "article-newspaper",
            "title": "Orsen flood forces thousands from their homes around Tashmar",
            "author": [{"family": "Quill", "given": "Tomas"}],
            "container-title": "The Velin Courier",
            "publisher-place": "Tashmar",
            "issued": {"date-parts": [[2026, 4, 7]]},
            "accessed": {"date-parts": [[2026, 5, 2]]},
            "URL": "https://example.org/velin-courier/orsen-flood-tashmar",
            "language": "en",
            "note": f"article-version: sha256 {FLOOD.version}",
        }
    ]


def test_a_title_in_another_script_stays_and_is_romanised_beside() -> None:
    item = references(brief_of(DAM))[0]
    assert item["title"] == DAM.title
    romanised = item["note"].splitlines()[0]
    assert romanised.startswith("romanized-title: ") and romanised.isascii()
    assert item["author"] == [{"literal": "هدى المرسوي"}]


@pytest.mark.parametrize(
    ("cited", "page", "kind", "outlet"),
    [
        (FLOOD, None, "article-newspaper", "container-title"),
        (BRIDGE, None, "article-newspaper", "container-title"),  # printed news has no address
        (PAGE, None, "webpage", "container-title"),
        (REPORT, 3, "report", None),
        (REPORT, None, "document", None),
        (source(9, "Minutes", source="River Board"), 2, "report", "publisher"),
    ],
)
def test_the_kind_follows_from_what_is_known(cited, page, kind, outlet) -> None:  # type: ignore[no-untyped-def]
    item = references(brief_of(cited, page=page))[0]
    assert item["type"] == kind
    assert [name for name in ("container-title", "publisher") if name in item] == ([outlet] if outlet else [])


def test_items_come_in_the_order_of_first_use_and_keys_stay_when_it_changes() -> None:
    twin = FLOOD.model_copy(update={"id": "s9", "version": "0" * 64})
    one, other = brief_of(FLOOD, twin, DAM), brief_of(DAM, twin, FLOOD)
    assert [item["id"] for item in references(one)] == ["quill2026orsen", "quill2026orsenb", references(other)[0]["id"]]
    assert keys_of(one) == keys_of(other)


P = Person


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("Nora Pell", [P(family="Pell", given="Nora")]),
        ("By Nora Pell and Tomas Quill", [P(family="Pell", given="Nora"), P(family="Quill", given="Tomas")]),
        ("Nora Pell, Ana de la Cruz & AFP", [P(family="Pell", given="Nora"), P(family="de la Cruz", given="Ana"), P(literal="AFP")]),
        ("Pell, Nora; Quill, Tomas", [P(family="Pell", given="Nora"), P(family="Quill", given="Tomas")]),
        ("Pell, Nora", [P(family="Pell", given="Nora")]),
        ("Dr. Samuel Reed, Jr.", [P(family="Reed", given="Samuel", suffix="Jr.")]),
        ("Nora Pell in Tashmar", [P(family="Pell", given="Nora")]),
        ("Nora Pell, Orsen Wire", [P(family="Pell", given="Nora"), P(literal="Orsen Wire")]),
        ("AFP", [P(literal="AFP")]),
        ("Reuters and AFP", [P(literal="Reuters"), P(literal="AFP")]),
        ("Ministry of Trade and Industry", [P(literal="Ministry of Trade and Industry")]),
        ("World News Desk", [P(literal="World News Desk")]),
        ("NORA PELL", [P(family="PELL", given="NORA")]),
        ("Глеб Ставрин и Дарья Мелех", [P(family="Ставрин", given="Глеб"), P(family="Мелех", given="Дарья")]),
        ("Ставрин Глеб Петрович", [P(family="Ставрин", given="Глеб Петрович")]),
        ("ТАСС", [P(literal="ТАСС")]),
        ("هدى المرسوي و ناصر الدلموري", [P(literal="هدى المرسوي"), P(literal="ناصر الدلموري")]),
        ("رخسانہ کارویلی اور شہلا کمالی", [P(literal="رخسانہ کارویلی"), P(literal="شہلا کمالی")]),
        ("王小明、李华", [P(literal="王小明"), P(literal="李华")]),
        ("The Velin Courier", [P(literal="The Velin Courier")]),
        ("", []),
        (None, []),
    ],
)  # fmt: skip
def test_bylines_are_told_apart(byline: str | None, expected: list[Person]) -> None:
    assert list(people(byline, outlet="The Velin Courier")) == expected


def test_names_of_languages_that_write_the_family_first_stay_whole() -> None:
    assert people("Nguyen Van Thieu", language="vi") == (P(literal="Nguyen Van Thieu"),)


@given(st.text(max_size=60))
def test_any_byline_gives_names_without_losing_its_letters(byline: str) -> None:
    for person in people(byline):
        assert person.written.strip()
        assert one_line(person.written) == person.written


@given(st.lists(st.tuples(st.text(max_size=12), st.none() | st.dates(), st.text(max_size=12)), max_size=30))
def test_keys_are_unique_and_plain(named: list[tuple[str, date | None, str]]) -> None:
    keys = list(citation_keys(((name,), day, title) for name, day, title in named))
    assert len(set(keys)) == len(named)
    assert all(key.isascii() and key.isalnum() and key[0].isalpha() for key in keys)


def test_many_alike_get_letters() -> None:
    keys = list(citation_keys((("Pell",), None, "Flood") for _ in range(60)))
    assert keys[:3] == ["pellndflood", "pellndfloodb", "pellndfloodc"]
    assert len(set(keys)) == 60


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ледяной керн с Карвеля", "Ledyanoy kern s Karvelya"),
        ("Überfall in Köln", ""),
        ("9.25", ""),
        ("البنك المركزي في كادرون", "Al-bnk al-mrkzi fi kadrun"),
    ],
)
def test_a_romanised_title_reads_as_a_sentence(title: str, expected: str) -> None:
    assert romanised_title(title) == expected


def test_one_line_keeps_joiners_and_drops_what_breaks_or_turns() -> None:
    assert one_line("a\r\nER  -\x00 b\u2028c\u202ed\u2067") == "a ER - b cd"
    assert one_line("می\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("javascript:alert(1)", None),
        ("file:///articles/1.txt", None),
        ("https://", None),
        ("https://[", None),
        ("https://example.org/a b{c}\\d", "https://example.org/a%20b%7Bc%7D%5Cd"),
        ("https://example.org/كادرون", "https://example.org/كادرون"),
    ],
)
def test_only_addresses_of_the_web_are_kept(address: str, expected: str | None) -> None:
    assert web_address(None, address) == expected


def test_carpets_and_bridges_have_readable_keys() -> None:
    assert [item["id"] for item in references(brief_of(CARPETS, BRIDGE, PAGE, REPORT))][1:] == [
        "volskaya2026mostu",
        "riverndabout",
        "sourcendwater",
    ]
