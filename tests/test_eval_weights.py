"""Weights: tried out as they are used, moved only for a gain that holds, written without touching a comment."""

import dataclasses
import tomllib
from collections.abc import Sequence

import numpy as np
import pytest

from eval.weights.ascent import GRID, ascend, folds, gain, gain_of
from eval.weights.figures import Figures
from eval.weights.material import Items, Material, Pair, without_beaten
from eval.weights.moved import in_proportion, movable, started
from eval.weights.table import Place, digest, get, places, put, rewritten, without
from index.models import Record
from rag.answerable import Calibration
from rag.fuse import WeightTable, weight_table
from rag.tables import numbers, packaged

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


def test_what_no_weights_could_put_first_is_left_out_and_changes_no_rank() -> None:
    chance = np.random.default_rng(4)
    numbers_of = np.repeat(np.arange(40), 8)
    rows = list(range(320))
    floor = np.where(np.arange(320) % 8 == 0, 0.3, 0.0)[:, np.newaxis]  # the first of eight is right, and often the best
    passages, of_sentences = (items((chance.random((320, 2)) + floor).tolist(), numbers_of.tolist(), rows, rows[::8]) for _ in range(2))
    whole = material(passages, groups=[str(number) for number in range(40)], told=True, sentences=of_sentences)
    thinned = without_beaten(whole)
    assert 40 < len(thinned.around) < 0.8 * len(whole.around)
    for _ in range(20):
        drawn = EVEN.model_copy(update={"passage": chance.random(), "same": {"good": chance.random(), "noise": chance.random()}})
        assert Figures(thinned).worth(drawn).values.tolist() == Figures(whole).worth(drawn).values.tolist()
    untold = dataclasses.replace(whole, told=np.zeros(40, dtype=bool))
    bare = without_beaten(untold)
    assert (len(bare.around), len(bare.pair), len(bare.trust)) == (0, len(bare.passages.things), len(bare.passages.things))
    assert 40 < len(bare.pair) < 0.8 * len(whole.pair)


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
# What this is.
passage = 0.5   # a share

# One language.
[same]
good = 0.25
gone = 7.0

# A pair without weights of its own now.
[pairs.en-ur]
good = 9.0

# The cosine.
[vectors.default]
same = 2.0

# Where they came from.
[provenance]
found = "long ago"

[[provenance.sets]]
name = "old"
"""
PROVENANCE = '# Now.\n[provenance]\nfound = "today"\n\n[[provenance.sets]]\nname = "new"'


def test_only_numbers_change_in_the_text() -> None:
    table = put(put(EVEN, Place(("pairs", "en-ar"), "good"), 3.0), Place(("vectors", "minilm/l6"), "same"), 0.35)
    written = rewritten(TEXT, table, provenance=PROVENANCE)
    assert WeightTable.model_validate(numbers(written)) == table
    assert tomllib.loads(written)["provenance"] == {"found": "today", "sets": [{"name": "new"}]}
    lines = written.splitlines()
    assert not [line for line in lines if "Where they came from" in line or "gone" in line or "en-ur" in line or "without weights" in line]
    assert "passage = 1.0   # a share" in lines
    for comment, section in (("# One language.", "[same]"), ("# The cosine.", "[vectors.default]")):
        assert lines[lines.index(comment) + 1] == section
    assert rewritten(written, table, provenance=PROVENANCE) == written


def test_the_package_s_own_table_can_be_rewritten() -> None:
    table = put(weight_table(), Place(("same",), "words"), 0.123)
    assert WeightTable.model_validate(numbers(rewritten("", table))) == table


@pytest.mark.parametrize(
    ("name", "command", "kind"),
    [("weights.toml", "sanad eval tune", WeightTable), ("answerable.toml", "sanad eval calibrate", Calibration)],
)
def test_the_package_s_numbers_are_those_a_command_wrote(name: str, command: str, kind: type[Record]) -> None:
    provenance = tomllib.loads(packaged(name))["provenance"]
    assert provenance["command"] == command
    assert provenance["numbers"] == digest(kind.model_validate(numbers(packaged(name)))), "a number was changed by hand"
    assert provenance["questions"] > 1000
    assert all(len(sha256) == 64 for one in provenance["sets"] for sha256 in one["files"].values())


def test_the_digest_tells_any_other_number() -> None:
    assert digest(EVEN) == digest(WeightTable.model_validate(EVEN.model_dump()))
    assert digest(EVEN) != digest(put(EVEN, Place(("same",), "good"), 1.01))
    assert digest(EVEN) == digest(put(EVEN, Place(("same",), "good"), 1.000001))  # it is written with four digits


def test_only_weights_that_sets_can_tell_may_move() -> None:
    shares = [[0.5, 0.0], [0.2, 0.0]]  # the second channel gives nothing to any passage
    silent = Figures(material(items(shares, [0, 0], [0, 1], [0]), groups="a"))
    assert [str(place) for place in movable(EVEN, (silent,), pairs=True)] == ["same.good", "passage", "balance", "pairs.en-en.good"]
    assert {str(place) for place in movable(EVEN, (silent, noisy(3, seed=1)), pairs=False)} == {
        "same.good",
        "same.noise",
        "passage",
        "balance",
    }


def test_equal_weights_owe_nothing_to_those_in_force() -> None:
    typed = put(put(EVEN, Place(("same",), "good"), 7.0), Place(("pairs", "en-en"), "good"), 3.0)
    moved = tuple(movable(typed, (noisy(3, seed=1),), pairs=False))
    first = started(typed, moved, "equal")
    assert (first.same, first.passage, first.balance, first.pairs) == ({"good": 1, "noise": 1}, 1, 1, {})
    assert first.cross == typed.cross  # no set can tell them
    assert started(typed, moved, "current") == typed


def test_the_cosine_of_an_embedder_that_was_not_asked_keeps_its_share() -> None:
    table = put(put(EVEN, Place(("vectors", "asked"), "same"), 1.0), Place(("vectors", "default"), "cross"), 2.0)
    found = put(table, Place(("same",), "good"), 4.0)  # the channels of one language: 2 before, 5 now
    kept = in_proportion(found, table, (Place(("vectors", "asked"), "same"),))
    assert kept.vectors == {"default": {"same": 2.5, "cross": 2.0}, "asked": {"same": 1.0}}
    assert in_proportion(table, table, ()) == table
