from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.language import detect
from index.metadata import find_date
from index.metadata.moments import parse_date_line
from index.metadata.origins import day_of

DAY = date(2025, 12, 3)  # a Wednesday


def article(line: str) -> str:
    return f"A report on the dam\n\n{line}\n\nThe dam was opened by the minister in the morning, on Monday.\n\nIt cost 2.4 billion dollars."


MONTHS = [
    ("ar", "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
    ("ar", "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول"),
    ("ar", "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر"),
    ("ar", "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"),
    ("ur", "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر"),
    ("ru", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    ("en", "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"),
    ("en", "January February March April May June July August September October November December"),
    ("fr", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
]


@pytest.mark.parametrize(("language", "names"), MONTHS)
def test_every_month_is_known_by_its_names(language: str, names: str) -> None:
    read = [parse_date_line(f"7 {name.replace('_', ' ')} 2024", language=language) for name in names.split()]
    assert [line.moments[0].day if line else None for line in read] == [date(2024, month, 7) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("December 3, 2025 14:05 PKT", datetime(2025, 12, 3, 14, 5, tzinfo=timezone(timedelta(hours=5)))),
        ("3 Dec 2025 2:05 pm", datetime(2025, 12, 3, 14, 5)),
        ("3 Dec 2025 12:05 am GMT", datetime(2025, 12, 3, 0, 5, tzinfo=timezone(timedelta(0)))),
        ("3 Dec 2025 14:05 IST", datetime(2025, 12, 3, 14, 5)),  # India, Ireland or Israel
        ("2025-12-03T14:05:30Z", datetime(2025, 12, 3, 14, 5, 30, tzinfo=timezone(timedelta(0)))),
        ("2025-12-03T14:05:30-0330", datetime(2025, 12, 3, 14, 5, 30, tzinfo=timezone(-timedelta(hours=3, minutes=30)))),
        ("3 December 2025 14:05 GMT+3", datetime(2025, 12, 3, 14, 5, tzinfo=timezone(timedelta(hours=3)))),
        ("٣ ديسمبر ٢٠٢٥ ٢:٠٥ م بتوقيت مكة المكرمة", datetime(2025, 12, 3, 14, 5, tzinfo=timezone(timedelta(hours=3)))),
        ("3 декабря 2025, 14:05 (МСК)", datetime(2025, 12, 3, 14, 5, tzinfo=timezone(timedelta(hours=3)))),
        ("3 December 2025", None),
    ],
)
def test_a_time_is_kept_and_a_zone_when_it_means_one(line: str, at: datetime | None) -> None:
    found = find_date(article(line))
    assert found is not None
    assert found.published_at == at
    assert (found.published_at.tzinfo if found.published_at else None) == (at.tzinfo if at else None)


def test_a_weekday_tells_day_and_month_apart() -> None:
    found = find_date(article("Fri 05/12/2025"))
    assert found is not None
    assert found.published == date(2025, 12, 5)


def test_updates_are_told_apart_from_the_publication() -> None:
    both = find_date(article("Published 3 Dec 2025 14:05 GMT | Updated: 5 Dec 2025 09:10 GMT"))
    assert both is not None
    assert (both.published, both.updated) == (DAY, date(2025, 12, 5))
    assert both.updated_at == datetime(2025, 12, 5, 9, 10, tzinfo=timezone(timedelta(0)))
    alone = find_date(article("Last updated: 5 Dec 2025"))
    assert alone is not None
    assert (alone.published, alone.updated, alone.updated_at) == (None, date(2025, 12, 5), None)


@pytest.mark.parametrize(
    ("lines", "published", "updated"),
    [
        ("Last updated:\n5 Dec 2025", None, date(2025, 12, 5)),
        ("Published\n3 Dec 2025\nUpdated\n5 Dec 2025", DAY, date(2025, 12, 5)),
        ("آخر تحديث\n\n5 ديسمبر 2025", None, date(2025, 12, 5)),
        ("Wednesday\n3 Dec 2025", DAY, None),
    ],
)
def test_a_label_may_stand_above_its_date(lines: str, published: date | None, updated: date | None) -> None:
    found = find_date(article(lines))
    assert found is not None
    assert (found.published, found.updated) == (published, updated)


def test_an_islamic_date_says_so() -> None:
    calculated = find_date(article("12 جمادى الآخرة 1447 هـ"), language="ar")
    assert calculated is not None
    assert (calculated.published, calculated.calendar) == (DAY, "hijri")
    both = find_date(article("12 جمادى الآخرة 1447 هـ - 3 ديسمبر 2025"), language="ar")
    assert both is not None
    assert both.calendar == "gregorian"
    assert find_date(article("12 جمادى الآخرة 1447 هـ - 23 ديسمبر 2025"), language="ar") is None


def test_dates_inside_a_report_are_not_its_own() -> None:
    prose = (
        "The two sides met on Wednesday 3 December 2025 in the capital, a statement said.\n\n"
        "They will meet again by 2027-2028, the minister told reporters on Thursday.\n\n"
    )
    assert find_date(f"Talks go on\n\n{prose * 3}") is None


def test_headings_of_a_timeline_are_not_the_date_of_the_article() -> None:
    entries = "\n\n".join(f"{day} March 2024\n\nThe ministers met for the {day}th time in the capital city." for day in range(4, 9))
    assert find_date(f"How the talks went\n\n{entries}") is None
    dated = find_date(f"How the talks went\n\nPublished 3 December 2025\n\n{entries}")
    assert dated is not None
    assert dated.published == DAY


def test_the_day_below_the_title_counts_and_not_the_one_in_the_header_of_the_site() -> None:
    found = find_date(f"Saturday, November 21, 2026\n\n{article('Wed Dec 03 2025')}")
    assert found is not None
    assert found.published == DAY
    assert find_date(f"{article('Wed Dec 03 2025')[:38]}4 December 2025\n\n5 December 2025\n\nThe dam was opened by a minister.") is None


@pytest.mark.parametrize("line", ["Published: 3 December 2025", "Опубликовано 3 декабря 2025 г.", "3 December 2025"])
def test_a_date_may_stand_below_the_report(line: str) -> None:
    text = f"A report\n\nThe dam was opened by the minister in the morning.\n\nIt cost 2.4 billion dollars in all.\n\n{line}\n"
    found = find_date(text, language=detect(text))
    assert found is not None
    assert (found.published, text[found.line_start : found.line_end]) == (DAY, line)


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("file:///articles/2025-12-03_title.txt", DAY),
        ("file:///articles/title-2025-12-03.txt", DAY),
        ("file:///articles/20251203-title.txt", DAY),
        ("file:///articles/20251203.txt", DAY),
        ("https://example.org/2025/12/03/title", DAY),
        ("https://example.org/world/2025/dec/03/title.html", DAY),
        ("https://example.org/news/2025-12-03/title", DAY),
        ("https://example.org/news/title-2025-12-03", DAY),
        ("file:///a.zip#member=2025-12-03_title.txt", DAY),
        ("file:///articles/2025/12/03/title.txt", None),
        ("file:///articles/12-03-2025.txt", None),
        ("file:///articles/2025-13-03.txt", None),
        ("file:///articles/2025-12-03_2025-12-04.txt", None),
        ("file:///articles/202512031.txt", None),
        ("file:///2025-12-03.jsonl#line=4", None),
        ("https://example.org/2025/12/title", None),
        ("https://example.org/2025/02/30/title", None),
        ("https://[broken/2025/12/03/", None),
        ("", None),
    ],
)
def test_the_day_in_a_name_or_an_address(address: str, day: date | None) -> None:
    assert day_of(address) == day


PIECES = st.sampled_from(
    [
        "3",
        "12",
        "2025",
        "1447",
        "Dec",
        "ديسمبر",
        "جمادى",
        "الآخرة",
        "هـ",
        "/",
        "-",
        ".",
        ":",
        " ",
        "|",
        "\n",
        "\n\n",
        "\f",
        "Updated",
        "نشر",
        "14:05",
    ]
)


@settings(deadline=None)
@given(st.text() | st.lists(PIECES).map("".join))
def test_any_text_gives_a_date_in_its_bounds_or_none(text: str) -> None:
    found = find_date(text)
    if found is not None:
        assert 0 <= found.line_start <= found.start < found.end <= found.line_end <= len(text)
        assert found.published or found.updated
