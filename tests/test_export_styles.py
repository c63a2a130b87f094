"""Citation styles: by name, by file, and what is said of files that cannot be used."""

from datetime import date
from pathlib import Path

import pytest

from index.errors import ExportError
from rag.export.exporting import Choices, export, exported
from rag.export.styles import STYLES, style_of
from tests.brief_sources import FLOOD, brief_of, source
from tests.sample_brief import sample_brief

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">\n'
INFO = "<info><title>Own</title><id>own</id><updated>2026-01-01T00:00:00+00:00</updated></info>\n"
LAYOUT = '<citation><layout prefix="&lt;" suffix="&gt;"><text variable="title"/></layout></citation>\n'
PARENT = '<link href="http://www.zotero.org/styles/{}" rel="independent-parent"/>'


def test_the_named_styles_are_all_there_and_have_bibliographies() -> None:
    found = {name: style_of(name) for name in STYLES}
    assert {name for name, style in found.items() if style.manner == "note"} == {"chicago-notes"}
    assert all(style.bibliography and style.title for style in found.values())
    assert {"chicago-notes", "chicago-author-date", "apa", "mla", "ieee", "harvard"} == found.keys()


def test_any_style_that_is_carried_along_goes_by_its_name_with_its_parents_rules() -> None:
    assert style_of("nature").title == "Nature"
    assert style_of("2d-materials").file.stem == "institute-of-physics-numeric"


def test_a_file_is_a_style_and_without_a_bibliography_has_no_heading_for_one(tmp_path: Path) -> None:
    file = tmp_path / "own.csl"
    file.write_text(f"{HEAD}{INFO}{LAYOUT}</style>", encoding="utf-8")
    written = export(sample_brief(style=str(file)), form="md").decode()
    assert "signing on 3 March \\<Selkara signs contract for its first tidal power station\\>.\u00a0✓" in written
    assert "## Sources" not in written


def test_a_dependent_file_takes_the_rules_of_the_style_beside_it(tmp_path: Path) -> None:
    (tmp_path / "house.csl").write_text(f"{HEAD}{INFO}{LAYOUT}</style>", encoding="utf-8")
    child = tmp_path / "child.csl"
    child.write_text(f"{HEAD}{INFO.replace('</info>', PARENT.format('house') + '</info>')}</style>", encoding="utf-8")
    assert style_of(str(child)).file == tmp_path / "house.csl"


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("not a style at all", 1, "it is not XML"),
        (f"{HEAD}{INFO}<citation>", 4, "it is not XML"),
        ("<html><body/></html>", 1, "it begins with <html>"),
        (f"{HEAD}{INFO}</style>", 2, "it has no <citation> element"),
        (f"{HEAD}{LAYOUT}</style>", 2, "it has no <info> element"),
        (f"{HEAD}{INFO}<citation></citation></style>", 4, "its <citation> has no <layout>"),
        (f'{HEAD}{INFO}<citation><layout>\n<text macro="gone"/></layout></citation></style>', 5, "it uses the macro 'gone'"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_a_remedy(tmp_path: Path, content: str, line: int, reason: str) -> None:
    file = tmp_path / "broken.csl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ExportError) as raised:
        export(sample_brief(), form="md", choices=Choices(style=str(file)))
    assert f"{file}, line {line}: {reason}" in raised.value.message
    assert "chicago-notes" in raised.value.remedy


def test_entities_of_a_file_are_not_read_from_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret words", encoding="utf-8")
    file = tmp_path / "own.csl"
    entity = f'<!DOCTYPE style [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    body = f"{HEAD}{INFO.replace('Own', '&x;')}{LAYOUT}</style>".replace("?>\n", f"?>\n{entity}\n", 1)
    file.write_text(body, encoding="utf-8")
    assert "secret" not in style_of(str(file)).title


def test_a_parent_that_is_missing_is_named(tmp_path: Path) -> None:
    file = tmp_path / "child.csl"
    file.write_text(f"{HEAD}{INFO.replace('</info>', PARENT.format('gone-for-good') + '</info>')}</style>", encoding="utf-8")
    with pytest.raises(ExportError, match=r"child\.csl only points to another, 'gone-for-good', which is not there"):
        style_of(str(file))


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"none\.csl cannot be read: No such file"):
        style_of(str(tmp_path / "none.csl"))
    with pytest.raises(ExportError, match=r"There is no citation style 'chicgo'\. Take one of chicago-notes"):
        style_of("chicgo")


def test_for_a_page_styles_are_never_read_from_files(tmp_path: Path) -> None:
    file = tmp_path / "own.csl"
    file.write_text(f"{HEAD}{INFO}{LAYOUT}</style>", encoding="utf-8")
    with pytest.raises(ExportError, match="There is no citation style"):
        exported(sample_brief(style=str(file)), "md")
    made = exported(sample_brief(style=str(file), title="What?/..\\ “is” known"), "csl.json")
    assert (made.name, made.media_type) == ("What-is-known.csl.json", "application/vnd.citationstyles.csl+json")


@pytest.mark.parametrize("style", STYLES)
def test_each_style_prints_a_source_of_which_only_title_and_day_are_known(style: str) -> None:
    bare = source(9, "Night train to return in June", source=None, author="Nora Pell", published=date(2026, 3, 10), url=None)
    made = export(brief_of(FLOOD, bare), form="md", choices=Choices(style=style)).decode()
    listed = made.split("## Sources")[1].split("[^1]:")[0]
    assert "night train" in listed.lower()
    assert "flood" in listed.lower()
