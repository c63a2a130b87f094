"""Weights: tried out as they are used, moved only for a gain that holds, written without touching a comment."""

import tomllib
from collections.abc import Sequence

import numpy as np
import pytest

from eval.weights.ascent import GRID, ascend, folds, gain, gain_of
from eval.weights.figures import Figures
from eval.weights.material import Items, Material, Pair
from eval.weights.table import Place, get, places, put, rewritten, without
from rag.fuse import WeightTable, weight_table

EVEN = WeightTable(passage=1.0, balance=0.0, same={"good": 1.0, "noise": 1.0}, cross={"other": 1.0}, vectors={"default": {"same": 1.0}})
SAME = Pair("en", "en", None, None, frozenset())


def items(shares: Sequence[Sequence[float]], questions: Sequence[int], things: Sequence[int], right: Sequence[int]) -> Items:
    return Items(
        np.array(shares, dtype=np.float32),
        np.array(questions),
        np.array(things),
        np.array([thing in right for thing in things], dtype=bool),
    )


def material(passages: Items, *, groups: Sequence[str], told: bool = False, sentences: Items | None = None) -> Material:
    own = sentences or items(np.zeros((0, 2)).tolist(), [], [], [])
    return Material(
        name="made",
        parts={},
        groups=tuple(groups),
        told=np.full(len(groups), told),
        relevant=np.array([len(set(passages.things[passages.right & (passages.questions == one)])) for one in range(len(groups))]),
        channels=("good", "noise"),
        pairs=(SAME,),
        passages=passages,
        pair=np.zeros(len(passages.things), dtype=np.int64),
        trust=np.ones(len(passages.things)),
        sentences=own,
        around=np.arange(len(own.things)),
    )


def noisy(questions: int, *, seed: int) -> Figures:
    """Questions with six candidates, of which ``good`` often prefers the right one and ``noise`` any."""
    chance = np.random.default_rng(seed)
    shares = chance.random((questions * 6, 2))
    shares[::6, 0] += 0.5
    numbers = np.repeat(np.arange(questions), 6)
    made = items(shares.tolist(), numbers.tolist(), list(range(len(numbers))), list(range(0, len(numbers), 6)))
    return Figures(material(made, groups=[f"article {number // 3}" for number in range(questions)]))


def test_reciprocal_ranks_worked_by_hand() -> None:
    ranked = items(
        [[0.2, 0], [0.9, 0], [0.5, 0], [0.4, 0], [0.4, 0], [0, 0], [0, 0]],
        questions=[0, 0, 0, 1, 1, 2, 2],
        things=[0, 1, 0, 2, 3, 4, 5],  # the first article has two passages, and counts with its better one
        right=[0, 2],
    )
    found = Figures(material(ranked, groups="abc")).worth(EVEN)
    assert found.passages.tolist() == [1 / 2, 1 / 2, 0]  # what scores the same stands before the right one
    assert found.metrics == {"MRR": pytest.approx(1 / 3)}


def test_several_right_articles_and_sentences_count_too() -> None:
    ranked = items([[0.9, 0], [0.8, 0], [0.1, 0]], questions=[0, 0, 0], things=[0, 1, 2], right=[0, 2])
    of_sentences = items([[0.1, 0], [0.9, 0], [0.2, 0]], questions=[0, 0, 0], things=[0, 1, 2], right=[0])
    found = Figures(material(ranked, groups="a", told=True, sentences=of_sentences)).worth(put(EVEN, Place((), "passage"), 0.0))
    assert found.metrics == {"MRR": 1, "Recall@10": 1, "sentence-MRR": pytest.approx(1 / 3)}
    assert found.values.tolist() == pytest.approx([(1 + 1 + 1 / 3) / 3])


def test_the_channel_that_tells_gains_weight() -> None:
    sets = (noisy(150, seed=1), noisy(90, seed=2))
    moved = (Place(("same",), "good"), Place(("same",), "noise"))
    found = ascend(EVEN, moved, sets)
    assert get(found, moved[0]) > 2 * get(found, moved[1])
    assert gain(found, EVEN, sets).holds
    assert set(found.same.values()) <= {*GRID, 1.0}


def test_a_gain_within_its_error_moves_nothing() -> None:
    assert ascend(EVEN, (Place(("same",), "noise"), Place((), "balance"), Place(("cross",), "good")), (noisy(3, seed=5),)) == EVEN


def test_the_error_is_that_of_articles() -> None:
    alike = Figures(material(items(np.ones((4, 2)).tolist(), [0, 1, 2, 3], [0, 1, 2, 3], []), groups="aabb"))
    apart = Figures(material(items(np.ones((4, 2)).tolist(), [0, 1, 2, 3], [0, 1, 2, 3], []), groups="abcd"))
    differences = [np.array([0.2, 0.2, 0.0, 0.0])]
    clustered, independent = gain_of(differences, [alike]), gain_of(differences, [apart])
    assert clustered.mean == independent.mean == pytest.approx(0.1)
    assert clustered.error == pytest.approx(np.sqrt(2) * independent.error)
    assert gain_of([*differences, np.zeros(4)], [alike, apart]).mean == pytest.approx(0.05)
    twice = gain_of(differences * 2, [apart, apart])  # the same articles once more tell nothing new
    assert tuple(twice) == pytest.approx(tuple(independent))


def test_an_article_is_held_out_with_all_its_questions() -> None:
    sets = (noisy(12, seed=1), noisy(9, seed=2))
    parts = list(folds(sets, number=3, seed=4))
    for number, figures in enumerate(sets):
        assert np.stack([part[number] for part in parts]).sum(axis=0).tolist() == [1] * len(figures.material.groups)
        for part in parts:
            held = {group for group, out in zip(figures.material.groups, part[number], strict=True) if out}
            assert not held & {group for group, out in zip(figures.material.groups, part[number], strict=True) if not out}


def test_a_weight_has_a_place() -> None:
    table = put(EVEN, Place(("pairs", "en-ar"), "good"), 3.0)
    assert table.pairs == {"en-ar": {"good": 3.0}}
    assert places(table)[Place(("vectors", "default"), "same")] == 1.0
    assert get(table, Place(("cross",), "unheard of")) == 0.0
    assert str(Place(("pairs", "en-ar"), "good")) == "pairs.en-ar.good"
    assert put(EVEN, Place(("same",), "good"), 1.0) == EVEN


def test_a_channel_is_left_out_wherever_it_is_weighed() -> None:
    table = put(put(EVEN, Place(("pairs", "en-ar"), "good"), 3.0), Place(("pairs", "en-ar"), "vectors"), 2.0)
    assert without(table, "good").same == {"good": 0.0, "noise": 1.0}
    assert without(table, "good").pairs["en-ar"]["good"] == 0.0
    bare = without(table, "vectors")
    assert (bare.vectors["default"]["same"], bare.pairs["en-ar"]["vectors"]) == (0.0, 0.0)


TEXT = """\
#: An old line of where they came from.

# What this is.
passage = 0.5   # a share

# One language.
[same]
good = 0.25

# The cosine.
[vectors.default]
same = 2.0
"""


def test_only_numbers_change_in_the_text() -> None:
    table = put(put(EVEN, Place(("pairs", "en-ar"), "good"), 3.0), Place(("vectors", "minilm/l6"), "same"), 0.35)
    written = rewritten(TEXT, table, provenance=("Found today.", "    on a set"))
    assert WeightTable.model_validate(tomllib.loads(written)) == table
    lines = written.splitlines()
    assert lines[:2] == ["#: Found today.", "#:     on a set"]
    assert "An old line" not in written
    assert "passage = 1.0   # a share" in lines
    for comment, section in (("# One language.", "[same]"), ("# The cosine.", "[vectors.default]")):
        assert lines[lines.index(comment) + 1] == section
    assert rewritten(written, table, provenance=("Found today.", "    on a set")) == written


def test_the_package_s_own_table_can_be_rewritten() -> None:
    table = put(weight_table(), Place(("same",), "words"), 0.123)
    assert WeightTable.model_validate(tomllib.loads(rewritten("", table, provenance=()))) == table
