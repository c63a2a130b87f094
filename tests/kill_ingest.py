"""Kills a run over a directory at random moments, again and again, and looks at what the next start finds.

`python -m tests.kill_ingest --times 40` prints a table; `tests/test_ingest_killed.py` does the same a few times.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from index.clean import clean_text
from index.library import Library
from index.models import text_version
from tests.corpus import SETTINGS, FakeEmbedder, body, counts

FILES = 50
ROWS = 30
STEP = 8  # articles stored together: many short steps, so that a kill may fall between any two

_CONTEXT = get_context("forkserver")  # a process that has imported everything, and forks


class Attempt(NamedTuple):
    """One kill and what was found after it.

    Attributes:
        workers: Processes that read beside the one that was killed.
        after: Seconds from the first outcome, or from the start, to the kill.
        acknowledged: Outcomes that were told.
        held: Articles in the library afterwards.
        reopened: Seconds the next start took.
        notices: What it repaired.
        faults: What was wrong; empty when all was well.
    """

    workers: int
    after: float
    acknowledged: int
    held: int
    reopened: float
    notices: tuple[str, ...]
    faults: tuple[str, ...]


class Edition:
    """A directory of articles that changes from edition to edition."""

    def __init__(self, directory: Path) -> None:
        """Write the first edition."""
        directory.mkdir(parents=True)
        self.directory = directory
        self.versions: dict[str, set[str]] = {}  # what each origin may hold
        self._rows = [""] * ROWS
        self.change(random.Random(0), share=1.0)

    def change(self, chance: random.Random, *, share: float = 0.5) -> dict[str, str]:
        """Write about this share of the articles anew; the version of every origin as it now is."""
        for number in range(FILES):
            if chance.random() < share:
                text = body(f"file {number} {chance.random()}", sentences=chance.randrange(2, 40))
                (self.directory / f"{number:03}.txt").write_text(f"About file {number}\n\n{text}")
        for number in range(ROWS):
            if chance.random() < share:
                self._rows[number] = body(f"row {number} {chance.random()}", sentences=chance.randrange(2, 20))
        rows = [json.dumps({"title": f"About row {number}", "text": text}) for number, text in enumerate(self._rows)]
        (self.directory / "rows.jsonl").write_text("\n".join(rows))
        return dict(self._current())

    def _current(self) -> Iterator[tuple[str, str]]:
        for path in sorted(self.directory.glob("*.txt")):
            yield path.resolve().as_uri(), text_version(clean_text(path.read_text().partition("\n\n")[2]))
        table = (self.directory / "rows.jsonl").resolve().as_uri()
        for number, text in enumerate(self._rows, start=1):
            yield f"{table}#line={number}", text_version(clean_text(text))


def attempts(directory: Path, *, times: int, seed: int) -> Iterator[Attempt]:
    """Kill ``times`` runs into one library, each over another edition of the articles, and check the library after each."""
    _CONTEXT.set_forkserver_preload(["tests.warmed", "tests.kill_ingest"])
    chance = random.Random(seed)
    edition = Edition(directory / "news")
    held: dict[str, str] = {}
    for number in range(times):
        current = edition.change(chance)
        workers = int(number % 4 == 3)
        told, after = _killed(directory, chance, workers=workers)
        started = time.monotonic()
        with Library.open(directory / "library", embedder=FakeEmbedder(), settings=SETTINGS) as library:
            reopened = time.monotonic() - started
            faults = [*_disagreements(library), *_lost(library, told, before=held, current=current)]
            held = _held(library)
            notices = tuple(library.notices)
        yield Attempt(workers, after, len(told), len(held), reopened, notices, tuple(faults))


def finished(directory: Path) -> list[str]:
    """Let a run come to its end, and name what it did not bring into order."""
    from index.ingest import Ingest

    with Library.open(directory / "library", embedder=FakeEmbedder(), settings=SETTINGS) as library:
        outcomes = list(Ingest(library, settings=SETTINGS, workers=0).run([str(directory / "news")]))
        faults = _disagreements(library)
        if len(outcomes) != FILES + ROWS or len(library.catalog.articles.ids()) != FILES + ROWS:
            faults.append(f"{len(outcomes)} outcomes and {len(library.catalog.articles.ids())} articles of {FILES + ROWS}")
        if any(job.status == "running" for job in library.catalog.jobs.list()):
            faults.append("a job that died is running")
    return faults


def run(library: Path, news: Path, told: Path, workers: int) -> None:
    """Index ``news``, noting each outcome in the file ``told`` as it is given. To be killed."""
    import index.ingest
    import index.writer

    index.writer.BATCH_ARTICLES = STEP
    index.ingest.WORTH_WORKERS = 2
    file = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with Library.open(library, embedder=FakeEmbedder(), settings=SETTINGS, wait=10) as opened:
        os.write(file, b"open\n")
        for outcome in index.ingest.Ingest(opened, settings=SETTINGS, workers=workers).run([str(news)]):
            os.write(file, f"{outcome.origin}\n".encode())


def _killed(directory: Path, chance: random.Random, *, workers: int) -> tuple[list[str], float]:
    """What a run told before it was killed, and after how long that was."""
    told = directory / "told"
    told.unlink(missing_ok=True)
    process = _CONTEXT.Process(target=run, args=(directory / "library", directory / "news", told, workers))
    process.start()
    lines = chance.randrange(FILES + ROWS)  # so many are waited for, and then a moment
    deadline = time.monotonic() + 30
    while process.is_alive() and time.monotonic() < deadline and _lines(told) < lines:
        time.sleep(0.001)
    after = chance.uniform(0, 0.06)
    time.sleep(after)
    process.kill()
    process.join()
    return told.read_text().splitlines()[1:] if told.exists() else [], after


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _held(library: Library) -> dict[str, str]:
    return {summary.origin: summary.version for summary in library.catalog.articles.list(limit=1_000)}


def _disagreements(library: Library) -> list[str]:
    catalog, lexical, vectors = counts(library)
    faults = [] if catalog == lexical == vectors else [f"{catalog} chunks, {lexical} by words, {vectors} by vectors"]
    states = library.catalog.articles.count_by("state")
    if set(states) - {"indexed"}:
        faults.append(f"states {states}")
    ids = library.catalog.articles.ids()
    current = len(library.catalog.chunks.of_articles(ids, versions="current"))
    if catalog != current:
        faults.append(f"{catalog} chunks, {current} of them current")
    return faults


def _lost(library: Library, told: list[str], *, before: dict[str, str], current: dict[str, str]) -> Iterator[str]:
    """What was acknowledged and is not there, or what is there and was neither before nor now."""
    held = _held(library)
    yield from (f"told twice: {origin}" for origin in set(told) if told.count(origin) > 1)
    yield from (f"lost: {origin}" for origin in told if held.get(origin) != current[origin])
    yield from (f"gone: {origin}" for origin in before if origin not in held)
    yield from (
        f"neither old nor new: {origin}" for origin, version in held.items() if version not in (before.get(origin), current[origin])
    )


def main() -> None:
    """Run it and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--seed", type=int, default=20260304)
    options = parser.parse_args()
    console = Console()
    table = Table("kill", "workers", "told", "held", "reopened in", "repaired", "faults")
    faults: list[str] = []
    with TemporaryDirectory(prefix="sanad-kill-") as directory:
        for number, one in enumerate(attempts(Path(directory) / "x", times=options.times, seed=options.seed), start=1):
            repaired, wrong = "; ".join(one.notices), "; ".join(one.faults)
            table.add_row(str(number), str(one.workers), str(one.acknowledged), str(one.held), f"{one.reopened:.2f} s", repaired, wrong)
            faults += one.faults
        faults += finished(Path(directory) / "x")
    console.print(table)
    console.print(f"{options.times} kills, {len(faults)} faults {faults or ''}")
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
