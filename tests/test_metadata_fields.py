import time
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clean import clean_text
from index.metadata import complete, language_ranges
from index.metadata.bylines import author_of, source_of
from index.models import RawArticle

BODY = (
    "ORSENA: The foreign minister of Selkara said on Tuesday that both sides want to talk.\n\n"
    "“We hope for a treaty by 2027-2028,” he told reporters in the capital.\n\n"
    "The talks go on."
)
PAGE = f"""Selkara calls for talks over the upper Orsen

Norvand and Selkara agree to speed up projects, including ORS-1000

Wed Dec 03 2025
icon-facebook icon-twitter icon-whatsapp

{BODY}

icon-facebook icon-twitter icon-whatsapp"""


def raw(text: str, *, origin: str = "file:///articles/report.txt", **fields: Any) -> RawArticle:
    return RawArticle.model_validate({"origin": origin, "text": text, **fields})


def test_a_copied_page_gives_up_its_title_and_date_and_keeps_its_subtitle() -> None:
    article = complete(raw(PAGE))
    assert article.title == "Selkara calls for talks over the upper Orsen"
    assert (article.published, article.published_at) == (date(2025, 12, 3), None)
    assert (article.place, article.language, article.author, article.source) == ("Orsena", "en", None, None)
    assert article.found == {"title": "text", "published": "text", "place": "text", "language": "detected"}
    assert clean_text(article.text) == f"Norvand and Selkara agree to speed up projects, including ORS-1000\n\n{BODY}"


def test_an_arabic_page_without_a_date_gets_none() -> None:
    text = (
        "سلكارا ونورفاند تتفقان على فتح ثلاثة معابر على الحدود بينهما\n\n"
        "اتفقت سلكارا ونورفاند، يوم الخميس، على زيادة التجارة بحلول عام 2027-2028 من خلال تنفيذ الاتفاقيات الموقعة.\n\n"
        "وكان الاجتماع الخامس قد عُقد في أورسينا في 28-29 يوليو 2025."
    )
    article = complete(raw(text))
    assert (article.title, article.language) == (text.partition("\n")[0], "ar")
    assert (article.published, article.place, article.author) == (None, None, None)
    assert article.text == text.partition("\n\n")[2]


@pytest.mark.parametrize(
    ("head", "author", "source"),
    [
        ("Talks go on\n\nBy Nora Pell\n\n", "Nora Pell", None),
        ("Talks go on\n\nBy\nNora Pell\nUpdated:\n3 December 2025\n\n", "Nora Pell", None),
        ("Talks go on\n\nBy Nora Pell and Tomas Quill in Kadrun\n\n", "Nora Pell and Tomas Quill", None),
        ("Talks go on\nBy Nora Pell | 3 December 2025\n\n", "Nora Pell", None),
        ("Talks go on\nPosted on December 3, 2025 by Nora Pell\n\n", "Nora Pell", None),
        ("Talks go on\nWorld | By Nora Pell, 3 December 2025 | 5 min read\n\n", "Nora Pell", None),
        ("By Nora Pell\n\nTalks go on\n\n", "Nora Pell", None),
        ("المحادثات مستمرة\n\nبقلم: نورا بيل\n\n", "نورا بيل", None),
        ("المحادثات مستمرة\n\nبقلم نورا بيل\nالمصدر: صدى أورسن\n\n", "نورا بيل", "صدى أورسن"),
        ("مذاکرات جاری ہیں\n\nتحریر: نورا بیل\n\n", "نورا بیل", None),
        ("Переговоры идут\n\nАвтор: Нора Пелл\nИсточник: Вестник Орсена\n\n", "Нора Пелл", "Вестник Орсена"),
        ("Talks go on\n\nSource: Orsen Wire\n\n", None, "Orsen Wire"),
    ],
)
def test_bylines_are_taken_out_of_the_text(head: str, author: str | None, source: str | None) -> None:
    article = complete(raw(head + BODY))
    assert (article.author, article.source) == (author, source)
    assert article.title in {"Talks go on", "المحادثات مستمرة", "مذاکرات جاری ہیں", "Переговоры идут"}
    assert article.text == BODY


@pytest.mark.parametrize(
    "line",
    [
        "By the river Orsen",
        "By Thursday",
        "By All Means",
        "By popular demand",
        "By Nora Pell, who was there: a report",
        "By train from Kadrun to Tashmar",
        "By Nora Pell. She lives in Kadrun.",
        "By 2030",
        "كتب الوزير رسالة إلى البرلمان",
        "Автор книги умер",
        "Bylaws of the City",
        "By",
        "Author:",
    ],
)
def test_what_is_no_byline_names_nobody(line: str) -> None:
    assert author_of(line) is None
    assert complete(raw(f"Talks go on\n\n{line}\n\n{BODY}")).text == f"{line}\n\n{BODY}"


def test_a_source_is_named_behind_a_colon_only() -> None:
    assert source_of("Source: Orsen Wire") == "Orsen Wire"
    assert source_of("Sources close to the talks") is None
    assert source_of("Source: he said so, and then he said: no") is None


def test_what_the_reader_found_is_never_changed() -> None:
    known: dict[str, Any] = {
        "title": "Another title",
        "published": date(2024, 1, 1),
        "author": "Tomas Quill",
        "source": "Harbour Ledger",
        "language": "fr",
        "place": "Kadrun",
        "found": {"title": "meta", "published": "json-ld"},
    }
    article = complete(raw(PAGE, **known))
    assert {field: getattr(article, field) for field in known} == known
    assert article.published_at is None
    assert "Wed Dec 03 2025" in article.text  # another day than the article's is the report's own


def test_a_title_that_the_page_repeats_is_not_quoted() -> None:
    for title in ("Selkara calls for talks over the upper Orsen", "Selkara Calls for Talks Over the Upper Orsen | The Velin Courier"):
        article = complete(raw(PAGE, title=title))
        assert article.title == title
        assert article.text.startswith("Norvand and Selkara agree")


@pytest.mark.parametrize(
    ("origin", "url", "expected"),
    [
        ("file:///articles/2025-12-03_dam.txt", None, {"title": "2025-12-03_dam", "published": date(2025, 12, 3), "source": None}),
        ("https://www.example.org/2025/12/03/dam", None, {"title": "", "published": date(2025, 12, 3), "source": "example.org"}),
        ("file:///a.html", "https://news.example.org/dam", {"title": "a", "published": None, "source": "news.example.org"}),
        ("file:///2025-12-03.jsonl#line=4", None, {"title": "", "published": None, "source": None}),
    ],
)
def test_name_and_address_fill_what_the_text_does_not_say(origin: str, url: str | None, expected: dict[str, object]) -> None:
    article = complete(raw(BODY, origin=origin, url=url))
    assert {field: getattr(article, field) for field in expected} == expected
    assert {field for field, how in article.found.items() if how == "filename"} == {field for field, value in expected.items() if value}


def test_the_text_counts_before_the_name() -> None:
    article = complete(raw(PAGE, origin="file:///2026-01-01_dam.txt"))
    assert (article.published, article.found["published"]) == (date(2025, 12, 3), "text")


def test_a_day_of_change_without_a_time_is_its_first_moment() -> None:
    article = complete(raw(PAGE.replace("Wed Dec 03 2025", "3 Dec 2025 14:05 | Updated 5 Dec 2025")))
    assert (article.published_at, article.updated_at) == (datetime(2025, 12, 3, 14, 5), datetime(2025, 12, 5))


def test_a_name_that_the_reader_took_for_a_title_gives_way_to_the_text() -> None:
    known = complete(raw(PAGE, title="report", found={"title": "filename"}))
    assert (known.title, known.found["title"]) == ("Selkara calls for talks over the upper Orsen", "text")
    unknown = complete(raw(BODY, title="A report of ours", found={"title": "filename"}))
    assert (unknown.title, unknown.found["title"], unknown.text) == ("A report of ours", "filename", BODY)


def test_the_head_of_every_page_is_not_the_title() -> None:
    pages = [f"The Velin Courier\n\n{PAGE}", *(f"The Velin Courier\n\n{name} said more in the capital." for name in ("He", "She", "They"))]
    article = complete(raw("\f".join(pages)))
    assert (article.title, article.published) == ("Selkara calls for talks over the upper Orsen", date(2025, 12, 3))
    assert "Courier" not in clean_text(article.text)


def test_nothing_is_taken_when_nothing_would_be_left() -> None:
    for text in ("By Nora Pell", "3 December 2025\n", "Selkara calls for talks\n\n3 December 2025"):
        assert complete(raw(text)).text == text


PIECES = st.sampled_from(
    [
        "By Nora Pell",
        "3 December 2025",
        "Title of a report",
        "\n",
        "\n\n",
        "\r\n",
        "\f",
        "KADRUN — ",
        "The dam was opened by him.",
        " ",
        "قال",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=200) | st.lists(PIECES).map("".join), st.text(max_size=20), st.text(max_size=30))
def test_completing_never_raises_and_changes_the_head_only(text: str, title: str, origin: str) -> None:
    tail = "\n\nThe dam was opened by the minister in the morning.\n\nIt cost 2.4 billion dollars, he said.\n\n3 May 2024 was wet."
    before = raw(text + tail, origin=origin, title=title)
    after = complete(before)
    assert after.text.endswith(tail.strip())
    kept = iter(before.text.splitlines())
    assert all(line.strip() in (other.strip() for other in kept) for line in after.text.splitlines() if line.strip())
    assert complete(before) == after
    assert set(after.found) <= set(RawArticle.model_fields)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 300_000,
        "3 December 2025\n" * 50_000,
        "— " * 300_000,
        "A" * 1_000_000 + ": x",
        " " * 1_000_000 + "x",
        "By Nora, " * 100_000,
    ],
    ids=["words", "dates", "dashes", "capitals", "spaces", "bylines"],
)
def test_a_pathological_article_takes_no_longer_than_its_length_deserves(text: str) -> None:
    started = time.process_time()
    completed = complete(raw(text, title=text[:100_000], language="en"))
    language_ranges(completed.text, "en")
    assert time.process_time() - started < 20  # quadratic time would be minutes
