"""Every voice in turn, near-repetitions late, nothing irrelevant early."""

import numpy as np

from rag.diversity import fair_order, in_turns, marginal


def test_languages_take_turns_and_within_them_outlets() -> None:
    voices = [("en", "Dawn"), ("en", "Dawn"), ("en", "Wire"), ("ar", "Sada"), ("en", "Dawn"), ("ru", "Vest")]
    assert in_turns(voices) == [0, 3, 5, 2, 1, 4]


def test_turns_of_nothing_and_of_one() -> None:
    assert in_turns([]) == []
    assert in_turns([("en", "Dawn")]) == [0]


def test_marginal_relevance_puts_a_repetition_behind_what_is_new() -> None:
    likeness = np.array([[1, 0.95, 0.1], [0.95, 1, 0.1], [0.1, 0.1, 1]])
    relevance = np.array([1.0, 0.95, 0.8])
    assert marginal(relevance, lambda one, other: float(likeness[one, other])) == [0, 2, 1]
    assert marginal(relevance, lambda one, other: float(likeness[one, other]), share=1.0) == [0, 1, 2]


def test_what_is_hardly_relevant_does_not_take_turns() -> None:
    scores = np.array([1.0, 0.9, 0.8, 0.2])
    voices = [("en", "Dawn"), ("en", "Dawn"), ("ar", "Sada"), ("ru", "Vest")]
    assert fair_order(scores, voices, lambda one, other: 0.0) == [0, 2, 1, 3]


def test_every_place_is_shown_once() -> None:
    scores = np.linspace(1, 0, 40)
    voices = [(("en", "ar", "ru")[place % 3], str(place % 5)) for place in range(40)]
    assert sorted(fair_order(scores, voices, lambda one, other: 0.5, shown=10)) == list(range(40))
    assert fair_order(np.array([]), [], lambda one, other: 0.0) == []
