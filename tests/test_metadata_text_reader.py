from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clean import clean_text
from index.errors import ReadError
from index.metadata import complete
from index.models import RawArticle
from index.readers.source import Limits, ReadOptions, Source, Unreadable
from index.readers.text import TextReader

BODY = "The dam opened on Monday. It cost 2.4 billion dollars."
LIMITS = Limits(file_bytes=10_000, article_characters=1_000)


def source(content: str | bytes, name: str = "report.txt", charset: str | None = None) -> Source:
    data = content.encode() if isinstance(content, str) else content
    return Source.of_bytes(data, origin=f"file:///articles/{name}", name=name, charset=charset)


def read(content: str | bytes, *, options: ReadOptions | None = None, charset: str | None = None) -> RawArticle:
    (article,) = TextReader().read(source(content, charset=charset), limits=LIMITS, options=options or ReadOptions())
    assert not isinstance(article, Unreadable)
    return article


def test_front_matter_says_what_is_known_and_how() -> None:
    article = read(
        "---\ntitle: The dam\noutlet: The Velin Courier\nauthor: [Nora Pell, Tomas Quill]\ndate: 2026-03-04T08:00:00Z\n"
        f"updated: 2026-03-05\nplace: Kadrun\nlang: en-GB\nlink: https://example.org/dam\n---\n{BODY}"
    )
    assert article == RawArticle(
        origin="file:///articles/report.txt",
        text=BODY,
        title="The dam",
        source="The Velin Courier",
        author="Nora Pell, Tomas Quill",
        published=date(2026, 3, 4),
        published_at=datetime(2026, 3, 4, 8, tzinfo=UTC),
        updated_at=datetime(2026, 3, 5),
        place="Kadrun",
        language="en",
        url="https://example.org/dam",
        found=dict.fromkeys(("title", "url", "source", "author", "place", "language", "published", "published_at", "updated_at"), "meta"),
    )


def test_without_front_matter_the_text_is_left_as_it_is() -> None:
    content = f"The dam opens\n\nWed Dec 03 2025\n\n{BODY}"
    article = read(content)
    assert article == RawArticle(origin="file:///articles/report.txt", text=content)
    done = complete(article)
    assert (done.title, done.published, clean_text(done.text)) == ("The dam opens", date(2025, 12, 3), BODY)


def test_what_the_person_said_fills_what_the_file_does_not() -> None:
    article = read(f"---\nsource: The Velin Courier\n---\n{BODY}", options=ReadOptions(source="Orsen Wire", language="en"))
    assert (article.source, article.language) == ("The Velin Courier", "en")
    assert article.found == {"source": "meta", "language": "user"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, "not text"),
        (bytes(range(1, 128)) * 40, "not text"),
        ("A title alone\n\n", "no text below its title"),
        ("---\ntitle: a: b\n---\n" + BODY, "broken front matter in line 2"),
        ("---\npublished: 03/12/2025\n---\n" + BODY, "the date '03/12/2025'"),
        ("word " * 300, "1,500 characters"),
        ("word " * 3_000, "the limit for one file"),
    ],
)
def test_what_cannot_be_read_says_why(content: str | bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as caught:
        read(content)
    assert "report.txt" in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("encoding", "charset", "text"),
    [
        ("cp1256", None, "قال وزير الخارجية إن حجم التبادل التجاري بين البلدين بلغ مئتي مليون دولار في العام الماضي."),
        ("koi8-r", "koi8-r", "Министр заявил, что объём торговли между странами вырос."),
        ("utf-16", None, BODY),
        ("utf-8-sig", None, BODY),
    ],
)
def test_encodings_are_found_or_taken_from_the_server(encoding: str, charset: str | None, text: str) -> None:
    assert read(text.encode(encoding), charset=charset).text == text


@pytest.mark.parametrize(
    ("content", "name", "accepted"),
    [
        (BODY, "report.txt", True),
        (BODY, "report", True),
        (b"\0\1\2\3" * 50, "report.txt", True),  # so that reading it says what is wrong
        (b"\0\1\2\3" * 50, "report", False),
    ],
)
def test_text_is_known_by_its_bytes_or_its_name(content: str | bytes, name: str, accepted: bool) -> None:
    text = source(content, name)
    assert TextReader().accepts(text, text.head()) is accepted


@settings(deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(str.encode)
    | st.binary(max_size=100).map(lambda data: b"---\n" + data + b"\n---\nText.")
)
def test_any_bytes_become_an_article_or_a_reason(data: bytes) -> None:
    try:
        article = read(data)
    except ReadError as error:
        assert error.remedy
    else:
        assert article.text.strip()
        complete(article)
