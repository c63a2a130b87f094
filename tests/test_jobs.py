"""Work of the server that any number of pages follow: order, pace, ends, stops, defects, closing."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from ui.answering.jobs import Job, Jobs

MANY = 200


@pytest.fixture
def jobs() -> Iterator[Jobs[int]]:
    made: Jobs[int] = Jobs(2)
    yield made
    made.close()


def test_every_follower_sees_states_in_order_and_the_last_one(jobs: Jobs[int]) -> None:
    gate = threading.Event()

    def count(job: Job[int]) -> None:
        gate.wait(10)
        for number in range(1, MANY):
            job.show(number)
        job.show(MANY, last=True)

    job = jobs.start(count, identity="a", first=0)
    seen: list[list[int]] = [[], []]
    followers = [threading.Thread(target=lambda place=place: seen[place].extend(job.follow(pace=0.0))) for place in range(2)]
    for follower in followers:
        follower.start()
    gate.set()

    async def watched() -> list[int]:
        return [state async for state in job.watch(pace=0.0)]

    seen.append(asyncio.run(watched()))
    for follower in followers:
        follower.join(10)
    for states in seen:
        assert states == sorted(set(states))
        assert states[-1] == MANY


def test_who_follows_slowly_is_given_the_latest_and_not_each(jobs: Jobs[int]) -> None:
    gate = threading.Event()

    def count(job: Job[int]) -> None:
        for number in range(1, MANY):
            job.show(number)
        gate.set()

    job = jobs.start(count, identity="a", first=0)
    assert gate.wait(10)
    assert len(list(job.follow())) < 5


def test_work_waits_for_its_turn_and_is_forgotten_when_it_has_ended(jobs: Jobs[int]) -> None:
    gate, working = threading.Event(), threading.Semaphore(0)

    def wait(job: Job[int]) -> None:
        working.release()
        gate.wait(10)
        job.show(1, last=True)

    made = [jobs.start(wait, identity=number, first=0) for number in range(5)]
    assert working.acquire(timeout=10)
    assert working.acquire(timeout=10)
    assert not working.acquire(timeout=0.1)  # only two at once
    assert {job.identity for job in jobs.running} == set(range(5))
    gate.set()
    assert [list(job.follow())[-1] for job in made] == [1] * 5
    assert list(jobs.follow("never")) == []


def test_what_comes_behind_the_last_state_is_passed_over() -> None:
    job = Job("a", 0)
    assert job.show(1, last=True)
    assert not job.show(2)
    assert list(job.follow()) == [1]


def test_a_defect_ends_the_job_and_leaves_its_thread_to_others(jobs: Jobs[int], caplog: pytest.LogCaptureFixture) -> None:
    def breaks(job: Job[int]) -> None:
        job.show(1)
        raise ValueError("scripted")

    def seven(job: Job[int]) -> None:
        job.show(7, last=True)

    broken = [jobs.start(breaks, identity=number, first=0) for number in range(3)]
    assert [list(job.follow())[-1] for job in broken] == [1, 1, 1]
    assert list(jobs.start(seven, identity="after", first=0).follow())[-1] == 7
    assert "scripted" in caplog.text


def test_closing_stops_what_works_and_does_not_begin_what_waits() -> None:
    jobs: Jobs[int] = Jobs(1)
    begun = threading.Event()

    def until_stopped(job: Job[int]) -> None:
        begun.set()
        while not job.is_stopped:
            threading.Event().wait(0.01)
        job.show(1, last=True)

    first, second = jobs.start(until_stopped, identity=1, first=0), jobs.start(until_stopped, identity=2, first=0)
    assert begun.wait(10)
    jobs.close()
    assert list(first.follow()) == [1]
    assert second.state == 0
