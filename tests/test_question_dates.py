"""Times in questions: read in four languages, kept apart from filters, and left alone where words only look like them."""

from datetime import date

import pytest

from index.models import Filters
from rag.question import understand

TODAY = date(2026, 5, 14)  # a Thursday

READ = [
    ("What happened on 3 December 2025?", "2025-12-03/2025-12-03"),
    ("What happened on December 3, 2025?", "2025-12-03/2025-12-03"),
    ("What was exported in December 2025?", "2025-12-01/2025-12-31"),
    ("What was exported in 2024?", "2024-01-01/2024-12-31"),
    ("How much did it grow in Q3 2025?", "2025-07-01/2025-09-30"),
    ("How much did it grow in the third quarter of 2025?", "2025-07-01/2025-09-30"),
    ("What happened between 3 and 10 December 2025?", "2025-12-03/2025-12-10"),
    ("What happened between March and May 2025?", "2025-03-01/2025-05-31"),
    ("How did prices change from January to March 2025?", "2025-01-01/2025-03-31"),
    ("What has changed since 2023?", "2023-01-01/.."),
    ("What has changed since March?", "2026-03-01/.."),
    ("Who led it before March?", "../2026-02-28"),
    ("Who led it after 3 December 2025?", "2025-12-04/.."),
    ("What opened in early December?", "2025-12-01/2025-12-10"),
    ("What opened at the end of 2024?", "2024-09-01/2024-12-31"),
    ("What was said yesterday?", "2026-05-13/2026-05-13"),
    ("What was said last week?", "2026-05-04/2026-05-10"),
    ("What was agreed this month?", "2026-05-01/2026-05-31"),
    ("What was agreed in the past three days?", "2026-05-11/2026-05-14"),
    ("What was agreed two months ago?", "2026-03-01/2026-03-31"),
    ("Who met on Friday?", "2026-05-08/2026-05-08"),
    ("Who was rescued on 9 April?", "2026-04-09/2026-04-09"),
    ("Who was rescued on Sunday, 1 December 1974?", "1974-12-01/1974-12-01"),
    ("ماذا حدث من 3 إلى 10 ديسمبر 2025؟", "2025-12-03/2025-12-10"),
    ("ماذا افتتح في أوائل ديسمبر؟", "2025-12-01/2025-12-10"),
    ("ماذا قيل الأسبوع الماضي؟", "2026-05-04/2026-05-10"),
    ("ماذا تقرر خلال الأيام الثلاثة الماضية؟", "2026-05-11/2026-05-14"),
    ("ماذا تقرر قبل شهرين؟", "2026-03-01/2026-03-31"),
    ("ماذا تغير منذ عام 2023؟", "2023-01-01/.."),
    ("كم قطع بين سنتي 2004 و2014؟", "2004-01-01/2014-12-31"),
    ("كم بلغ النمو في الربع الثالث من 2025؟", "2025-07-01/2025-09-30"),
    ("من قاد الثورة في 8 آذار من عام 1959؟", "1959-03-08/1959-03-08"),
    ("Что открыли в начале декабря?", "2025-12-01/2025-12-10"),
    ("Что решили на прошлой неделе?", "2026-05-04/2026-05-10"),
    ("Что решили за последние три дня?", "2026-05-11/2026-05-14"),
    ("Что решили неделю назад?", "2026-05-04/2026-05-10"),
    ("Что изменилось с марта по май 2025?", "2025-03-01/2025-05-31"),
    ("Что изменилось с 2023 года?", "2023-01-01/.."),
    ("Что случилось во вторник?", "2026-05-12/2026-05-12"),
    ("دسمبر کے اوائل میں کیا کھلا؟", "2025-12-01/2025-12-10"),
    ("پیر کو کیا ہوا؟", "2026-05-11/2026-05-11"),
    ("گزشتہ ہفتے کیا ہوا؟", "2026-05-04/2026-05-10"),
    ("گزشتہ تین دنوں میں کیا ہوا؟", "2026-05-11/2026-05-14"),
    ("دو ماہ پہلے کیا ہوا؟", "2026-03-01/2026-03-31"),
    ("مارچ اور مئی 2025 کے درمیان کیا ہوا؟", "2025-03-01/2025-05-31"),
    ("مارچ کے بعد کیا ہوا؟", "2026-04-01/.."),
    ("2023 سے اب تک کیا بدلا؟", "2023-01-01/.."),
]

LEFT_ALONE = [
    "Who may march in the sun?",
    "How did 2000 people pay 1900 dollars each?",
    "What happened 66 million years ago?",
    "What will be built by 2030?",
    "What has changed since the visit?",
    "Who wrote on 3/4/2025?",  # March or April
    "متى يوافق اليوم العالمي لحقوق الطفل؟",
    "من مارس الرياضة في المدرسة؟",
    "هل انفجرت في أحد المطارات قنبلة؟",
    "Что построят к 2028 году?",
    "لانگ مارچ کس نے کیا؟",
]

STRICT = [
    ("What do articles published in 2024 say about energy?", "2024-01-01", "2024-12-31"),
    ("What do articles from last week say about floods?", "2026-05-04", "2026-05-10"),
    ("Only articles since March: what was agreed?", "2026-03-01", None),
    ("What was agreed, only from 2024?", "2024-01-01", "2024-12-31"),
    ("ماذا تقول مقالات الأسبوع الماضي عن الطاقة؟", "2026-05-04", "2026-05-10"),
    ("ماذا قيل عن الطاقة، فقط من 2024؟", "2024-01-01", "2024-12-31"),
    ("Что говорят статьи за прошлую неделю о налогах?", "2026-05-04", "2026-05-10"),
    ("Что пишут статьи об экспорте, опубликованные в 2024 году?", "2024-01-01", "2024-12-31"),
    ("گزشتہ ہفتے کے مضامین میں سیلاب پر کیا ہے؟", "2026-05-04", "2026-05-10"),
    ("صرف 2024 کے مضامین میں سیلاب پر کیا ہے؟", "2024-01-01", "2024-12-31"),
]

OF_EVENTS = [
    "How many books were published in 2024?",
    "Which articles of the treaty were published in 2024?",
    "Was it only in 2024 that the bridge opened?",
    "كم قتيلا سقط في 2024؟",
    "Что случилось в 2024 году?",
    "2024 میں کیا ہوا؟",
]


@pytest.mark.parametrize(("question", "days"), READ)
def test_a_time_is_read_and_preferred(question: str, days: str) -> None:
    asked = understand(question, today=TODAY)
    assert [(date.value, date.strict) for date in asked.wishes("date")] == [(days, False)]
    assert asked.filters == Filters()
    assert asked.searched == question


@pytest.mark.parametrize("question", LEFT_ALONE)
def test_words_that_are_no_time_are_left_alone(question: str) -> None:
    assert understand(question, today=TODAY).understood == ()


@pytest.mark.parametrize(("question", "first", "last"), STRICT)
def test_a_time_of_articles_is_a_filter(question: str, first: str | None, last: str | None) -> None:
    asked = understand(question, today=TODAY)
    found = asked.filters.model_dump(mode="json")
    assert (found["published_from"], found["published_to"]) == (first, last)
    assert [date.strict for date in asked.wishes("date")] == [True]
    assert "2024" not in asked.searched


@pytest.mark.parametrize("question", OF_EVENTS)
def test_a_time_of_events_excludes_nothing(question: str) -> None:
    assert understand(question, today=TODAY).filters == Filters()


def test_a_date_can_be_undone_by_its_key_or_its_kind() -> None:
    question = "What do articles from last week say about floods?"
    key = understand(question, today=TODAY).understood[0].key
    assert key == "date:2026-05-04/2026-05-10"
    for ignore in (key, "date"):
        asked = understand(question, today=TODAY, ignore=[ignore])
        assert (asked.understood, asked.filters, asked.searched) == ((), Filters(), question)


def test_days_of_an_open_time() -> None:
    (date_wish,) = understand("What has changed since 2023?", today=TODAY).understood
    assert date_wish.days == (date(2023, 1, 1), None)


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2026, 1, 1), date(2026, 12, 31), date(1970, 1, 1)])
def test_any_day_can_be_today(day: date) -> None:
    for question, _ in READ:
        understand(question, today=day)
