"""Near-copies by MinHash."""

import random

import pytest

from index.copies import BANDS, LEAST, bands, signature, similarity
from index.language import analyze

WORDS = [f"word{number}" for number in range(400)]


def text(seed: int, length: int = 300) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def edited(words: list[str], share: float) -> list[str]:
    """Every so many words replaced, so that about ``share`` of the runs of four survive."""
    step = round(4 / (1 - share))
    return ["other" if number % step == 0 else word for number, word in enumerate(words)]


def test_the_same_text_is_wholly_alike() -> None:
    ours, theirs = signature(text(1)), signature(text(1))
    assert ours is not None and theirs is not None
    assert similarity(ours, theirs) == 1
    assert bands(ours) == bands(theirs)
    assert len(set(bands(ours))) == BANDS


def test_different_texts_share_nothing() -> None:
    ours, theirs = signature(text(1)), signature(text(2))
    assert ours is not None and theirs is not None
    assert similarity(ours, theirs) < 0.1
    assert not set(bands(ours)) & set(bands(theirs))


@pytest.mark.parametrize("seed", range(8))
def test_a_lightly_edited_copy_is_found_and_alike(seed: int) -> None:
    ours, theirs = signature(text(seed)), signature(edited(text(seed), 0.9))
    assert ours is not None and theirs is not None
    assert similarity(ours, theirs) >= LEAST
    assert set(bands(ours)) & set(bands(theirs))


def test_arabic_is_compared_by_its_words() -> None:
    one = "أعلنت الوزارة يوم الثلاثاء أن المحطة الجديدة ستزود ثلاثمئة ألف منزل بالكهرباء بحلول نهاية العام المقبل " * 3
    ours = signature(analyze(one, "ar").words)
    theirs = signature(analyze(one.replace("الثلاثاء", "الأربعاء", 1), "ar").words)
    assert ours is not None and theirs is not None
    assert similarity(ours, theirs) >= LEAST


def test_a_short_text_is_not_compared() -> None:
    assert signature(["one", "two"]) is None
