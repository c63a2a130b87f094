"""How a library answers in a process that does nothing else, as behind a page: seconds, with and without filters, and memory."""

import time
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy

from eval.apart import apart
from eval.corpus import Asked
from eval.environment import peak_memory
from index.derived import Progress
from index.models import Filters, Record
from index.settings import Settings
from rag import Sanad

_WARM_UP = 5  # questions
PASSAGES = 10  # asked for in a search

T = TypeVar("T")


class Latency(Record):
    """Seconds of one kind of call: median and 95th percentile over ``calls``.

    Attributes:
        p50: On the clock, as is ``p95``.
        processor_p50: Of the processor, all threads together, as is ``processor_p95``; other work on the machine adds little to it.
    """

    calls: int
    p50: float
    p95: float
    processor_p50: float
    processor_p95: float


class Service(Record):
    """What a process that opened a library and asked it measured.

    Attributes:
        chunks: In the library.
        opening: Seconds until it was open.
        search: ``Sanad.search`` for 10 passages.
        filtered: The same restricted to the day, month or year of an article, to its outlet, or to its language.
        answer: ``Sanad.ask``.
        peak_memory: Most bytes it held; ``None`` where the system does not tell.
    """

    chunks: int
    opening: float
    search: Latency
    filtered: dict[str, Latency]
    answer: Latency
    peak_memory: int | None


def serve(library: Path, *, settings: Settings, asked: Sequence[Asked], progress: Progress) -> Service:
    """Ask the library questions, one after the other, in a process of its own.

    Raises:
        EvaluationError: The process died.
    """
    return apart(partial(_served, library, settings, asked), progress=progress)


def _served(library: Path, settings: Settings, asked: Sequence[Asked], progress: Progress) -> Service:
    clock = time.perf_counter()
    with Sanad.open(library, settings=settings, read_only=True) as sanad:
        opening = time.perf_counter() - clock

        def search(one: Asked, filters: Filters | None = None) -> object:
            return sanad.search(one.question, filters=filters, limit=PASSAGES)

        return Service(
            chunks=sanad.library.catalog.chunks.count(),
            opening=opening,
            search=latency("Searching", search, asked, progress),
            filtered={name: latency(f"Searching one {name}", _narrowed(search, to), asked, progress) for name, to in _FILTERS.items()},
            answer=latency("Answering", lambda one: sanad.ask(one.question), asked, progress),
            peak_memory=peak_memory(),
        )


def latency(stage: str, call: Callable[[T], object], asked: Sequence[T], progress: Progress) -> Latency:
    """How long ``call`` takes for each of ``asked``; the first few are asked once before, uncounted."""
    for one in asked[:_WARM_UP]:
        call(one)
    wall: list[float] = []
    processor: list[float] = []
    for one in asked:
        progress(stage, len(wall), len(asked))
        clock, used = time.perf_counter(), time.process_time()
        call(one)
        processor.append(time.process_time() - used)
        wall.append(time.perf_counter() - clock)
    progress(stage, len(asked), len(asked))
    (p50, p95), (processor_p50, processor_p95) = (numpy.percentile(values, (50, 95)).tolist() for values in (wall, processor))
    return Latency(calls=len(asked), p50=p50, p95=p95, processor_p50=processor_p50, processor_p95=processor_p95)


def _day(one: Asked) -> Filters:
    return Filters(published_from=one.article.published, published_to=one.article.published)


def _month(one: Asked) -> Filters:
    day = one.article.published or date.min
    return Filters(published_from=day.replace(day=1), published_to=day.replace(day=monthrange(day.year, day.month)[1]))


def _year(one: Asked) -> Filters:
    day = one.article.published or date.min
    return Filters(published_from=day.replace(month=1, day=1), published_to=day.replace(month=12, day=31))


def _outlet(one: Asked) -> Filters:
    return Filters(sources=(one.article.source or "",))


def _language(one: Asked) -> Filters:
    return Filters(languages=(one.language,))


_FILTERS: Mapping[str, Callable[[Asked], Filters]] = {
    "day": _day,
    "month": _month,
    "year": _year,
    "outlet": _outlet,
    "language": _language,
}


def _narrowed(search: Callable[[Asked, Filters], object], to: Callable[[Asked], Filters]) -> Callable[[Asked], object]:
    return lambda one: search(one, to(one))
