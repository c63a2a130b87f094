"""What was understood, in words."""

from datetime import date

import pytest

from rag.models import Question, Understood
from ui.wording import kinds, listed, period


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        ("2025-12-03", "2025-12-03", "3 December 2025"),
        ("2025-12-01", "2025-12-10", "1–10 December 2025"),
        ("2025-12-01", "2025-12-31", "December 2025"),
        ("2025-07-01", "2025-09-30", "July–September 2025"),
        ("2024-01-01", "2024-12-31", "2024"),
        ("2025-03-05", "2025-05-10", "5 March – 10 May 2025"),
        ("2025-05-14", "2026-05-14", "14 May 2025 – 14 May 2026"),
        ("2004-01-01", "2014-12-31", "1 January 2004 – 31 December 2014"),
        ("2023-01-01", None, "since 1 January 2023"),
        (None, "2025-02-28", "until 28 February 2025"),
    ],
)
def test_days_as_people_write_them(first: str | None, last: str | None, written: str) -> None:
    assert period(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None) == written


def test_everything_understood_in_a_few_words() -> None:
    understood = (
        Understood(kind="follow_up", value="What did Dawn say?", text="and Dawn?"),
        Understood(kind="outlet", value="Dawn", text="Dawn"),
        Understood(kind="language", value="ar", text="Arabic sources", strict=True),
        Understood(kind="phrase", value="green line", text="“green line”"),
        Understood(kind="part", value="Dawn", text="?"),
        Understood(kind="part", value="الجزيرة", text="?"),
    )
    assert listed(Question(text="?", language="en", understood=understood)) == (
        "read as “What did Dawn say?”",
        "preferred Dawn",
        "only sources in Arabic",
        "preferred “green line”",
        "asked apart Dawn, الجزيرة",
    )
    assert kinds(understood) == ("follow_up", "outlet", "language", "phrase", "part")
    translated = (Understood(kind="translation", value="ar", text="من فاز؟"),)
    assert listed(Question(text="?", language="en", understood=translated)) == ("also searched as “من فاز؟”",)
    assert listed(Question(text="?", language="en")) == ()
