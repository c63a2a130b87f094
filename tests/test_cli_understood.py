"""What ``ask`` and ``search`` understood of a question is shown, and can be undone."""

from pathlib import Path

import pytest

from tests.cli import run, run_json

ACCORDING = "According to The Velin Courier, how much will the tidal power station cost?"


@pytest.fixture(autouse=True)
def library(sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANAD_LIBRARY", str(sample_library))


@pytest.mark.parametrize("command", ["ask", "search"])
def test_one_line_says_what_was_understood_and_how_to_undo_it(command: str) -> None:
    first = run(command, ACCORDING).stdout.splitlines()[0]
    assert first == "Understood: preferred The Velin Courier  (--ignore outlet undoes it)"


@pytest.mark.parametrize("option", [("--ignore", "outlet"), ("--ignore", "outlet:The Velin Courier"), ("--literal",)])
def test_it_can_be_undone(option: tuple[str, ...]) -> None:
    assert "Understood" not in run("ask", ACCORDING, *option).stdout
    assert run_json("ask", ACCORDING, *option)["searched"] == ACCORDING


def test_a_question_of_words_alone_has_no_such_line() -> None:
    assert "Understood" not in run("ask", "Who won the tender for the tidal power station?").stdout


def test_json_carries_it() -> None:
    for command in ("ask", "search"):
        shape = run_json(command, f"{ACCORDING} And only articles since March 2026.")
        assert [(one["key"], one["strict"]) for one in shape["understood"]] == [
            ("outlet:The Velin Courier", False),
            ("date:2026-03-01/..", True),
        ]
        assert shape["kind"] == "number"
        assert "Velin" not in shape["searched"]


def test_a_follow_up_says_what_it_was_read_as() -> None:
    asked = ("ask", "And in 2027?", "--after", "How many patients were there in 2025?")
    assert "read as “How many patients were there in 2027?”" in run(*asked).stdout
    assert run_json(*asked)["understood"][0]["value"] == "How many patients were there in 2027?"


def test_parts_are_named() -> None:
    question = "Did The Velin Courier and صدى أورسن report the same cost of the tidal power station?"
    assert "asked apart The Velin Courier, صدى أورسن" in run("ask", question).stdout
    assert len(run_json("search", question)["parts"]) == 2


def test_what_cannot_be_understood_cannot_be_ignored() -> None:
    result = run("ask", ACCORDING, "--ignore", "weather")
    assert result.exit_code == 2
    assert "weather" in result.stderr
    assert "outlet" in result.stderr
