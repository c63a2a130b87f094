"""``eval bench``: how fast, how large."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.evaluation import Output
from ui.cli.options import Json, Options
from ui.cli.progress import Bar
from ui.cli.terminal import output, write, write_json

if TYPE_CHECKING:
    from eval.bench import Bench
    from eval.peer.beside import Peer
    from eval.peer.given import Given
    from eval.service import Service


def bench(
    context: typer.Context,
    articles: Annotated[int, typer.Option(min=1, help="How many articles to index against the clock.")] = 2_000,
    chunks: Annotated[int, typer.Option(min=1, help="How large the library is when it is searched.")] = 20_000,
    queries: Annotated[int, typer.Option(min=1, help="How many questions to ask.")] = 200,
    peer: Annotated[
        bool, typer.Option("--peer", help='Measure a stock llama-index pipeline beside it: pip install "sanad[peers]" brings its parts.')
    ] = False,
    given: Annotated[
        list[str] | None,
        typer.Option(metavar="SET|SET@FILE", help="Index and ask this evaluation set too. Repeatable.", show_default=False),
    ] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep articles and library in this new directory.", show_default=False)] = None,
    record: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Measure nothing; show the record in this file.", show_default=False)
    ] = None,
    page: Annotated[Path | None, typer.Option("--markdown", help="Write a page of Markdown to this file.", show_default=False)] = None,
    file: Output = None,
    as_json: Json = False,
) -> None:
    """Measure speed and size on generated articles: indexing, memory, disk, cold start, search."""
    from eval.bench import bench as measure
    from eval.bench_page import read_bench, write_page
    from eval.records import check_output

    options: Options = context.obj
    check_output(page, option="--markdown")
    if record is not None:
        measured = read_bench(record)
    else:
        with Bar("Benchmark") as bar:
            measured = measure(
                settings=options.settings(),
                articles=articles,
                chunks=chunks,
                queries=queries,
                peer=peer,
                sets=given or (),
                keep=keep,
                output=file,
                progress=bar.report,
            )
    if page is not None:
        write_page(measured, page)
    if as_json:
        write_json(measured.model_dump(mode="json"))
        return
    console = output()
    for name, value in _bench_lines(measured):
        write(console, f"{name:<20}", value)


def _bench_lines(measured: "Bench") -> Iterator[tuple[str, str]]:
    indexing, machine = measured.indexing, measured.machine
    yield "machine", f"{machine.system}, {machine.cores} cores, Python {machine.python}"
    yield "indexing", f"{indexing.articles_per_second:,.0f} articles/s, {indexing.chunks_per_second:,.0f} chunks/s"
    yield "", f"({indexing.articles:,} articles, {indexing.bytes / 1e6:,.1f} MB, in {indexing.seconds:,.1f} s)"
    yield "", ", ".join(f"{stage} {seconds:,.1f} s" for stage, seconds in indexing.stages.items())
    yield "indexing again", f"{indexing.seconds_again:,.2f} s, {indexing.times_faster_again:,.0f} times faster"
    yield "library", f"{measured.articles:,} articles, {measured.chunks:,} chunks"
    yield "disk", f"{measured.disk_bytes / 1e6:,.0f} MB, {measured.disk_bytes_per_chunk / 1e3:,.1f} kB a chunk"
    yield "memory, indexing", f"{_megabytes(measured.peak_memory)}, of a reader {_megabytes(measured.peak_memory_worker)}"
    yield "ask, cold start", ", ".join(f"{seconds:,.1f} s" for seconds in measured.cold_starts) or "not measured: `sanad` is not installed"
    for service in filter(None, (measured.small, measured.service)):
        yield from _service_lines(service)
    if measured.growth is not None:
        yield "growth", f"a search takes {measured.growth:,.1f} times as long"
    if measured.peer is not None:
        yield from _peer_lines(measured.peer, measured.ratios)
    for one in measured.given:
        yield from _given_lines(one)


def _peer_lines(peer: "Peer", ratios: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    yield "stock pipeline", f"{peer.articles:,} articles, {peer.nodes:,} nodes, in {peer.seconds:,.1f} s"
    yield "", f"search p50 {peer.search.p50 * 1000:,.1f} ms, p95 {peer.search.p95 * 1000:,.1f} ms"
    yield "Sanad by stock", ", ".join(f"{name} {ratio:,.2f}" for name, ratio in ratios.items())


def _given_lines(given: "Given") -> Iterator[tuple[str, str]]:
    yield given.set_name, f"{given.passages:,} passages, {given.questions:,} questions"
    for name, side in (("Sanad", given.sanad), ("stock", given.stock)):
        if side is not None:
            figures = ", ".join(f"{metric} {value:.3f}" for metric, value in side.metrics.items())
            yield f"... {name}", f"{figures}, indexed in {side.seconds:,.1f} s, search p50 {side.search.p50 * 1000:,.1f} ms"


def _service_lines(service: "Service") -> Iterator[tuple[str, str]]:
    yield f"{service.chunks:,} chunks", f"open in {service.opening:,.1f} s, memory at most {_megabytes(service.peak_memory)}"
    filtered = {f"... in one {name}": latency for name, latency in service.filtered.items()}
    for name, latency in {"search": service.search, **filtered, "ask": service.answer}.items():
        yield name, f"p50 {latency.p50 * 1000:,.1f} ms, p95 {latency.p95 * 1000:,.1f} ms ({latency.calls:,} calls)"


def _megabytes(size: int | None) -> str:
    return "unknown" if size is None else f"{size / 1e6:,.0f} MB"
