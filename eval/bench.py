"""How fast and how large: indexing, memory, disk, a cold start, and search in a warm process. Measured, never asserted."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import Field, JsonValue

from eval.coldstart import start_cold
from eval.corpus import Asked, questions, write_files
from eval.environment import Machine, children_seconds, machine, peak_memory, recorded, versions
from eval.grow import grow
from eval.peer.beside import Peer, beside, check_installed
from eval.peer.given import Given, chosen_set, given
from eval.records import check_output, write
from eval.service import Latency, Service, serve
from index.derived import Progress, silent
from index.errors import EvaluationError
from index.ingest import Ingest
from index.models import Record
from index.settings import Settings
from rag import Sanad


class Indexing(Record):
    """Reading the first articles, files of text, into an empty library.

    Attributes:
        bytes: Of the files.
        stages: Seconds by stage. ``reading`` is processor time of other processes, which read, clean and analyse at the same
            time; 0 for a few articles, which are read in this one. ``comparing``, ``embedding``, ``catalog``, ``words`` and
            ``vectors`` are time on the clock in the one that writes; what is left of ``seconds`` it waited or read.
        seconds_again: Of the same run again, when nothing has changed.
        times_faster_again: ``seconds`` by ``seconds_again``.
    """

    articles: int
    chunks: int
    bytes: int
    seconds: float
    articles_per_second: float
    chunks_per_second: float
    stages: dict[str, float]
    seconds_again: float
    times_faster_again: float


class Bench(Record):
    """What a benchmark measured.

    Attributes:
        started: UTC.
        articles: In the library at last.
        chunks: In the library at last.
        asked_for: How many chunks there were to be.
        peak_memory: Most bytes the process that indexed held; ``None`` where the system does not tell.
        peak_memory_worker: Most bytes that one of the processes that read held; 0 if there was none.
        disk_bytes: Size of the library directory.
        cold_starts: Seconds of `sanad ask` as a process of its own, once for each try; empty where it is not installed.
        small: The library as first indexed, asked in a process of its own; ``None`` where nothing was added to it.
        service: The library at last, asked in a process of its own.
        growth: Median seconds of a search in the library at last by those in the small one; ``None`` without a small one.
        peer: A stock pipeline over the articles as first indexed; ``None`` where it was not asked for.
        ratios: Seconds of Sanad by those of the stock pipeline for the same articles: ``indexing``, ``search p50``, ``search p95``.
        given: Both on evaluation sets.
    """

    started: datetime
    machine: Machine
    versions: dict[str, str]
    settings: dict[str, JsonValue]
    indexing: Indexing
    articles: int
    chunks: int
    asked_for: int
    peak_memory: int | None
    peak_memory_worker: int | None
    disk_bytes: int
    disk_bytes_per_chunk: float
    cold_starts: tuple[float, ...]
    small: Service | None
    service: Service
    growth: float | None
    peer: Peer | None = None
    ratios: dict[str, float] = Field(default_factory=dict)
    given: tuple[Given, ...] = ()


def bench(
    *,
    settings: Settings,
    articles: int = 2_000,
    chunks: int = 20_000,
    queries: int = 200,
    cold_starts: int = 3,
    peer: bool = False,
    sets: Sequence[str] = (),
    keep: Path | None = None,
    output: Path | None = None,
    progress: Progress = silent,
) -> Bench:
    """Index generated articles of about 5 kB into a temporary library, and search it.

    Args:
        settings: What is in force; its ``library`` is not used, nor is a Chroma server.
        articles: How many to index against the clock.
        chunks: How large the library is to be when it is searched; more articles are added off the clock.
        queries: How many questions to ask.
        cold_starts: How often to start `sanad ask` as a process of its own.
        peer: Whether to measure a stock pipeline of llama-index beside it; its parts are an extra.
        sets: Evaluation sets to index and ask too, ``SET`` or ``SET@FILE+FILE``.
        keep: A new directory for the articles and the library, which stay; ``None`` for a temporary one.
        output: Where to write the record as JSON.
        progress: Told what is being done, how much is done and how much there is.

    Raises:
        EvaluationError: A number is below 1, `sanad ask` fails, ``output`` cannot be written, a set cannot be used, ``keep`` is
            not new, or the stock pipeline is not installed.
    """
    if min(articles, chunks, queries) < 1:
        raise EvaluationError("A benchmark of nothing measures nothing.", remedy="Give numbers of at least 1.")
    check_output(output)
    if peer:
        check_installed()
    chosen = [chosen_set(name, questions=queries) for name in sets]
    local = settings.model_copy(update={"chroma_url": None})
    with _place(keep) as directory:
        measured = _Bench(directory / "library", local, progress).measure(articles, chunks, queries, cold_starts, peer=peer)
    figures = tuple(given(one, settings=local, stock=peer, progress=progress) for one in chosen)
    measured = measured.model_copy(update={"given": figures})
    if output is not None:
        write(measured, output)
    return measured


@contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    """``keep``, or a directory that is gone afterwards."""
    if keep is None:
        with TemporaryDirectory(prefix="sanad-bench-", ignore_cleanup_errors=True) as directory:
            yield Path(directory)
        return
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise EvaluationError(f"{keep} is not empty.", remedy="Give --keep the name of a new directory.")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep


class _Bench:
    """A benchmark in one library directory."""

    def __init__(self, library: Path, settings: Settings, progress: Progress) -> None:
        self._library = library
        self._files = library.parent / "files"
        self._settings = settings
        self._progress = progress

    def measure(self, articles: int, chunks: int, queries: int, cold_starts: int, *, peer: bool) -> Bench:
        started, computer = datetime.now(UTC), machine()
        with self._opened() as sanad:
            indexing = self._index(sanad, articles)
        worker = peak_memory(of_children=True)
        small = self._serve(queries, articles) if indexing.chunks < chunks else None
        stock = self._beside(queries, articles) if peer else None
        with self._opened() as sanad:
            held = grow(sanad.library, settings=self._settings, chunks=chunks, progress=self._progress)
        disk_bytes = sum(path.stat().st_size for path in self._library.rglob("*") if path.is_file())
        service = self._serve(queries, held)
        first = next(questions(1, articles_asked_of=held)).question
        return Bench(
            started=started,
            machine=computer,
            versions=versions(),
            settings=recorded(self._settings),
            indexing=indexing,
            articles=held,
            chunks=service.chunks,
            asked_for=chunks,
            peak_memory=peak_memory(),
            peak_memory_worker=worker,
            disk_bytes=disk_bytes,
            disk_bytes_per_chunk=disk_bytes / service.chunks,
            cold_starts=start_cold(first, self._library, self._settings, tries=cold_starts, progress=self._progress),
            small=small,
            service=service,
            growth=service.search.p50 / small.search.p50 if small else None,
            peer=stock,
            ratios=_ratios(indexing, (small or service).search, stock) if stock else {},
        )

    def _opened(self) -> Sanad:
        return Sanad.open(self._library, settings=self._settings, read_only=False)

    def _serve(self, queries: int, articles: int) -> Service:
        asked: tuple[Asked, ...] = tuple(questions(queries, articles_asked_of=articles))
        return serve(self._library, settings=self._settings, asked=asked, progress=self._progress)

    def _beside(self, queries: int, articles: int) -> Peer:
        asked = tuple(questions(queries, articles_asked_of=articles))
        return beside(self._files, settings=self._settings, asked=asked, progress=self._progress)

    def _index(self, sanad: Sanad, number: int) -> Indexing:
        files = self._files
        size = 0
        for done, written in enumerate(write_files(files, number), start=1):
            size += written
            self._progress("Writing", done, number)
        before = children_seconds()
        run = partial(_run, sanad, files, settings=self._settings, number=number, progress=self._progress)
        seconds = run(stage="Indexing")
        stages = {"reading": children_seconds() - before, **sanad.library.stages.seconds}
        again = run(stage="Indexing again")
        chunks = sanad.library.catalog.chunks.count()
        return Indexing(
            articles=number,
            chunks=chunks,
            bytes=size,
            seconds=seconds,
            articles_per_second=number / seconds,
            chunks_per_second=chunks / seconds,
            stages=stages,
            seconds_again=again,
            times_faster_again=seconds / again,
        )


def _ratios(indexing: Indexing, search: Latency, peer: Peer) -> dict[str, float]:
    return {
        "indexing": indexing.seconds / peer.seconds,
        "search p50": search.p50 / peer.search.p50,
        "search p95": search.p95 / peer.search.p95,
    }


def _run(sanad: Sanad, files: Path, *, settings: Settings, number: int, stage: str, progress: Progress) -> float:
    """Index ``files``; how many seconds it took."""
    clock = time.perf_counter()
    done = 0
    for done, outcome in enumerate(Ingest(sanad.library, settings=settings).run([str(files)]), start=1):
        if outcome.result == "failed":
            raise EvaluationError(f"{outcome.origin} was not indexed: {outcome.reason}", remedy=outcome.remedy)
        progress(stage, done, number)
    if done != number:
        raise EvaluationError(f"{done} of {number} articles were indexed.", remedy="Run it again in an empty temporary directory.")
    return time.perf_counter() - clock
