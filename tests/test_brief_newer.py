"""Later reports that say otherwise than a brief; no alarm where they may agree, or are about something else."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from index.models import Article, Filters
from rag import Sanad
from rag.brief.newer import newer
from rag.models import Passage
from tests.brief_made import Desk
from tests.differing import article, passage

_TITLE = "Fire at the Velin fish market"
_CITED = "The fire at the fish market of Velin killed 12 people and burned 40 stalls."
_EARLY, _LATE = date(2026, 4, 7), date(2026, 4, 9)


class _Found(NamedTuple):
    passages: tuple[Passage, ...]


class _Shelf:
    """Finds all its articles that match the days asked for."""

    def __init__(self, *articles: Article) -> None:
        self._articles = articles

    def __call__(self, question: str, *, filters: Filters | None, ignore: Sequence[str], limit: int) -> _Found:
        first = (filters.published_from if filters else None) or date.min
        return _Found(tuple(passage(one) for one in self._articles if one.published and one.published >= first))


def _early(text: str = _CITED) -> Article:
    return article(text, source="The Ledger", published=_EARLY, title=_TITLE)


def _told(later: Article, *, heading: str = "", cited: Article | None = None, quote: str = "") -> list[tuple[str, str]]:
    """What a brief that cites ``cited`` is told of: both values."""
    cited = cited or _early()
    desk = Desk()
    desk.add(quote or cited.text, (cited, quote or cited.text), heading=heading, kind="answer" if heading else "quote")
    found = newer(desk.brief(), _Shelf(cited, later), text_of=lambda _: cited.text)
    return [(one.cited.value, one.report.value) for one in found]


def _later(text: str, *, published: date | None = _LATE, title: str = _TITLE, language: str = "en", source: str = "The Herald") -> Article:
    return article(text, source=source, published=published, title=title, language=language)


def test_a_later_report_with_another_value_is_told_with_its_words_and_its_day() -> None:
    cited, later = _early(), _later("The fire at the fish market of Velin killed 19 people, the mayor said.")
    desk = Desk()
    item = desk.add(_CITED, (cited, _CITED), heading="How many people were killed in the fire at the fish market of Velin?")
    (found,) = newer(desk.brief(), _Shelf(cited, later), text_of=lambda _: cited.text)
    assert (found.item, found.citation) == (item.id, "c2")
    assert (found.cited.value, found.cited.quote) == ("12", _CITED)
    assert (found.report.value, found.report.quote, found.report.published, found.report.source) == ("19", later.text, _LATE, "The Herald")
    assert (found.cited.newest, found.report.newest) == (False, True)


def test_a_quote_that_answers_no_question_is_compared_figure_by_figure() -> None:
    later = _later("The fire at the fish market of Velin burned 65 stalls and killed 12 people.")
    assert _told(later) == [("40", "65")]


@pytest.mark.parametrize(
    "later",
    [
        _later("The fire at the fish market of Velin killed 12 people."),  # the same
        _later("The fire at the fish market of Velin killed more than 10 people."),  # may be the same
        _later("The fire at the fish market of Velin killed 19 people.", published=_EARLY),  # not later
        _later("The fire at the fish market of Velin killed 19 people.", published=None),
        _later("The fire at the fish market of Velin injured 19 people. It killed 12 people."),  # something else
        _later("A fire at the timber mill of Tarsan killed 19 people.", title="Fire at the Tarsan timber mill"),
        _later("The market of Velin sold 19 tonnes of fish to 500 people.", title="A good year for fish"),
    ],
)
def test_a_report_that_may_agree_or_is_about_something_else_raises_no_alarm(later: Article) -> None:
    assert _told(later) == []


def test_what_an_answer_said_to_differ_is_not_told_again() -> None:
    from rag.differ import differences
    from tests.differing import question

    asked = "How many people were killed in the fire at the fish market of Velin?"
    cited, later = _early(), _later("The fire at the fish market of Velin killed 19 people.")
    desk = Desk()
    desk.add(_CITED, (cited, _CITED), heading=asked, differences=differences(question(asked), (passage(cited), passage(later))))
    assert newer(desk.brief(), _Shelf(cited, later)) == ()


def test_a_length_in_feet_is_that_in_metres() -> None:
    cited = _early("The storm raised waves of 6 metres at the pier of Velin on Sunday.")
    later = _later("The storm raised waves of 20 feet at the pier of Velin on Sunday.")
    assert _told(later, cited=cited) == []
    assert _told(_later("The storm raised waves of 9 metres at the pier of Velin on Sunday."), cited=cited) == [("6", "9")]


def test_later_reports_of_the_samples_are_told_across_languages(sample_library: Path) -> None:
    with Sanad.open(sample_library) as sanad:
        flood, lake = sanad.library.article("orsen-flood.en.md"), sanad.library.article("central-bank.ar.md")
        desk = Desk()
        quote = "About 18,000 people were evacuated from Tashmar and eleven villages downstream"
        desk.add(quote, (flood, quote), heading="How many people were evacuated in the Orsen flood?")
        for line in lake.text.split("\n\n"):
            desk.add(line, (lake, line), kind="quote", language="ar")
        found = newer(desk.brief(), sanad.find, text_of=lambda source: sanad.library.article(source.article_id).text)
    assert {(one.cited.value, one.report.value, one.report.language) for one in found} == {
        ("18,000", "8,100", "en"),
        ("18,000", "8100", "ru"),
    }
    assert {one.difference.relation for one in found} == {"correction"}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "The bridge at Tarsan will open on 3 May 2026.",
            "The bridge at Tarsan will open on 10 June 2026.",
            [("3 May 2026", "10 June 2026")],
        ),
        ("The bridge at Tarsan will open on 3 May 2026.", "The bridge at Tarsan, not on 3 May 2026 but in 1908, did open.", []),
        ("The bridge at Tarsan did open in 1908.", "The bridge at Tarsan did open in 1931.", []),  # history is told of many things
    ],
)
def test_days_are_compared_while_they_are_news(before: str, after: str, told: list[tuple[str, str]]) -> None:
    title = "The bridge at Tarsan"
    cited = article(before, source="The Ledger", published=_EARLY, title=title)
    assert _told(_later(after, title=title), cited=cited, heading="When will the bridge at Tarsan open?") == told


def test_names_are_never_told_to_differ() -> None:
    cited = _early("Oda Lindt mediated the talks about the fish market of Velin.")
    later = _later("Emil Strand mediated the talks about the fish market of Velin.")
    assert _told(later, cited=cited, heading="Who mediated the talks about the fish market of Velin?") == []
