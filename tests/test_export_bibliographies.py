"""BibTeX, RIS and CSL-JSON are read back, every field, by parsers that are not ours."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pypandoc
import pytest
import rispy
from bibtexparser import middlewares
from bibtexparser.entrypoint import parse_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.brief.models import Brief
from rag.export.bibtex import bibtex, inert
from rag.export.csl import csl_json, references
from rag.export.references import referenced
from rag.export.ris import ris
from tests.brief_sources import BRIDGE, CARPETS, DAM, FLOOD, PAGE, REPORT, brief_of, source

HOSTILE = [
    r"\input{/etc/passwd} \write18{id} \def\x{}",
    "100 % of $5 & #1_a ~ ^ {x}",
    "} , evil = {x}} @article{other, title = {y}",
    "{ never closed",
    "line one\r\nER  - \r\nTY  - BOOK\nTI  - other",
    "@string{a = b} <script>alert(1)</script> [link](javascript:x) `code` --- ''quoted'' ,, ?` <<",
    "\u202eevil\u202c \x00\x1b[0m \U0001f600",
]
ALL = (FLOOD, DAM, CARPETS, BRIDGE, PAGE, REPORT)
OF_NOTE = source(
    7,
    "Reed & Quill: 50 % more_or_less",
    source="Harbour Ledger & Sons",
    author="Samuel Reed, Jr., Ana de la Cruz and Ministry of Trade",
    published=date(2025, 12, 1),
    url="https://example.org/a_b%20c?d=1&e=~f#g",
    language="sw",
)


def hostile() -> Brief:
    return brief_of(*(source(number, title, source=title, author=title, place=title) for number, title in enumerate(HOSTILE, 1)))


def by_pandoc(text: str, form: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(pypandoc.convert_text(text, "csljson", format=form))
    return read


def by_bibtexparser(text: str) -> list[tuple[str, str, dict[str, str]]]:
    library = parse_string(text, append_middleware=[middlewares.LatexDecodingMiddleware()])
    assert not library.failed_blocks
    raw = parse_string(text)
    addresses = [entry.fields_dict["url"].value if "url" in entry.fields_dict else "" for entry in raw.entries]
    found = [(entry.entry_type, entry.key, {field.key: field.value for field in entry.fields}) for entry in library.entries]
    return [
        (kind, key, fields | ({"url": address} if address else {})) for (kind, key, fields), address in zip(found, addresses, strict=True)
    ]


def plain(text: str) -> str:
    """Without what a reader makes of quotation marks and of braces around a whole title."""
    told = re.sub(r"</?span[^>]*>", "", text).replace("ˆ", "^").removeprefix("{").removesuffix("}")
    return re.sub("[‘’`'\"]+", "'", told.translate({ord("“"): '"', ord("”"): '"', ord("\u00a0"): " "}))


def test_bibtexparser_reads_every_field_back() -> None:
    brief = brief_of(*ALL, OF_NOTE)
    for (kind, key, fields), reference in zip(by_bibtexparser(bibtex(brief)), referenced(brief), strict=True):
        assert kind == {"news": "article", "page": "online", "report": "report", "document": "misc"}[reference.kind]
        assert key == reference.key
        authors = " and ".join(person.written for person in reference.people)
        expected = {
            "title": reference.title,
            "sorttitle": reference.romanised,
            "author": authors,
            {"news": "journaltitle", "page": "organization"}.get(reference.kind, "organization"): reference.outlet,
            "date": reference.issued.isoformat() if reference.issued else "",
            "urldate": reference.accessed.isoformat(),
            "url": reference.address,
            "location": reference.place,
            "entrysubtype": "newspaper" if reference.kind == "news" else "",
            "annotation": f"version: sha256 {reference.version}",
        }
        assert {name: plain(value) for name, value in fields.items() if name != "langid"} == {
            name: plain(value) for name, value in expected.items() if value
        }
        assert fields["langid"].startswith(reference.language[:1])


def test_pandoc_reads_bibtex_as_the_same_csl() -> None:
    brief = brief_of(*ALL, OF_NOTE)
    for read, item in zip(by_pandoc(bibtex(brief), "biblatex"), references(brief), strict=True):
        for name in ("id", "issued", "accessed", "URL", "publisher-place"):
            assert read.get(name) == item.get(name)
        assert plain(read["title"]) == plain(item["title"])
        assert [_whole(name) for name in read.get("author", [])] == [_whole(name) for name in item.get("author", [])]
        outlet = item.get("container-title", item.get("publisher"))
        assert read.get("container-title", read.get("publisher")) == outlet
        assert read["type"] in (item["type"], "")  # pandoc has no word for @misc
        assert read["annote"] in item["note"]


def _whole(name: Mapping[str, str]) -> tuple[str, str, str]:
    family = " ".join(name[part] for part in ("dropping-particle", "non-dropping-particle", "family", "literal") if part in name)
    return family, name.get("given", ""), name.get("suffix", "")


def test_rispy_reads_every_field_back() -> None:
    brief = brief_of(*ALL, OF_NOTE)
    for read, reference in zip(rispy.loads(ris(brief)), referenced(brief), strict=True):
        outlet = "secondary_title" if reference.kind in ("news", "page") else "publisher"
        expected = {
            "type_of_reference": {"news": "NEWS", "page": "ELEC", "report": "RPRT", "document": "GEN"}[reference.kind],
            "id": reference.key,
            "title": reference.title,
            "translated_title": reference.romanised,
            "authors": [one.literal or ", ".join(filter(None, (one.family, one.given, one.suffix))) for one in reference.people],
            outlet: reference.outlet,
            "year": str(reference.issued.year) if reference.issued else "",
            "date": reference.issued.strftime("%Y/%m/%d/") if reference.issued else "",
            "place_published": reference.place,
            "urls": [reference.address] if reference.address else [],
            "access_date": reference.accessed.strftime("%Y/%m/%d/"),
            "language": reference.language,
            "notes": [f"version: sha256 {reference.version}"],
        }
        assert read == {name: value for name, value in expected.items() if value}


def test_pandoc_reads_ris_as_the_same_works() -> None:
    brief = brief_of(*ALL)
    for read, item in zip(by_pandoc(ris(brief), "ris"), references(brief), strict=True):
        assert (read["id"], read["title"], read.get("URL")) == (item["id"], item["title"], item.get("URL"))
        assert read.get("container-title") == item.get("container-title")


def test_citeproc_reads_csl_json_back_unchanged() -> None:
    brief = brief_of(*ALL, OF_NOTE)
    for read, item in zip(by_pandoc(csl_json(brief), "csljson"), json.loads(csl_json(brief)), strict=True):
        extra = dict(line.split(": ", 1) for line in item.pop("note").splitlines())
        for name in item.keys() - {"author"}:
            assert read[name] == item[name], name
        assert list(map(_whole, read.get("author", []))) == list(map(_whole, item.get("author", [])))
        assert {name: read[name] for name in extra} == extra  # variables that a style may print


def test_hostile_titles_end_no_entry_and_make_none() -> None:
    brief = hostile()
    known = referenced(brief)
    entries = by_bibtexparser(bibtex(brief))
    assert [key for _, key, _ in entries] == [reference.key for reference in known]
    assert [item["id"] for item in by_pandoc(bibtex(brief), "biblatex")] == [reference.key for reference in known]
    assert [read["title"] for read in rispy.loads(ris(brief))] == [reference.title for reference in known]
    assert [item["title"] for item in json.loads(csl_json(brief))] == [reference.title for reference in known]


def test_a_hostile_title_is_printed_by_latex_as_it_is() -> None:
    for read, reference in zip(by_pandoc(bibtex(hostile()), "biblatex"), referenced(hostile()), strict=True):
        if reference.title.count("{") == reference.title.count("}") and not reference.title.startswith("}"):
            assert plain(read["title"]) == plain(reference.title)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_text_for_latex_holds_no_command_but_ours(text: str) -> None:
    written = inert(text)
    ours = re.sub(r"\\(?:textbackslash|textasciicircum|textasciitilde|lbrace|rbrace)\{\}|\\[$%&#_{}]|\{\}", "", written)
    assert not re.search(r"[\\$%&#_^~{}]", ours)
    depth = 0
    for character in written:
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0


words = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=40) | st.sampled_from(HOSTILE)


@given(titles=st.lists(words, min_size=1, max_size=4), outlet=words, author=words)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
def test_any_words_come_back_as_so_many_references(titles: list[str], outlet: str, author: str) -> None:
    brief = brief_of(
        *(source(number, title, source=outlet, author=author, published=date(2026, 1, 2)) for number, title in enumerate(titles, 1))
    )
    known = referenced(brief)
    read = rispy.loads(ris(brief))
    assert [(one["id"], one.get("title", ""), one.get("secondary_title", "")) for one in read] == [
        (one.key, one.title, one.outlet) for one in known
    ]
    library = parse_string(bibtex(brief))
    assert [entry.key for entry in library.entries] == [one.key for one in known]
    assert not library.failed_blocks


@pytest.mark.parametrize("write", [bibtex, ris, csl_json])
def test_a_brief_without_sources_gives_no_reference(write) -> None:  # type: ignore[no-untyped-def]
    assert write(brief_of()) in ("", "[]\n")
