"""The words of a report, in the language it is written in: looked up by their English, which is what is written otherwise."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

_STRINGS = Path(__file__).parent / "strings"
_ENGLISH = "en"

_written: ContextVar[str] = ContextVar("written", default=_ENGLISH)


def written_in() -> str:
    """The language that reports are written in now, an ISO 639-1 code."""
    return _written.get()


@contextmanager
def writing_in(language: str) -> Iterator[None]:
    """Write reports in a language inside the block; in English where there are no words of it."""
    token = _written.set(language if (_STRINGS / f"{language}.toml").is_file() else _ENGLISH)
    try:
        yield
    finally:
        _written.reset(token)


def said(english: str, /, **values: object) -> str:
    """Words with values in place of their ``{name}``; what is not known in the language stays as it is."""
    shown = english if written_in() == _ENGLISH else known_words(written_in()).get(english, english)
    return shown.format(**values) if values else shown


@cache
def known_words(language: str) -> Mapping[str, str]:
    """What is known of a language: its words by the English ones."""
    return tomllib.loads((_STRINGS / f"{language}.toml").read_text(encoding="utf-8"))
