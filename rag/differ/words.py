"""The words by which languages ask for values, bound them, correct them and follow their growth: ``words.toml`` as patterns."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from rag.phrases import alternatives, anywhere, plain


@cache
def asking(language: str) -> Mapping[str, re.Pattern[str]]:
    """What tells, in a question, which kind of value is asked for; in the order in which they are tried."""
    return {kind: anywhere(words) for kind, words in _asks(language).items()}


@cache
def heads(language: str) -> re.Pattern[str]:
    """A question of the form "what is the ...", where what is asked for is a value."""
    lists = _asks(language)
    kinds = ("percent", "money", "length", "extent", "number")
    head = f"(?:{alternatives(word for kind in kinds for word in lists[kind])})"
    return re.compile(_HEADS.get(language, _HEADS["en"]).replace("HEAD", head))


# Few words between, so that what the head belongs to is not taken for the head.
_HEADS = {
    "en": r"^\W*(?:and |so )?(?:what|which)\b(?: (?!of\b|for\b|about\b|behind\b|in\b|did\b)[\w']+){0,5}? HEAD(?!\w)",
    "ar": r"^\W*(?:و|ف)?(?:ما|ماذا|كم|اي)(?: هو| هي)?(?: \w+)?? HEAD(?!\w)",
    "ru": r"^\W*(?:и |а )?(?:какой|какая|какое|какие|каков|какова|каково|каковы|какую|какого)(?: \w+){0,2}? HEAD(?!\w)",
    "ur": r"HEAD(?:\s+\w+){0,3}\s+(?:كيا|كتن\w+)\b",
}


@cache
def cue(group: str, name: str) -> re.Pattern[str]:
    """A list of phrases, anywhere in a plain text."""
    return anywhere(_lists()[group][name])


@cache
def just_before(group: str, name: str) -> re.Pattern[str]:
    """A list of phrases at the end of what stands before a value."""
    return re.compile(f"(?<!\\w)(?:{alternatives(_lists()[group][name])})\\W*$")


@cache
def just_behind(group: str, name: str) -> re.Pattern[str]:
    """A list of phrases at the start of what stands behind a value."""
    return re.compile(f"^\\W*(?:{alternatives(_lists()[group][name])})(?!\\w)")


@cache
def listed(group: str, name: str) -> frozenset[str]:
    """The words of a list, folded."""
    return frozenset(plain(word) for word in _lists()[group][name])


@cache
def names(group: str) -> tuple[str, ...]:
    """The lists of a group."""
    return tuple(_lists()[group])


def _asks(language: str) -> Mapping[str, tuple[str, ...]]:
    lists = _lists()
    found: Mapping[str, tuple[str, ...]] = lists.get(language, lists["en"])["asks"]
    return found


@cache
def _lists() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("rag.differ").joinpath("words.toml").read_text(encoding="utf-8"))
