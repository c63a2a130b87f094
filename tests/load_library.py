"""Times of the library page over many articles: ``python -m tests.load_library [ARTICLES]``, 300,000 unless said.

The articles are made up: 60 outlets in five languages over three years, one in fifty a near-copy. Only their catalog is filled, which is
all that the page reads. Each view is drawn several times; told is the median of the processor's time, which others on the machine do
not change much, and of the clock's.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from index.catalog import Catalog
from index.models import Article, article_id, text_version
from ui.pages.library import drawn_list
from ui.render.library_address import read_address

_LANGUAGES = {
    "en": ["flood", "river", "treaty", "harbour", "minister", "railway", "budget", "school", "water", "bridge", "energy", "court"],
    "ar": ["فيضان", "نهر", "اتفاق", "ميناء", "وزير", "قطار", "ميزانية", "مدرسة", "ماء", "جسر", "طاقة", "محكمة"],
    "ru": ["наводнение", "река", "договор", "порт", "министр", "поезд", "бюджет", "школа", "вода", "мост", "энергия", "суд"],
    "ur": ["سیلاب", "دریا", "معاہدہ", "بندرگاہ", "وزیر", "ریل", "بجٹ", "اسکول", "پانی", "پل", "توانائی", "عدالت"],
    "fr": ["crue", "fleuve", "accord", "port", "ministre", "train", "budget", "école", "eau", "pont", "énergie", "tribunal"],
}
_OUTLETS, _DAYS, _REPEATS = 60, 1_095, 7
_VIEWS = (
    ("first page", ""),
    ("first page, by title", "sort=title.up"),
    ("the page in the middle", "page={middle}"),
    ("the last page", "page={last}"),
    ("one outlet", "outlet=Outlet+7"),
    ("a language and a month", "language=ar&month=2024-05"),
    ("a language, by title", "language=ar&sort=title.up"),
    ("articles with near-copies", "copies=1"),
    ("a search that few articles fit", "q=zebra"),
    ("a search that many fit", "q=flood"),
    ("two words", "q=river+treaty"),
)


def made(number: int) -> Article:
    """The article of a number: always the same."""
    chance = random.Random(number)
    language = chance.choices(tuple(_LANGUAGES), weights=(40, 25, 15, 12, 8))[0]
    words = [*chance.sample(_LANGUAGES[language], 5), *(["zebra"] if number % 1_500 == 0 else [])]
    origin, text = f"bench://article/{number}", f"{' '.join(words)} {number}"
    identity = article_id(origin)
    return Article(
        id=identity,
        origin=origin,
        text=text,
        version=text_version(text),
        title=text,
        source=f"Outlet {chance.randrange(_OUTLETS)}",
        published=date(2023, 1, 1) + timedelta(days=chance.randrange(_DAYS)),
        language=language,
        added_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
        voice=article_id(f"bench://article/{number - 1}") if number % 50 == 1 else identity,
    )


def fill(catalog: Catalog, articles: int) -> None:
    """Put the articles into the catalog."""
    for first in range(0, articles, 10_000):
        with catalog.transaction() as connection:
            for number in range(first, min(first + 10_000, articles)):
                catalog.articles.save(connection, made(number), "indexed")


def measure(catalog: Catalog, articles: int) -> Iterator[tuple[str, int, float, float]]:
    """Each view: its name, how many articles it has, and milliseconds of the processor and of the clock."""
    last = -(-articles // 50)
    for name, query in _VIEWS:
        browse = read_address(query.format(last=last, middle=last // 2))
        taken = []
        for _ in range(_REPEATS):
            began, clock = time.process_time(), time.perf_counter()
            _, found = drawn_list(catalog.listing, browse)
            taken.append((time.process_time() - began, time.perf_counter() - clock))
        processor, clock = (statistics.median(one) * 1000 for one in zip(*taken, strict=True))
        yield name, found, processor, clock


def main(articles: int) -> None:
    """Fill a catalog, and write a table of the times."""
    with tempfile.TemporaryDirectory() as directory, closing(Catalog(Path(directory) / "catalog.sqlite")) as catalog:
        fill(catalog, articles)
        sys.stdout.write(f"{articles:,} articles; milliseconds\n\n| shown | articles | processor | clock |\n|---|--:|--:|--:|\n")
        for name, found, processor, clock in measure(catalog, articles):
            sys.stdout.write(f"| {name} | {found:,} | {processor:.0f} | {clock:.0f} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("articles", type=int, nargs="?", default=300_000)
    main(asked.parse_args().articles)
