"""A library made large: generated articles, prepared in other processes and stored in this one."""

import os
from collections import deque
from collections.abc import Iterator
from functools import partial
from itertools import islice

from eval.corpus import articles as generated
from index.derived import Progress
from index.ingest import AHEAD, MOST_WORKERS, ROWS
from index.intake import Item
from index.library import Library
from index.readers.source import Limits, ReadOptions
from index.settings import Settings
from index.workers import Task, Workers, Working, work

_WORTH_WORKERS = 2_000  # chunks; fewer are made sooner in this process than others are started


def grow(library: Library, *, settings: Settings, chunks: int, progress: Progress) -> int:
    """Add generated articles, after those that are there, until there are ``chunks``; how many articles there are then."""
    size, articles = library.catalog.chunks.count(), len(library.catalog.articles.ids())
    lacking = chunks - size
    if lacking > 0:
        with _workers(library, settings, number=min(os.cpu_count() or 1, MOST_WORKERS) if lacking > _WORTH_WORKERS else 0) as workers:
            for outcome in library.add_prepared(_prepared(articles, workers)):
                size += outcome.chunks
                progress("Growing", min(size, chunks), chunks)
                if size >= chunks:
                    break
    return len(library.catalog.articles.ids())


def _workers(library: Library, settings: Settings, *, number: int) -> Workers:
    limits = Limits(file_bytes=settings.max_file_bytes, article_characters=settings.max_article_characters)
    known, length = library.catalog.boilerplate, settings.chunk_characters
    return Workers(number, partial(work, limits=limits, options=ReadOptions(), chunk_characters=length, boilerplate=known))


def _prepared(first: int, workers: Workers) -> Iterator[Item]:
    """The articles from number ``first`` on, without end, with a bounded number of tasks under way."""
    rows = generated(first=first)
    under_way: deque[Working] = deque()
    while True:
        under_way.append(workers.begin(Task("bench://articles", rows=tuple(islice(rows, ROWS)))))
        while len(under_way) > AHEAD * workers.number:
            yield from workers.finish(under_way.popleft())
