"""Jobs on record, finished or not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.catalog.jobs import Problem
from index.intake import Outcome
from index.record import recorded
from tests.corpus import opened


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = Catalog(tmp_path / "catalog.sqlite")
    yield made
    made.close()


def outcomes(number: int, *, failed: int = 0) -> Iterator[Outcome]:
    for position in range(number):
        yield Outcome(origin=f"file:///{position}", result="added")
    for position in range(failed):
        yield Outcome(origin=f"file:///bad{position}", result="failed", reason="It is empty.", remedy="Remove it.")


def test_a_job_has_counts_problems_and_an_end(catalog: Catalog) -> None:
    assert len(list(recorded(catalog, "index", ["أخبار", "-"], outcomes(70, failed=2)))) == 72
    (job,) = catalog.jobs.list()
    assert (job.kind, job.arguments, job.status, job.counts) == ("index", ("أخبار", "-"), "done", {"added": 70, "failed": 2})
    assert job.finished_at is not None
    assert job.finished_at >= job.started_at
    assert catalog.jobs.problems(job.id) == tuple(
        Problem(origin=f"file:///bad{number}", reason="It is empty.", remedy="Remove it.") for number in range(2)
    )
    assert catalog.jobs.get(job.id) == job
    assert catalog.jobs.get(99) is None


def test_jobs_are_listed_latest_first(catalog: Catalog) -> None:
    for kind in ("index", "delete", "reclean"):
        list(recorded(catalog, kind, [], outcomes(1)))
    assert [job.kind for job in catalog.jobs.list()] == ["reclean", "delete", "index"]
    assert [job.kind for job in catalog.jobs.list(limit=1)] == ["reclean"]


def test_a_job_that_is_stopped_or_breaks_says_so(catalog: Catalog) -> None:
    list(recorded(catalog, "index", [], outcomes(3), stopped=lambda: True))
    assert catalog.jobs.list()[0].status == "stopped"

    def broken() -> Iterator[Outcome]:
        yield from outcomes(2, failed=1)
        raise KeyError("x")

    with pytest.raises(KeyError):
        list(recorded(catalog, "index", [], broken()))
    job = catalog.jobs.list()[0]
    assert (job.status, job.counts) == ("failed", {"added": 2, "failed": 1})
    assert len(catalog.jobs.problems(job.id)) == 1


def test_a_job_that_nobody_draws_to_its_end_is_not_done(catalog: Catalog) -> None:
    drawn = recorded(catalog, "index", [], outcomes(3))
    next(drawn)
    assert catalog.jobs.list()[0].status == "running"
    drawn.close()  # type: ignore[attr-defined]  # it is a generator
    assert (catalog.jobs.list()[0].status, catalog.jobs.list()[0].counts) == ("failed", {"added": 1})


def test_counts_are_noted_while_a_job_runs(catalog: Catalog) -> None:
    drawn = recorded(catalog, "index", [], outcomes(200))
    for _ in range(130):
        next(drawn)
    assert 64 <= sum(catalog.jobs.list()[0].counts.values()) <= 130


def test_the_job_of_a_process_that_died_has_failed_once_the_library_is_opened(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        list(recorded(library.catalog, "index", [], outcomes(1)))
        died = library.catalog.jobs.start("index", ["news"])
        library.catalog.jobs.update(died, {"added": 64})
    with opened(tmp_path) as library:
        job = library.catalog.jobs.get(died)
        assert job is not None
        assert (job.status, job.counts) == ("failed", {"added": 64})
        assert job.finished_at is not None
        assert [one.status for one in library.catalog.jobs.list()] == ["failed", "done"]


def test_the_job_of_a_process_that_lives_runs_on_while_another_looks(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        running = library.catalog.jobs.start("index", [])
        with opened(tmp_path, read_only=True) as reader:
            job = reader.catalog.jobs.get(running)
            assert job is not None
            assert job.status == "running"
