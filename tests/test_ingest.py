"""A run over sources: what is read, what is passed over, in which order, and what a failure costs."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from index.ingest import Ingest
from index.intake import Outcome
from index.library import Library
from index.readers.source import ReadOptions
from index.workers import Task, Workers, Working
from tests.corpus import SETTINGS, FakeEmbedder, agrees, body, opened, worded

CORES = [0, 1, 2]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A directory of five files."""
    return write_news(tmp_path / "news")


def write_news(directory: Path) -> Path:
    """In order: an article, one of nothing, a table with a broken line, a picture, an article."""
    directory.mkdir()
    (directory / "a.txt").write_text(f"About a\n\n{body('a')}")
    (directory / "b.txt").write_text("  \n")
    rows = [json.dumps({"title": f"Row {number}", "text": body(f"row {number}")}) for number in range(3)]
    (directory / "c.jsonl").write_text("\n".join([*rows[:2], "{broken", rows[2]]))
    (directory / "d.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    (directory / "e.txt").write_text(f"About e\n\n{body('e')}")
    return directory


def ingested(library: Library, *sources: object, **options: Any) -> list[Outcome]:
    given = {"workers": 0, **{name: value for name, value in options.items() if name in ("options", "workers")}}
    rest = {name: value for name, value in options.items() if name not in given}
    return list(Ingest(library, settings=SETTINGS, **given).run([str(source) for source in sources], **rest))


def told(outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.origin.rpartition("/")[2], outcome.result) for outcome in outcomes]


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """Everything that is read, from now on."""
    seen: list[Task] = []
    begin = Workers.begin

    def watched(self: Workers, task: Task) -> Working:
        seen.append(task)
        return begin(self, task)

    monkeypatch.setattr(Workers, "begin", watched)
    return seen


class TestOutcomes:
    def test_they_come_in_order_and_what_is_bad_never_stops_the_rest(self, library: Library, news: Path) -> None:
        missing = news / "missing.txt"
        outcomes = ingested(library, news / "e.txt", missing, news)
        assert told(outcomes) == [
            ("e.txt", "added"),
            ("missing.txt", "failed"),
            ("a.txt", "added"),
            ("b.txt", "failed"),
            ("c.jsonl#line=1", "added"),
            ("c.jsonl#line=2", "added"),
            ("c.jsonl#line=3", "failed"),
            ("c.jsonl#line=4", "added"),
            ("d.txt", "failed"),
            ("e.txt", "unchanged"),
        ]
        assert all(outcome.reason and outcome.remedy for outcome in outcomes if outcome.result == "failed")
        assert agrees(library)

    def test_the_run_is_on_record_with_its_problems(self, library: Library, news: Path) -> None:
        ingested(library, news)
        (job,) = library.catalog.jobs.list()
        assert (job.kind, job.arguments, job.status) == ("index", (str(news),), "done")
        assert job.counts == {"added": 5, "failed": 3}
        assert [problem.origin.rpartition("/")[2] for problem in library.catalog.jobs.problems(job.id)] == [
            "b.txt",
            "c.jsonl#line=3",
            "d.txt",
        ]

    def test_any_number_of_workers_makes_the_same_library(self, tmp_path: Path, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("index.ingest.WORTH_WORKERS", 3)
        libraries = []
        for workers in CORES:
            with opened(tmp_path / f"with {workers}", FakeEmbedder()) as library:
                outcomes = told(ingested(library, news, workers=workers))
                found = library.catalog.chunks.candidates(library.catalog.chunks.ids(), library.embedder_number)
                articles = [library.article(one).model_copy(update={"added_at": None}) for one in library.catalog.articles.ids()]
                libraries.append((outcomes, found, articles, library.catalog.files.below("")))
        assert libraries[0] == libraries[1] == libraries[2]
        assert len(libraries[0][2]) == 5

    def test_few_sources_start_no_process(self, library: Library, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        numbers: list[int] = []
        enter = Workers.__enter__

        def watched(self: Workers) -> Workers:
            numbers.append(self.number)
            return enter(self)

        monkeypatch.setattr(Workers, "__enter__", watched)
        ingested(library, news, workers=2)
        for number in range(40):
            (news / f"more {number}.txt").write_text(f"More\n\n{body(str(number))}")
        ingested(library, news, workers=2)
        assert numbers == [0, 2]


class TestUnchanged:
    def test_what_is_unchanged_is_not_read(self, library: Library, news: Path, tasks: list[Task], embedder: FakeEmbedder) -> None:
        first = ingested(library, news)
        read, calls = len(tasks), embedder.calls
        again = ingested(library, news)
        assert told(again)[0] == ("a.txt", "unchanged")
        assert [outcome.article_id for outcome in again if outcome.result == "unchanged"] == [
            outcome.article_id for outcome in first if outcome.result == "added"
        ]
        assert {Path(task.origin).name for task in tasks[read:]} == {"c.jsonl", "d.txt"}  # what failed is tried again
        assert embedder.calls == calls

    def test_a_table_without_faults_is_not_read_again(self, library: Library, news: Path, tasks: list[Task]) -> None:
        lines = (news / "c.jsonl").read_text().splitlines()
        (news / "c.jsonl").write_text("\n".join(line for line in lines if "broken" not in line))
        ingested(library, news / "c.jsonl")
        tasks.clear()
        assert [outcome.result for outcome in ingested(library, news / "c.jsonl")] == ["unchanged"] * 3
        assert tasks == []

    def test_a_touched_file_is_not_read_and_a_changed_one_is(self, library: Library, news: Path, tasks: list[Task]) -> None:
        ingested(library, news / "a.txt", news / "e.txt")
        tasks.clear()
        os.utime(news / "a.txt", (1, 1))
        (news / "e.txt").write_text(f"About e\n\n{body('e, corrected')}")
        assert told(ingested(library, news / "a.txt", news / "e.txt")) == [("a.txt", "unchanged"), ("e.txt", "updated")]
        assert [Path(task.origin).name for task in tasks] == ["e.txt"]

    def test_other_options_read_it_again(self, library: Library, news: Path, tasks: list[Task]) -> None:
        ingested(library, news / "a.txt")
        assert told(ingested(library, news / "a.txt", options=ReadOptions(source="Courier"))) == [("a.txt", "updated")]
        assert library.article("a").source == "Courier"
        assert told(ingested(library, news / "a.txt", options=ReadOptions(source="Courier"))) == [("a.txt", "unchanged")]
        assert len(tasks) == 2

    def test_what_was_deleted_is_read_again(self, library: Library, news: Path) -> None:
        ingested(library, news / "a.txt")
        library.delete([library.article("a").id])
        assert told(ingested(library, news / "a.txt")) == [("a.txt", "added")]

    def test_each_file_is_known_by_its_own_articles(self, library: Library, news: Path) -> None:
        for name in ("b.txt", "d.txt"):
            (news / name).write_text(f"About {name}\n\n{body(name)}")
        ingested(library, news / "missing.txt", news / "a.txt", news / "e.txt")
        for name in ("a.txt", "e.txt"):
            (news / name).write_text(f"About {name}\n\n{body(name + ' again')}")
        ingested(library, news)
        files = {Path(uri).name: articles for uri, articles in library.catalog.files.below("").items()}
        assert set(files) == {"a.txt", "b.txt", "d.txt", "e.txt"}  # the table has a broken line
        assert files == {name: (library.article(name).id,) for name in files}

    def test_a_duplicate_is_not_lost_when_the_first_file_goes(self, library: Library, news: Path) -> None:
        (news / "z.txt").write_text((news / "a.txt").read_text())
        assert told(ingested(library, news))[-1] == ("z.txt", "duplicate")
        (news / "a.txt").unlink()
        assert ("a.txt", "removed") not in told(ingested(library, news, prune=True))
        assert worded(library, "report called a")[0] == "About a"


class TestPrune:
    def test_the_articles_of_files_that_are_gone_are_removed(self, library: Library, news: Path) -> None:
        ingested(library, news)
        (news / "a.txt").unlink()
        (news / "e.txt").rename(news / "f.txt")
        outcomes = ingested(library, news, prune=True)
        assert [told([outcome])[0][0] for outcome in outcomes if outcome.result == "removed"] == ["a.txt"]
        assert {Path(uri).name for uri in library.catalog.files.below("")} == {"f.txt"}
        assert told(ingested(library, news, prune=True))[0] == ("b.txt", "failed")
        assert agrees(library)

    def test_without_being_asked_nothing_is_removed(self, library: Library, news: Path) -> None:
        ingested(library, news)
        (news / "a.txt").unlink()
        assert "removed" not in {outcome.result for outcome in ingested(library, news)}
        assert library.article("a").title == "About a"


class TestStopping:
    def test_a_stop_keeps_what_was_told_and_the_next_run_does_the_rest(self, library: Library, tmp_path: Path) -> None:
        for number in range(150):
            (tmp_path / f"{number:03}.txt").write_text(f"About {number}\n\n{body(str(number))}")
        asked = 0

        def stopped() -> bool:
            nonlocal asked
            asked += 1
            return asked > 70

        outcomes = ingested(library, tmp_path, stopped=stopped)
        assert 60 < len(outcomes) < 80
        assert library.catalog.jobs.list()[0].status == "stopped"
        assert len(library.catalog.articles.ids()) == len(outcomes)
        assert agrees(library)
        again = ingested(library, tmp_path)
        assert [outcome.result for outcome in again] == ["unchanged"] * len(outcomes) + ["added"] * (150 - len(outcomes))

    def test_a_stop_within_a_table_does_not_wait_for_its_end(self, library: Library, tmp_path: Path) -> None:
        table = tmp_path / "table.jsonl"
        table.write_text("\n".join(json.dumps({"title": f"T{number}", "text": body(str(number))}) for number in range(500)))
        seen: list[str] = []
        run = Ingest(library, settings=SETTINGS, workers=0).run([str(table)], stopped=lambda: len(seen) >= 64)
        seen.extend(outcome.result for outcome in run)
        assert 64 <= len(seen) < 200
        assert library.catalog.files.below("") == {}
        assert [outcome.result for outcome in ingested(library, table)] == ["unchanged"] * len(seen) + ["added"] * (500 - len(seen))
        assert len(library.catalog.files.below("")) == 1

    def test_a_run_that_is_dropped_keeps_what_was_told(self, library: Library, news: Path) -> None:
        run = Ingest(library, settings=SETTINGS, workers=0).run([str(news)])
        first = next(run)
        run.close()  # type: ignore[attr-defined]  # it is a generator
        assert library.article(str(first.article_id)).title == "About a"
        assert library.catalog.jobs.list()[0].status == "failed"
