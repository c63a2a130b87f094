"""Lines that name who wrote a report, or where it was taken from."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from index.metadata.folded import fold_line
from index.metadata.vocabulary import any_of, vocabulary

_LONGEST = 80
_MOST_WORDS = 8
_NO_NAME = re.compile(r"[\d:;!?؟\"“”«»@/|]|[.۔]$")
_PLACE_BEHIND = re.compile(r"\s+in\s+[A-Z].*$")


def author_of(line: str) -> str | None:
    """The name in a line such as ``By Nora Pell`` or ``بقلم: نورا بيل``; ``None`` for any other line."""
    name = _behind(line, *_patterns("author"))
    if name is None:
        return None
    name = _PLACE_BEHIND.sub("", name)
    return name if is_name(name) else None


def source_of(line: str) -> str | None:
    """The outlet in a line such as ``Source: Orsen Wire`` or ``المصدر: وكالات``; ``None`` for any other line."""
    name = _behind(line, *_patterns("source"))
    return name if name and len(name.split()) <= _MOST_WORDS and not _NO_NAME.search(name) else None


def is_byline_label(line: str) -> bool:
    """Whether ``line`` is nothing but ``By``, ``Author:`` or their like."""
    folded = fold_line(line[:_LONGEST]).text.rstrip(": ")
    return any(folded == fold_line(word).text for words in _fields()["author"].values() for word in words)


def _behind(line: str, colon: re.Pattern[str], bare: re.Pattern[str] | None) -> str | None:
    if len(line) > _LONGEST:
        return None
    folded = fold_line(line)
    match = colon.match(folded.text) or (bare.match(folded.text) if bare else None)
    return line[folded.offsets[match.end()] :].strip(" \t*_,،-–—") or None if match else None


@cache
def _fields() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(files("index.metadata").joinpath("fields.toml").read_text(encoding="utf-8"))


@cache
def _patterns(field: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    labels = {kind: any_of(fold_line(word).text for word in words) for kind, words in _fields()[field].items()}
    bare = re.compile(rf"[*_]*(?:{labels['bare']})\s") if "bare" in labels else None
    return re.compile(rf"[*_]*(?:{labels['colon']})\s?:"), bare


def is_name(name: str) -> bool:
    """Whether every word can be part of a name: with a capital, or in a script that has none."""
    words = name.replace(",", " ").replace("،", " ").split()
    if not words or len(words) > _MOST_WORDS or _NO_NAME.search(name):
        return False
    names = _fields()["names"]
    first = fold_line(words[0]).text
    if first in names["not_names"] or first in vocabulary().weekdays or first in vocabulary().months:
        return False
    return all(not word[:1].islower() or word.casefold() in names["particles"] for word in words)
