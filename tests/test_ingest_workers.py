"""Workers that die or fail, tables of any length, and searches beside a run."""

import json
import threading
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from index.ingest import Ingest
from index.library import Library
from index.prepare import prepare_all
from index.readers.source import Unreadable
from index.workers import Task, Workers
from tests.corpus import SETTINGS, FakeEmbedder, body, opened, worded
from tests.deadly import dies
from tests.test_ingest import ingested, told, write_news


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with opened(tmp_path / "library", FakeEmbedder()) as made:
        yield made


def test_one_that_dies_costs_its_own_source_only() -> None:
    names = ["a", "b", "deadly", "c", "d"]
    with Workers(1, dies) as workers:
        under_way = [workers.begin(Task(name)) for name in names]
        made = [workers.finish(working) for working in under_way]
        reasons = [one.reason for (one,) in made if isinstance(one, Unreadable)]
        assert reasons == ["read", "read", "The process that read it died.", "read", "read"]
        assert workers.finish(workers.begin(Task("after"))) == [Unreadable(origin="after", reason="read")]


def test_an_error_nobody_foresaw_costs_one_article(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(items: Sequence[Any], **options: Any) -> Iterator[Any]:
        if "Row 1" in items[0].title:
            raise RecursionError("too deep")
        yield from prepare_all(items, **options)

    monkeypatch.setattr("index.workers.prepare_all", fails)
    outcomes = dict(told(ingested(library, write_news(tmp_path / "news"))))
    assert outcomes["c.jsonl#line=2"] == "failed"
    assert outcomes["c.jsonl#line=4"] == outcomes["e.txt"] == "added"
    problems = library.catalog.jobs.problems(library.catalog.jobs.list()[0].id)
    assert any("RecursionError: too deep" in problem.reason for problem in problems)


def test_a_table_of_any_length_is_streamed(tmp_path: Path) -> None:
    table = tmp_path / "table.jsonl"
    with table.open("w") as file:
        for number in range(20_000):
            file.write(
                json.dumps({"id": number, "title": f"Meeting {number}", "text": f"Report {number} was given.", "note": "x" * 1_000}) + "\n"
            )
    assert table.stat().st_size > 20_000_000
    with opened(tmp_path / "library") as library:
        ingest = Ingest(library, settings=SETTINGS, workers=0)
        drawn = ingest.run([str(table)], stopped=lambda: peaks[-1] > 0 and len(peaks) > 9)
        peaks: list[int] = [0]
        tracemalloc.start()
        try:
            for number, _ in enumerate(drawn, start=1):
                if number % 64 == 0:
                    peaks.append(tracemalloc.get_traced_memory()[1])
                    tracemalloc.reset_peak()
        finally:
            tracemalloc.stop()
    assert len(peaks) > 9
    assert max(peaks) < 25_000_000  # a few batches, not the file
    assert max(peaks[6:]) < 1.3 * max(peaks[2:6])


def test_searches_go_on_while_a_run_writes(library: Library, tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number:03}.txt").write_text(f"About {number}\n\n{body(str(number))}")
    ingested(library, tmp_path / "000.txt")
    seen: list[list[str]] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.append(worded(library, "report called 0"))
            time.sleep(0.01)

    watcher = threading.Thread(target=watch)
    watcher.start()
    ingested(library, tmp_path)
    done.set()
    watcher.join()
    assert seen
    assert all("About 0" in found for found in seen)
