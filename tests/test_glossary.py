"""The glossary's file and its checker."""

import subprocess
import sys

import pytest

from index.language import glossary
from index.language.glossary_check import MOST_ROWS, problems

HEAD = "topic\ten\tar\tru\tur\n"
BRIDGE = "transport\tbridge; bridges\tجسر; جسور\tмост\tپل\n"
RIVER = "geography\triver\tنهر; أنهار\tрека\tدریا\n"


def test_it_is_right_and_large_enough() -> None:
    assert list(problems(glossary.content())) == []
    assert len(glossary.rows()) >= 5_000
    assert glossary.languages() == ("en", "ar", "ru", "ur")


def test_a_right_file_has_no_problems() -> None:
    assert list(problems(HEAD + BRIDGE + RIVER)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("en\tar\n", "line 1: the head"),
        (HEAD + BRIDGE + "geography\triver\tنهر\tрека\n", "line 3: 4 columns where 5"),
        (HEAD + BRIDGE + "geography\triver\t\tрека\tدریا\n", "line 3: ar is empty"),
        (HEAD + BRIDGE + "rivers\triver\tنهر\tрека\tدریا\n", "line 3: unknown topic 'rivers'"),
        (HEAD + BRIDGE + "transport\tbridge\tقنطرة\tмостик\tپلیا\n", "line 3: named 'bridge' like line 2"),
        (HEAD + BRIDGE + "geography\triver\tنهر; نهر\tрека\tدریا\n", "line 3: ar has 'نهر' 2 times"),
        (HEAD + BRIDGE + RIVER + "geography\tsea\tبحر\tmope\tسمندر\n", "line 4: ru has 'mope'"),
        (HEAD + BRIDGE + "geography\triver\tنهر\tрека\tدريا\n", "line 3: ur has 'دريا'"),
        (HEAD + BRIDGE + "geography\triver\tنہر\tрека\tدریا\n", "line 3: ar has 'نہر'"),
        (HEAD + BRIDGE + "geography\triver_bank\tنهر\tрека\tدریا\n", "line 3: en has 'river_bank'"),
        (HEAD + "".join(f"geography\triver (no {n})\tنهر\tрека\tدریا\n" for n in range(MOST_ROWS + 1)), "is in 9 rows"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, said: str) -> None:
    assert [problem for problem in problems(text) if said in problem]


def test_a_sense_is_for_the_reader_and_not_searched_for() -> None:
    (row,) = glossary.read("topic\ten\tar\neconomy\tbank (money); banking\tبنك\n")
    assert row.words("en") == ("bank", "banking")
    assert row.token == "=bank_(money)"
    assert row.words("fr") == ()


def test_another_language_is_another_column() -> None:
    (row,) = glossary.read("topic\ten\tfr\neconomy\tbank\tbanque; banques\n")
    assert row.words("fr") == ("banque", "banques")


def test_the_checker_is_a_command() -> None:
    run = subprocess.run([sys.executable, "-m", "index.language.glossary_check"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.endswith("0 problems\n")) == (0, True)
