import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.errors import ReadError
from index.metadata import complete
from index.models import RawArticle
from index.readers.files import files_below
from index.readers.registry import Readers
from index.readers.source import Limits, ReadOptions, Source, Unreadable
from index.readers.text import TextReader

BODY = "The dam opened on Monday. It cost 2.4 billion dollars."
ARABIC = (
    "قال وزير الخارجية إن حجم التبادل التجاري بين البلدين بلغ مئتي مليون دولار في العام الماضي. وأضاف أن الاجتماع المقبل سيعقد في العاصمة."
)


def read(path: Path, *, max_bytes: int = 1_000_000, max_characters: int = 100_000) -> RawArticle:
    limits = Limits(file_bytes=max_bytes, article_characters=max_characters)
    (article,) = TextReader().read(Source.of_file(path), limits=limits, options=ReadOptions())
    assert isinstance(article, RawArticle)
    return complete(article)


def read_all(files: list[Path]) -> Iterator[RawArticle | Unreadable]:
    readers = Readers(limits=Limits(), options=ReadOptions())
    for file in files:
        yield from readers.read(Source.of_file(file))


def written(directory: Path, content: str | bytes, name: str = "article.txt") -> Path:
    path = directory / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n ", "is empty"),
        (b"\xef\xbb\xbf", "has no text"),
        (b"\xff\xfe", "has no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, "binary"),
        (bytes(range(1, 256)) * 40, "binary"),
        ((ARABIC * 5).encode()[:101] + b"\xff" + (ARABIC * 5).encode()[102:], "not UTF-8"),
        (b"\xff\xfea\0b\0c", "utf-16"),
        ("A title alone\n\n", "no text below its title"),
        ("---\ntitle: [unclosed\n---\n" + BODY, "broken front matter"),
        ("---\ntitle: a: b\n---\n" + BODY, "broken front matter in line 2"),
        ("---\nlist: " + "[" * 5_000 + "\n---\n" + BODY, "broken front matter"),
        ("---\npublished: 2024-02-30\n---\n" + BODY, "the date '2024-02-30'"),
        ("---\npublished: last Monday\n---\n" + BODY, "the date 'last Monday'"),
        ("word " * 30_000, "150,000 characters"),
    ],
)
def test_what_cannot_be_read_names_file_reason_and_remedy(tmp_path: Path, content: str | bytes, reason: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert str(path) in caught.value.message
    assert reason in caught.value.message
    assert caught.value.remedy


def test_a_file_above_the_limit_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000_000)  # sparse; reading it would exhaust memory
    with pytest.raises(ReadError, match="200,000 MB or more; the limit for one file is 50 MB"):
        read(path, max_bytes=50_000_000)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="is not a file"):
        read(tmp_path / "pipe.txt")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "utf-8"),
        (ARABIC, "utf-8-sig"),
        (ARABIC, "cp1256"),
        (ARABIC, "utf-16"),
        ("Le ministre a déclaré que l'été dernier avait été très chaud à Besançon, où les écoles ont fermé.", "latin-1"),
        ("Министр заявил, что объём торговли между странами вырос.", "cp1251"),
    ],
)
def test_texts_in_common_encodings_are_decoded(tmp_path: Path, text: str, encoding: str) -> None:
    assert read(written(tmp_path, text.encode(encoding))).text == text


def test_front_matter_says_what_is_known_of_an_article(tmp_path: Path) -> None:
    front = (
        "---\ntitle: 'The dam: a report'\nOutlet: The Velin Courier\nauthor: [Nora Pell, Idris Melkan]\n"
        "date: 2026-03-04T08:00:00Z\nlink: https://example.org/dam\nlang: en-GB\ntags: {unknown: [key]}\nempty:\n---\n"
    )
    article = read(written(tmp_path, front + BODY))
    assert set(article.found.values()) == {"meta"}
    assert article.model_copy(update={"found": {}}) == RawArticle(
        origin=(tmp_path / "article.txt").as_uri(),
        text=BODY,
        title="The dam: a report",
        source="The Velin Courier",
        author="Nora Pell, Idris Melkan",
        published=date(2026, 3, 4),
        published_at=datetime(2026, 3, 4, 8, tzinfo=UTC),
        url="https://example.org/dam",
        language="en",
    )


@pytest.mark.parametrize(
    ("written_as", "code"), [("no", "no"), ("AR", "ar"), ("zh_Hans", "zh"), ("English", "en"), ("123", "en"), ("", "en")]
)
def test_only_a_language_code_overrides_detection(tmp_path: Path, written_as: str, code: str) -> None:
    assert read(written(tmp_path, f"---\nlanguage: {written_as}\n---\n{BODY}")).language == code


@pytest.mark.parametrize(
    "content",
    ["---\njust words\n---\n" + BODY, "--- not front matter\n" + BODY, "---\ntitle: never closed\n" + BODY, "---\n- a\n- b\n---\n" + BODY],
)
def test_what_is_no_mapping_between_dashes_is_text(tmp_path: Path, content: str) -> None:
    assert read(written(tmp_path, content)).text == content


def test_empty_front_matter_is_taken_off(tmp_path: Path) -> None:
    assert read(written(tmp_path, "---\n---\n" + BODY)).text == BODY


@pytest.mark.parametrize(
    ("content", "title", "text"),
    [
        ("The dam opens\n\n" + BODY, "The dam opens", BODY),
        ("The dam opens\r\n\r\n" + BODY, "The dam opens", BODY),
        ("\n\n# The dam opens\n \n" + BODY, "The dam opens", BODY),
        ("افتتاح السد\n\n" + ARABIC, "افتتاح السد", ARABIC),
        ("The dam opens\n" + BODY, "article", "The dam opens\n" + BODY),
        (BODY + "\n\n" + BODY, "article", f"{BODY}\n\n{BODY}"),
        ("long " * 60 + "\n\n" + BODY, "article", "long " * 60 + "\n\n" + BODY),
        ("---\ntitle: The dam opens\n---\n# The dam opens\n\n" + BODY, "The dam opens", BODY),
        ("---\ntitle: The dam opens\n---\nIn other words\n\n" + BODY, "The dam opens", f"In other words\n\n{BODY}"),
        ("no sentence ends here", "article", "no sentence ends here"),
    ],
)
def test_a_short_first_line_above_a_blank_one_is_the_title(tmp_path: Path, content: str, title: str, text: str) -> None:
    article = read(written(tmp_path, content))
    assert (article.title, article.text) == (title, text)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    files = [
        written(tmp_path, BODY, "a.txt"),
        written(tmp_path, b"", "b.txt"),
        written(tmp_path, BODY, "c.txt"),
    ]
    found = list(read_all(files))
    assert [type(one) for one in found] == [RawArticle, Unreadable, RawArticle]
    assert [one.origin for one in found] == [files[number].as_uri() for number in (0, 1, 2)]
    assert all(one.reason and one.remedy for one in found if isinstance(one, Unreadable))


def test_text_files_are_found_below_a_directory_sorted_and_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "deep/er/c.MARKDOWN", "photo.jpg", ".hidden.txt", ".git/x.txt", "folder.txt/d.text"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        written(tmp_path, BODY, name)
    assert [path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path)] == [
        "a.txt",
        "b.md",
        "deep/er/c.MARKDOWN",
        "folder.txt/d.text",
    ]


def test_an_empty_directory_holds_none_and_a_named_path_is_always_tried(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert list(files_below(tmp_path / "empty")) == []
    assert list(files_below(tmp_path / "missing")) == [tmp_path / "missing"]


def test_one_file_is_one_origin_by_whichever_way_it_is_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "below").mkdir()
    path = written(tmp_path, BODY)
    (tmp_path / "link.txt").symlink_to(path)
    monkeypatch.chdir(tmp_path / "below")
    assert {read(way).origin for way in (path, Path("../article.txt"), tmp_path / "below/../article.txt", tmp_path / "link.txt")} == {
        path.as_uri()
    }
