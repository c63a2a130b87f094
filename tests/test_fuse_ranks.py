"""Fusion by rank, as other systems do it, beside ours."""

import numpy as np
import pytest

from rag.fuse import fuse, fuse_ranks

WEIGHTS = {"words": np.ones(4), "vectors": np.full(4, 0.01)}


def test_ranks_are_those_of_the_paper() -> None:
    found = fuse_ranks({"words": np.array([9.0, 3.0, 0.0, 1.0]), "vectors": np.array([0.0, 0.5, 0.4, 0.1])}, WEIGHTS)
    highest = 2 / 61
    assert found.score.tolist() == pytest.approx([one / highest for one in (1 / 61, 1 / 62 + 1 / 61, 1 / 62, 1 / 63 + 1 / 63)])
    assert sum(found.contributions.values()) == pytest.approx(found.score)
    assert "title" not in fuse_ranks({"title": np.ones(4)}, WEIGHTS).contributions


def test_equal_values_have_one_rank() -> None:
    found = fuse_ranks({"words": np.array([2.0, 5.0, 2.0, 1.0])}, WEIGHTS)
    assert found.score.tolist() == pytest.approx([61 / 62, 1, 61 / 62, 61 / 64])


def test_by_rank_a_channel_that_knows_nothing_counts_as_much_as_one_that_does() -> None:
    """Why scores are joined: a clear hit by words is buried by what hardly differs for the vectors."""
    channels = {"words": np.array([9.0, 1.0, 0.9, 0.8]), "vectors": np.array([0.20, 0.23, 0.22, 0.21])}
    assert int(fuse(channels, WEIGHTS).score.argmax()) == 0
    assert int(fuse_ranks(channels, WEIGHTS).score.argmax()) == 1


def test_nothing_is_fused_to_nothing() -> None:
    assert fuse_ranks({}, {}).score.tolist() == []
