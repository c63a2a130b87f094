"""A benchmark as a page of Markdown, and its record read again."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import fill

from eval.bench import Bench
from eval.peer.beside import Peer
from eval.peer.given import METRICS, Given
from eval.service import Latency, Service
from index.errors import EvaluationError

_MEGA = 1e6
_WIDTH = 130


def read_bench(path: Path) -> Bench:
    """The record in a file that ``bench`` wrote.

    Raises:
        EvaluationError: The file is missing or does not hold a benchmark.
    """
    try:
        return Bench.model_validate_json(path.read_bytes())
    except OSError as error:
        raise EvaluationError(f"The benchmark {path} cannot be read: {error.strerror}.", remedy="Check the path.") from error
    except ValueError as error:
        raise EvaluationError(f"{path} does not hold a benchmark.", remedy="Give a file that `sanad eval bench -o` has written.") from error


def write_page(measured: Bench, path: Path) -> None:
    """Write ``measured`` to ``path`` as Markdown.

    Raises:
        EvaluationError: The file cannot be written.
    """
    try:
        path.write_text(markdown(measured), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", remedy="Give another --markdown.") from error


def markdown(measured: Bench) -> str:
    """The page: the machine, indexing, searching, and beside it the stock pipeline and the sets where they were measured."""
    parts = [_head(measured), _indexing(measured), _searching(measured)]
    if measured.peer is not None:
        parts.append(_beside(measured, measured.peer))
    if measured.given:
        parts.append(_sets(measured.given))
    return "\n\n".join(parts) + "\n"


def _head(measured: Bench) -> str:
    machine = measured.machine
    memory = "" if machine.memory is None else f", {machine.memory / 1e9:,.0f} GB"
    load = "unknown" if machine.load is None else f"{machine.load:.1f}"
    versions = ", ".join(f"{name} {measured.versions[name]}" for name in ("sanad", "chromadb", "tantivy", "llama-index-core", "numpy"))
    where = f"{machine.system} ({machine.architecture}), {machine.cores} cores{memory}, Python {machine.python}"
    return "\n".join(
        (
            "# Benchmarks",
            "",
            _paragraph(
                f"Measured on {measured.started:%d %B %Y}: {where}; {versions}; embedder `{measured.settings['embedder']}`.",
                f"When it began, {load} processes ran or waited for the cores: well above 0, times on the clock are upper bounds,",
                "and *processor*, what all threads of a search took together, is the better figure. Articles are made up, pseudo-news",
                "of 5 kB in English, Arabic and Russian. This page is written by",
            ),
            "",
            "```",
            _command(measured),
            "sanad eval bench --from bench.json --markdown docs/benchmarks.md   # again, of the same record",
            "```",
        )
    )


def _command(measured: Bench) -> str:
    sets = " --given SET" * len(measured.given)
    peer = " --peer" if measured.peer else ""
    queries = measured.service.search.calls
    return (
        f"sanad eval bench --articles {measured.indexing.articles} --chunks {measured.asked_for} --queries {queries}{peer}{sets}"
        " -o bench.json --markdown docs/benchmarks.md"
    )


def _indexing(measured: Bench) -> str:
    indexing = measured.indexing
    rows = (
        ("articles", f"{indexing.articles:,} ({indexing.bytes / _MEGA:,.1f} MB, {indexing.chunks:,} chunks)"),
        ("time", f"{indexing.seconds:,.1f} s"),
        ("a second", f"{indexing.articles_per_second:,.1f} articles, {indexing.chunks_per_second:,.0f} chunks"),
        ("of which", ", ".join(f"{stage} {seconds:,.1f} s" for stage, seconds in indexing.stages.items())),
        ("again, nothing changed", f"{indexing.seconds_again:,.2f} s"),
        ("memory at most", f"{_megabytes(measured.peak_memory)}, each reader {_megabytes(measured.peak_memory_worker)}"),
        ("disk", f"{measured.disk_bytes_per_chunk / 1e3:,.1f} kB a chunk"),
        ("`sanad ask` from nothing", ", ".join(f"{seconds:,.1f} s" for seconds in measured.cold_starts) or "not measured"),
    )
    return f"## Indexing\n\n{_table(('', ''), rows)}"


def _searching(measured: Bench) -> str:
    services = [service for service in (measured.small, measured.service) if service]
    head = ["milliseconds, 50th / 95th percentile"]
    for service in services:
        head += [f"{service.chunks:,} chunks, clock", "processor"]
    calls = ["search", *(f"in one {name}" for name in measured.service.filtered), "`ask`"]
    rows = [(call, *(cell for service in services for cell in _cells(_latencies(service)[place]))) for place, call in enumerate(calls)]
    rows.append(("memory", *(cell for service in services for cell in (_megabytes(service.peak_memory), ""))))
    rows.append(("to open", *(cell for service in services for cell in (f"{service.opening:,.1f} s", ""))))
    growth = "" if measured.growth is None else f"\n\nIn the larger library a search takes {measured.growth:.1f} times as long."
    return f"## Searching\n\nTen passages a search, one question after the other.\n\n{_table(head, rows)}{growth}"


def _beside(measured: Bench, peer: Peer) -> str:
    indexing, service = measured.indexing, measured.small or measured.service
    ours, theirs = service.search, peer.search
    rows = (
        (
            "until all articles can be searched",
            f"{indexing.seconds:,.1f} s",
            f"{peer.seconds:,.1f} s",
            _ratio(indexing.seconds, peer.seconds),
        ),
        ("search, 50th percentile", _ms(ours.p50), _ms(theirs.p50), _ratio(ours.p50, theirs.p50)),
        ("search, 95th percentile", _ms(ours.p95), _ms(theirs.p95), _ratio(ours.p95, theirs.p95)),
        ("search, 50th, processor", _ms(ours.processor_p50), _ms(theirs.processor_p50), _ratio(ours.processor_p50, theirs.processor_p50)),
        ("search, 95th, processor", _ms(ours.processor_p95), _ms(theirs.processor_p95), _ratio(ours.processor_p95, theirs.processor_p95)),
        ("pieces", f"{indexing.chunks:,} chunks", f"{peer.nodes:,} nodes", ""),
    )
    parts = ", ".join(f"{name} {number}" for name, number in peer.versions.items())
    return "\n".join(
        (
            "## Beside a stock pipeline",
            "",
            _paragraph(
                f"The same {peer.articles:,} articles and questions, the same embedder and machine, in a process of its own:",
                "llama-index's parts as they come, the sentence splitter, Chroma, and BM25 for English, fused by rank. It keeps its",
                "words in memory only, and does not clean, date, compare or check what it is given; Sanad does, and stores it durably.",
                f"({parts}.)",
            ),
            "",
            _table(("", "Sanad", "stock", "Sanad by stock"), rows),
        )
    )


def _sets(given: Sequence[Given]) -> str:
    head = ("set", "passages", "questions", "pipeline", *METRICS, "indexing", "search, processor, ms")
    about = _paragraph(
        "The passages and questions of each set, drawn by chance where there are more; MRR and hits are of passages that hold the",
        "answer. For both pipelines, the bundled embedder reads languages other than English through Sanad's glossary.",
    )
    return f"## On evaluation sets\n\n{about}\n\n{_table(head, (row for one in given for row in _of_set(one)))}"


def _of_set(one: Given) -> Iterator[tuple[str, ...]]:
    for name, side in (("Sanad", one.sanad), ("stock", one.stock)):
        if side is not None:
            figures = (f"{side.metrics[metric]:.3f}" for metric in METRICS)
            times = (f"{side.seconds:,.1f} s", _both(side.search.processor_p50, side.search.processor_p95))
            yield (one.set_name, f"{one.passages:,}", f"{one.questions:,}", name, *figures, *times)


def _latencies(service: Service) -> list[Latency]:
    return [service.search, *service.filtered.values(), service.answer]


def _cells(latency: Latency) -> tuple[str, str]:
    return _both(latency.p50, latency.p95), _both(latency.processor_p50, latency.processor_p95)


def _both(p50: float, p95: float) -> str:
    return f"{p50 * 1000:,.0f} / {p95 * 1000:,.0f}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}"


def _megabytes(size: int | None) -> str:
    return "unknown" if size is None else f"{size / _MEGA:,.0f} MB"


def _paragraph(*parts: str) -> str:
    return fill(" ".join(parts), width=_WIDTH, break_long_words=False, break_on_hyphens=False)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))
