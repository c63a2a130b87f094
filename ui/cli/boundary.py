"""Where errors become one line and an exit code, and signals a clean stop."""

import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

import typer
from typer.core import TyperGroup

from index.errors import SanadError
from ui.cli.terminal import messages, prepare_streams, write

DONE, SOME_FAILED, NOTHING_DONE = 0, 1, 2  # exit codes
SIGNALLED = 128  # plus the number of the signal, as shells do

_VALUE_OPTIONS = ("--library", "--embedder", "--set")
_SWITCHES = ("--debug",)

T = TypeVar("T")


class SanadGroup(TyperGroup):
    """The commands, with the options they share accepted before and after a command's name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Move the shared options in front, then parse as usual."""
        shared, rest = split_shared(args)
        return super().parse_args(ctx, shared + rest)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error we know is one line on standard error."""
        prepare_streams()
        try:
            with _ending_on_sigterm():
                return super().invoke(ctx)
        except SanadError as error:
            if ctx.params.get("debug"):
                raise
            write_error(str(error))
        except KeyboardInterrupt:
            write(messages(), "Stopped. What was finished is kept.")
            raise typer.Exit(SIGNALLED + signal.SIGINT) from None
        except BrokenPipeError:
            raise  # the reader of a pipe left: typer ends quietly
        except OSError as error:
            if ctx.params.get("debug"):
                raise
            write_error(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.")
        raise typer.Exit(NOTHING_DONE)


class Stop:
    """Within its block, the first Ctrl-C or SIGTERM asks to stop after the batch at hand; a second Ctrl-C stops at once."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "Stop":
        """Take over the signals."""
        self._before = {number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        """Give them back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def until(self, values: Iterable[T]) -> Iterator[T]:
        """The values up to the moment a stop is asked for."""
        for value in values:
            if self.signal is not None:
                return
            yield value

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.signal is not None and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.signal = number


@contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end the block by an exception, so that files are closed and temporary ones removed."""

    def end(number: int, _frame: FrameType | None) -> None:
        sys.exit(SIGNALLED + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def write_error(message: str) -> None:
    """Write an error on one line."""
    write(messages(), ("error: ", "bold red"), " ".join(message.split()))


def split_shared(args: list[str]) -> tuple[list[str], list[str]]:
    """The shared options with their values, and everything else; nothing behind ``--`` is an option."""
    shared: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in _VALUE_OPTIONS:
            shared += [argument, *[value for value in [next(waiting, None)] if value is not None]]
        elif argument in _SWITCHES or argument.partition("=")[0] in _VALUE_OPTIONS:
            shared.append(argument)
        else:
            rest.append(argument)
    return shared, rest
