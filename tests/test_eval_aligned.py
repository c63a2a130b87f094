"""Directories of aligned sentences: the same line is what is right."""

from pathlib import Path

import pytest

from eval.assemble import assemble
from eval.formats import aligned_set
from eval.models import Choice
from index.errors import EvaluationError

ENGLISH = ("The bridge fell on Monday.", "Nobody was hurt.", "Nobody was hurt.", "It will be built again.")
ARABIC = ("سقط الجسر يوم الاثنين.", "لم يصب أحد.", "لم يتأذ أحد.", "سيعاد بناؤه.")


def write(directory: Path, **languages: tuple[str, ...]) -> Path:
    for code, lines in languages.items():
        (directory / f"{code}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return directory


def test_the_same_line_is_right(tmp_path: Path) -> None:
    found = aligned_set(write(tmp_path, eng=ENGLISH, arb=ARABIC), source="eng", target="arb")
    assert [one.question for one in found.cases] == [ENGLISH[0], ENGLISH[1], ENGLISH[3]]
    assert [[place.document for place in one.relevant] for one in found.cases] == [["1"], ["2", "3"], ["4"]]
    assert [one.article.text for one in found.documents] == list(ARABIC)
    assert {one.language for one in found.cases} == {"en"}
    assert {one.article.language for one in found.documents} == {"ar"}
    assert (found.kind, len(found.parts)) == ("aligned", 2)


def test_the_same_passage_twice_is_one(tmp_path: Path) -> None:
    found = aligned_set(write(tmp_path, eng=ENGLISH, arb=ARABIC), source="arb", target="eng")
    assert [[place.document for place in one.relevant] for one in found.cases] == [["1"], ["2"], ["2"], ["4"]]
    assert len(found.documents) == 3


def test_lines_are_of_articles(tmp_path: Path) -> None:
    write(tmp_path, eng=ENGLISH, arb=ARABIC)
    (tmp_path / "docs.tsv").write_text("wire.1\t0\nwire.1\t1\nwire.2\t0\nwire.2\t1\n", encoding="utf-8")
    found = aligned_set(tmp_path, source="eng", target="arb")
    assert [one.group for one in found.documents] == ["wire.1", "wire.1", "wire.2", "wire.2"]


def test_a_line_that_is_empty_in_one_language_is_broken(tmp_path: Path) -> None:
    write(tmp_path, eng=(*ENGLISH, "", "More follows."), arb=(*ARABIC, "", " "))
    choice = Choice(source="eng", target="arb")
    with pytest.raises(EvaluationError, match="line 6: it is empty"):
        assemble(tmp_path, choice)
    found = assemble(tmp_path, choice, keep_going=True)
    assert ([problem.item for problem in found.broken], len(found.cases)) == (["line 6"], 3)


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("eng", "urd", r"has no urd\.txt.*--to one of: arb, eng"),
        ("xyz", "arb", r"has no xyz\.txt.*--from one of"),
        (None, "arb", "directory of aligned sentences.*--from one of"),
    ],
)
def test_a_code_without_a_file_is_said(tmp_path: Path, source: str | None, target: str | None, reason: str) -> None:
    with pytest.raises(EvaluationError, match=reason):
        aligned_set(write(tmp_path, eng=ENGLISH, arb=ARABIC), source=source, target=target)


def test_files_of_different_lengths_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"3 lines and eng\.txt has 4"):
        aligned_set(write(tmp_path, eng=ENGLISH, arb=ARABIC[:3]), source="eng", target="arb")


def test_an_empty_directory_is_said(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="holds no sentences"):
        aligned_set(tmp_path, source="eng", target="arb")
