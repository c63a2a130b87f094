"""Anything may be typed: nothing crashes, and nothing takes long because of what it says."""

import random

import pytest

from rag.question import LONGEST, understand
from rag.question.words import languages, words_of

OUTLETS = ("Dawn", "Al Jazeera", "الجزيرة", "Вестник Орсена", "(Wire)", "a.*b", "—", "")
REPEATED = (
    *(
        "according to ",
        "a ",
        "articles about ",
        "only from ",
        "2024 and ",
        "Dawn, ",
        "early ",
        "what about ",
        "3 to ",
        "the last ",
        "and ",
        "1 ",
    ),
    *("بحسب ", "و", "في ", "صحيفة ", "نے ", "دو ماہ ", "по данным ", "«", '"', "\u0640", "٣ ", "🙂a"),
)


def _words() -> list[str]:
    """Every plain word of the lists, and what may stand between them."""
    lists = [
        listed
        for known in languages()
        for table in words_of(known).model_dump().values()
        if isinstance(table, dict)
        for listed in table.values()
    ]
    plain = [word for listed in lists if isinstance(listed, tuple) for word in listed if not set(word) & set("\\(?")]
    return [
        *plain,
        "2024",
        "3",
        "December",
        "Dawn",
        "Al Jazeera",
        "،",
        ",",
        "?",
        "«",
        "»",
        "ديسمبر",
        "декабря",
        "France",
        "31",
        "00",
        "2025-13-45",
        "99 February 2023",
    ]


def test_any_mixture_of_the_words_is_survived() -> None:
    chosen, words = random.Random(7), _words()
    for _ in range(300):
        question = " ".join(chosen.choices(words, k=chosen.randint(1, 14))) + " x"
        history = [" ".join(chosen.choices(words, k=6)) for _ in range(chosen.randint(0, 2))]
        asked = understand(question, outlets=OUTLETS, history=history)
        assert asked.searched.strip()
        assert all(one.value for one in asked.understood)
        for part in asked.parts:
            assert part.searched.strip()


@pytest.mark.parametrize("piece", REPEATED)
def test_repetition_ends(piece: str) -> None:
    question = (piece * LONGEST)[: LONGEST - 2] + "x"  # a pattern that backtracks would take hours
    assert understand(question, outlets=OUTLETS, history=[question, "What did France export in 2023?"]).text == " ".join(question.split())
