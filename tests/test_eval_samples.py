"""The set that comes with Sanad, asked of the sample articles with the settings a newcomer has."""

import pytest

from eval.models import Run
from eval.run import run
from eval.sources import bundled_sets
from index.settings import load_settings

FLOORS = {"Hit@1": 0.6, "Hit@10": 0.9, "MRR": 0.7, "sentence-MRR": 0.5, "Answer contained": 0.6, "Declined right": 0.2}


@pytest.fixture(scope="module")
def finished() -> Run:
    return run("samples", settings=load_settings())


def test_the_samples_are_bundled() -> None:
    assert "samples" in bundled_sets()


def test_every_question_is_asked_and_answered(finished: Run) -> None:
    assert finished.failed == ()
    assert finished.counts["cases"] >= 30
    assert finished.counts["documents"] >= 12
    assert all(case.status is not None for case in finished.cases)


def test_every_citation_is_exact(finished: Run) -> None:
    assert finished.metrics["Citation validity"] == 1


@pytest.mark.parametrize("name", FLOORS)
def test_nothing_is_broken(finished: Run, name: str) -> None:
    """Floors far below what is reached: they notice a defect, not a difference."""
    assert finished.metrics[name] >= FLOORS[name]


def test_each_language_finds_its_articles(finished: Run) -> None:
    assert {"ar", "en", "ru", "ur"} <= set(finished.by_language)
    assert all(values["Hit@10"] >= 0.7 for values in finished.by_language.values())
