"""How a library answers in a process that does nothing else, as behind a page: seconds, with and without filters, and memory."""

import time
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import numpy

from eval.corpus import Asked
from eval.environment import peak_memory
from index.derived import Progress
from index.errors import EvaluationError
from index.models import Filters, Record
from index.settings import Settings
from rag import Sanad

_WARM_UP = 5  # questions
_PASSAGES = 10  # asked for in a search


class Latency(Record):
    """Seconds of one kind of call: median and 95th percentile over ``calls``."""

    calls: int
    p50: float
    p95: float


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
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_served, args=(theirs, library, settings, asked), daemon=True)
    process.start()
    theirs.close()  # so that its death is the end of what can be received
    try:
        while not isinstance(told := ours.recv(), Service):
            progress(*told)
    except EOFError as error:
        raise EvaluationError("The process that searched died.", remedy="What it said is above; it may need more memory.") from error
    finally:
        process.join()
    return told


def _served(told: Connection, library: Path, settings: Settings, asked: Sequence[Asked]) -> None:
    def progress(stage: str, done: int, total: int) -> None:
        told.send((stage, done, total))

    clock = time.perf_counter()
    with Sanad.open(library, settings=settings, read_only=True) as sanad:
        opening = time.perf_counter() - clock

        def search(one: Asked, filters: Filters | None = None) -> object:
            return sanad.search(one.question, filters=filters, limit=_PASSAGES)

        found = Service(
            chunks=sanad.library.catalog.chunks.count(),
            opening=opening,
            search=_latency("Searching", search, asked, progress),
            filtered={name: _latency(f"Searching one {name}", _narrowed(search, to), asked, progress) for name, to in _FILTERS.items()},
            answer=_latency("Answering", lambda one: sanad.ask(one.question), asked, progress),
            peak_memory=peak_memory(),
        )
    told.send(found)


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


def _latency(stage: str, call: Callable[[Asked], object], asked: Sequence[Asked], progress: Progress) -> Latency:
    for one in asked[:_WARM_UP]:
        call(one)
    seconds: list[float] = []
    for one in asked:
        progress(stage, len(seconds), len(asked))
        clock = time.perf_counter()
        call(one)
        seconds.append(time.perf_counter() - clock)
    progress(stage, len(asked), len(asked))
    p50, p95 = numpy.percentile(seconds, (50, 95))
    return Latency(calls=len(asked), p50=float(p50), p95=float(p95))
