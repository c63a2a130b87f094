import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.fuse import WeightTable, fuse, fuse_sentences, weight_table, weights_for

SIZE = 4
channel = st.lists(st.just(0.0) | st.floats(0.001, 100), min_size=SIZE, max_size=SIZE).map(np.array)
channels = st.fixed_dictionaries(dict.fromkeys(("words", "grams", "vectors"), channel))
TABLE = WeightTable(
    passage=0.5,
    balance=0.5,
    same={"words": 1.0, "grams": 2.0},
    cross={"words": 0.5, "bridge": 3.0},
    vectors={"small": {"same": 1.0, "cross": 0.0}, "default": {"same": 2.0, "glossed": 0.5, "cross": 4.0}},
)
WEIGHTS = {"words": np.full(SIZE, 1.0), "grams": np.full(SIZE, 0.5), "vectors": np.full(SIZE, 2.0)}


@settings(deadline=None)
@given(channels)
def test_contributions_sum_to_the_score(values: dict[str, np.ndarray]) -> None:
    fused = fuse(values, WEIGHTS)
    assert np.allclose(sum(fused.contributions.values()), fused.score)
    assert (fused.score >= 0).all()
    assert (fused.score <= 1 + 1e-9).all()


@settings(deadline=None)
@given(channels, st.integers(0, SIZE - 1), st.floats(0, 50))
def test_a_higher_value_never_lowers_its_own_standing(values: dict[str, np.ndarray], row: int, gain: float) -> None:
    before = fuse(values, WEIGHTS).score
    raised = values["words"].copy()
    raised[row] += gain
    after = fuse({**values, "words": raised}, WEIGHTS).score
    assert (after[row] - after >= before[row] - before - 1e-9).all()


@settings(deadline=None)
@given(channels, st.floats(0.01, 100))
def test_the_unit_of_a_channel_does_not_matter(values: dict[str, np.ndarray], factor: float) -> None:
    scaled = {name: value * factor for name, value in values.items()}
    assert np.allclose(fuse(values, WEIGHTS).score, fuse(scaled, WEIGHTS).score)


def test_values_below_zero_count_as_zero() -> None:
    fused = fuse({"vectors": np.array([-0.5, 0.2, 0.4])}, {"vectors": np.ones(3)})
    assert fused.score.tolist() == [0.0, 0.5, 1.0]


def test_scores_are_fused_and_not_ranks() -> None:
    """The second is close behind in one channel and far ahead in the other: ranks would tie."""
    fused = fuse({"words": np.array([10.0, 9.9]), "grams": np.array([1.0, 5.0])}, {"words": np.ones(2), "grams": np.ones(2)})
    assert fused.score[1] > fused.score[0] + 0.25


def test_a_pair_of_languages_may_have_weights_of_its_own() -> None:
    table = TABLE.model_copy(update={"pairs": {"en-ar": {"bridge": 7.0, "vectors": 5.0}}})
    asked = weights_for(["en", "ar", "ru"], question_language="en", table=table)
    assert asked["bridge"].tolist() == [0.0, 7.0, 3.0]
    assert asked["words"].tolist() == [1.0, 0.5, 0.5]
    assert "vectors" not in asked  # there are none to weigh
    assert weights_for(["ar"], question_language="en", embedder="small", table=table)["vectors"].tolist() == [5.0]
    assert weights_for(["en"], question_language="ar", table=table)["bridge"].tolist() == [3.0]


def test_weights_belong_to_the_pair_of_languages() -> None:
    weights = weights_for(["en", "ar"], question_language="en", table=TABLE)
    assert weights["words"].tolist() == [1.0, 0.5]
    assert weights["bridge"].tolist() == [0.0, 3.0]
    assert "vectors" not in weights


@pytest.mark.parametrize(
    ("embedder", "known", "expected"),
    [
        ("small-v1", None, [1.0, 0.0]),
        ("Large", None, [2.0, 4.0]),
        ("Large", frozenset({"en"}), [2.0, 0.0]),
        ("Large", frozenset({"ar"}), [0.0, 0.0]),
    ],
)
def test_cosine_counts_only_between_languages_the_embedder_knows(
    embedder: str, known: frozenset[str] | None, expected: list[float]
) -> None:
    weights = weights_for(["en", "ar"], question_language="en", embedder=embedder, embedder_languages=known, table=TABLE)
    assert weights.get("vectors", np.zeros(2)).tolist() == expected


def test_sentences_take_a_share_of_their_passage() -> None:
    weights = weights_for(["en", "en"], question_language="en", table=TABLE)
    owners = np.array([0, 0, 1])
    passages = fuse({"words": np.array([1.0, 2.0])}, {"words": weights["words"]})
    fused = fuse_sentences({"words": np.array([2.0, 1.0, 2.0])}, weights, passages=passages, sentence_chunks=owners, table=TABLE)
    assert fused.contributions["passage"].tolist() == pytest.approx([0.5 / 3, 0.5 / 3, 1 / 3])
    assert fused.score.tolist() == pytest.approx([2.5 / 3, 1.5 / 3, 1.0])


def test_each_language_is_measured_by_its_own_best() -> None:
    values = {"words": np.array([10.0, 5.0, 0.2, 0.1]), "coverage": np.array([1.0, 0.5, 0.25, 0.1])}
    weights = {"words": np.ones(4), "coverage": np.zeros(4)}
    apart = fuse(values, weights, languages=["en", "en", "ar", "ar"])
    assert apart.score.tolist() == pytest.approx([1.0, 0.5, 1.0, 0.5])
    held_back = fuse(values, weights, languages=["en", "en", "ar", "ar"], balance=0.5)
    assert held_back.score.tolist() == pytest.approx([1.0, 0.5, 0.5, 0.25])


def test_a_language_that_shares_nothing_with_the_question_gets_nothing() -> None:
    values = {"words": np.array([3.0, 1.0, 0.0]), "coverage": np.array([0.9, 0.2, 0.0])}
    fused = fuse(values, {channel: np.ones(3) for channel in values}, languages=["en", "en", "ar"], balance=0.3)
    assert fused.score[2] == 0


def test_the_weights_of_the_package_are_read() -> None:
    table = weight_table()
    assert table.same["grams"] > 0
    assert table.cross["bridge"] > table.same["bridge"]
    assert "default" in table.vectors


def test_no_candidates_fuse_to_nothing() -> None:
    assert fuse({"words": np.zeros(0)}, weights_for([], question_language="en")).score.tolist() == []
