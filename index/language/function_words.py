"""Words that carry no subject. They stay in the index, but a question is not judged by whether a passage has them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from index.language.normalise import fold


@cache
def function_words(language: str) -> frozenset[str]:
    """The folded function words of ``language``; empty for a language without a list."""
    return frozenset(fold(word) for word in _lists().get(language, "").split())


def languages() -> tuple[str, ...]:
    """The languages that have a list."""
    return tuple(_lists())


@cache
def _lists() -> Mapping[str, str]:
    return tomllib.loads(files("index.language").joinpath("function_words.toml").read_text(encoding="utf-8"))
