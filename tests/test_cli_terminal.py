"""What reaches a terminal, and where options may stand."""

import io
import os
import signal

import pytest
from rich.console import Console

from index.errors import SettingsError
from ui.cli.boundary import Stop, split_shared
from ui.cli.options import read_flags
from ui.cli.terminal import clean, foreign, write


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\tand\u2028more", "two lines and more"),
        ("\x1b]0;title\x07bell", "]0;titlebell"),
        ("\x9b31mred", "31mred"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian and Urdu need the non-joiner
        ("\udc80", "\ufffd"),
        ("x\U000e0041y", "xy"),
    ],
)
def test_what_a_terminal_would_act_upon_is_taken_out(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_text_of_articles_is_isolated_on_a_terminal_only() -> None:
    assert foreign("نص", terminal=True) == "\u2068نص\u2069"
    assert foreign("نص", terminal=False) == "نص"
    assert foreign("plain", terminal=True) == "plain"


def test_nothing_is_read_as_markup_or_wrapped() -> None:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=20, highlight=False, markup=False, soft_wrap=True)
    write(console, "[red]1234[/red] :smile: " + "long " * 10, ("styled", "bold"))
    assert "[red]1234[/red] :smile: " + "long " * 10 in file.getvalue()
    assert file.getvalue().count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "shared", "rest"),
    [
        ("ask x --library l --json", "--library l", "ask x --json"),
        ("--debug ask x --set a=1 --set=b=2", "--debug --set a=1 --set=b=2", "ask x"),
        ("ask -- --library l", "", "ask -- --library l"),
        ("ask --embedder", "--embedder", "ask"),
    ],
)
def test_shared_options_may_stand_anywhere(arguments: str, shared: str, rest: str) -> None:
    assert split_shared(arguments.split()) == (shared.split(), rest.split())


def test_flags_become_settings() -> None:
    assert read_flags(None, "none", ["port = 1", "chroma_url=http://x?a=b"]) == {
        "port": "1",
        "chroma_url": "http://x?a=b",
        "embedder": "none",
    }
    with pytest.raises(SettingsError, match="--set port"):
        read_flags(None, None, ["port"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_work_after_the_item_at_hand(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    seen = []
    with Stop() as stop:
        for value in stop.until(range(5)):
            seen.append(value)
            if value == 2:
                os.kill(os.getpid(), number)
    assert seen == [0, 1, 2]
    assert stop.signal == number
    assert signal.getsignal(number) == before


def test_a_second_interrupt_stops_at_once() -> None:
    with pytest.raises(KeyboardInterrupt), Stop():
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
