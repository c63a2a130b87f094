"""Writing to a terminal: nothing an article contains is interpreted, and right-to-left text keeps to its own line."""

import json
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

_ISOLATE, _END = "\u2068", "\u2069"  # FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def prepare_streams() -> None:
    """Write UTF-8 whatever the locale says; a lone surrogate becomes an escape, which is valid in JSON too."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def output() -> Console:
    """The console of results, on standard output."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def messages() -> Console:
    """The console of progress, notices and errors, on standard error."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def clean(text: str) -> str:
    """``text`` on one line, without characters that a terminal would act upon or that reorder what follows."""
    return " ".join("".join(_shown(character) for character in text).split())


def foreign(text: str, *, terminal: bool) -> str:
    """Text that is not ours, cleaned; on a terminal isolated where its direction could spill over."""
    shown = clean(text)
    return f"{_ISOLATE}{shown}{_END}" if terminal and not shown.isascii() else shown


def emphasised(runs: Sequence[tuple[str, str]], *, terminal: bool) -> list[tuple[str, str]]:
    """Text that is not ours in pieces with their styles, cleaned as one and isolated as one."""
    shown = [(f"{' ' * text[:1].isspace()}{clean(text)}{' ' * (bool(clean(text)) and text[-1].isspace())}", style) for text, style in runs]
    if terminal and not all(text.isascii() for text, _ in shown):
        return [(_ISOLATE, ""), *shown, (_END, "")]
    return shown


def details(console: Console, *parts: object) -> str:
    """The parts there are, in one line."""
    return " · ".join(foreign(str(part), terminal=console.is_terminal) for part in parts if part)


def count(number: int, noun: str) -> str:
    """A number of things, in words."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def write(console: Console, *parts: str | tuple[str, str]) -> None:
    """Write one line made of parts, each a text or a text and a style; none is read as markup."""
    console.print(Text.assemble(*parts))


def write_json(value: Any) -> None:
    """Write one JSON object and nothing else to standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _shown(character: str) -> str:
    if character in _REORDERING:
        return ""
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    return "" if category == "Cc" or "\U000e0000" <= character <= "\U000e007f" else character
