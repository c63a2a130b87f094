"""Messages and mailboxes: bodies, senders, dates, attachments."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from index.errors import ReadError
from index.models import RawArticle
from index.readers.mail import MailReader
from index.readers.source import Limits, ReadOptions, Source, Unreadable
from tests.documents import ARABIC, PARAGRAPH, as_text, message, source

LIMITS = Limits(file_bytes=1_000_000)


def _read(data: bytes, *, reader: MailReader | None = None) -> list[RawArticle | Unreadable]:
    return list((reader or MailReader()).read(source(data, name="m.eml"), limits=LIMITS, options=ReadOptions()))


def _article(data: bytes, *, reader: MailReader | None = None) -> RawArticle:
    (article,) = _read(data, reader=reader)
    assert isinstance(article, RawArticle)
    return article


def test_a_letter_has_an_author_and_a_moment_with_its_zone() -> None:
    article = _article(message().as_bytes())
    assert (article.title, article.text, article.author, article.source) == ("The dam", PARAGRAPH, "Jane Doe", None)
    assert article.published == date(2025, 12, 3)  # where it was written; it was the 3rd in UTC too, at another hour
    assert article.published_at is not None
    assert article.published_at.astimezone(UTC) == datetime(2025, 12, 3, 20, 15, tzinfo=UTC)
    assert set(article.found.values()) == {"meta"}


def test_a_newsletter_has_an_outlet_and_its_names_are_decoded() -> None:
    headers = {
        "From": "نشرة السد <news@example.org>",
        "Subject": "افتتاح السد",
        "List-Unsubscribe": "<https://example.org/u>",
        "Archived-At": "<https://example.org/1>",
    }
    article = _article(message(body=ARABIC, headers=headers).as_bytes())
    assert (article.title, article.text, article.source, article.author) == ("افتتاح السد", ARABIC, "نشرة السد", None)
    assert article.url == "https://example.org/1"


def test_plain_text_goes_before_html() -> None:
    assert _article(message(html="<p>Other</p>").as_bytes()).text == PARAGRAPH
    assert _article(message(body=" ", html=f"<p>{PARAGRAPH}</p><script>x</script>").as_bytes()).text == PARAGRAPH


def test_html_goes_to_the_reader_of_pages() -> None:
    def pages(given: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        assert (given.media_type, given.charset) == ("text/html", "utf-8")
        yield RawArticle(origin=given.origin, text="As the page's reader has it.")

    assert (
        _article(message(body=None, html="<p>x</p>").as_bytes(), reader=MailReader(read_html=pages)).text == "As the page's reader has it."
    )


def test_html_that_no_reader_finds_an_article_in_is_read_as_a_whole() -> None:
    def refusing(given: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        raise ReadError("no article", remedy="none")

    assert _article(message(body=None, html="<p>One</p><p>Two</p>").as_bytes(), reader=MailReader(read_html=refusing)).text == "One\n\nTwo"


def test_attached_documents_are_further_articles_and_others_are_not() -> None:
    attached = [("تقرير 1.txt", b"Attached."), ("broken.txt", b"\xff\xfe\xff"), ("picture.png", b"x")]
    found = _read(message(attached=attached).as_bytes(), reader=MailReader(read_attached=as_text))
    assert [getattr(read, "text", None) for read in found] == [PARAGRAPH, "Attached.", None]
    assert found[1].origin == "file:///m.eml#attachment=%D8%AA%D9%82%D8%B1%D9%8A%D8%B1%201.txt-1"
    assert isinstance(found[2], Unreadable)


def test_a_forwarded_message_is_an_article_and_forwarding_ends() -> None:
    inner = message(body="Inmost.")
    for number in range(4):
        outer = message(body=f"Level {number}.")
        outer.add_attachment(inner)
        inner = outer
    texts = [read.text for read in _read(inner.as_bytes()) if isinstance(read, RawArticle)]
    assert texts == ["Level 3.", "Level 2.", "Level 1."]


def test_messages_of_a_mailbox_keep_their_origin_when_it_grows() -> None:
    first = message(headers={"Message-ID": "<a@b>"}).as_bytes()
    second = message(body="Second.\n\nFrom here on.").as_bytes().replace(b"\nFrom here", b"\n>From here")
    mailbox = b"".join(b"From a@b Wed Dec  3 10:15:00 2025\n" + data + b"\n" for data in (first, second))
    found = _read(mailbox)
    assert [read.origin for read in found] == ["file:///m.eml#id=a%40b", "file:///m.eml#message=2"]
    assert isinstance(found[1], RawArticle)
    assert found[1].text == "Second.\n\nFrom here on."


@pytest.mark.parametrize(
    "head",
    [
        b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\n",
        b"From: a\nThis is a text.\n",
        b"Title: a\nDate: b\n\nText",
        b"<html>",
        PARAGRAPH.encode(),
    ],
)
def test_what_is_no_message(head: bytes) -> None:
    assert not MailReader().accepts(source(head), head)


def test_an_unknown_encoding_and_broken_headers_leave_the_text() -> None:
    data = b"From: =?x?q?=ff?= <\nSubject: =?utf-8?b?!!!?=\nDate: never\nContent-Type: text/plain; charset=klingon\n\nText \xd9\x86."
    article = _article(data)
    assert article.text == "Text ن."
    assert article.published is None


def test_a_message_without_text_is_unreadable() -> None:
    with pytest.raises(ReadError, match=r"m\.eml has no text"):
        _read(message(body=" ").as_bytes())
