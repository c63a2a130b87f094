"""The phrases of ``words.toml`` as patterns over plain text."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from rag.phrases import alternatives


@cache
def starting(group: str, name: str) -> re.Pattern[str]:
    """Any phrase of a list at the start of a text, behind quotation marks and "and"."""
    return re.compile(rf"^\W*(?:(?:and|и|а|اور|و)\s+)?(?:{alternatives(_lists()[group][name])})(?!\w)")


@cache
def within(group: str, name: str) -> re.Pattern[str]:
    """Any phrase of a list, anywhere."""
    return re.compile(rf"(?<!\w)(?:{alternatives(_lists()[group][name])})(?!\w)")


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(files("rag.quotes").joinpath("words.toml").read_text(encoding="utf-8"))
