"""Article text made harmless for a prompt: without marks that a model might take for ours, and without what speaks to a model. Pure."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from index.clean.characters import plain_characters
from index.language.normalise import fold, normalise
from rag.cite.references import square_references

_BRACKETS = re.compile(r"[\[【［〔(（⟦{]([^\[\]【】［］〔〕()（）⟦⟧{}]{0,80})[\]】］〕)）⟧}]")
_HALF = re.compile(r"[\[【［〔⟦](?=\s*[\^\d])")
_DIGITS_ONLY = re.compile(r"[^\w]*\d[\W\d]*")
_ENCODED = re.compile(r"(?:data:[\w/+.-]+;base64,)?(?<![\w+/])[\w+/-]{60,}={0,2}|(?:%[0-9A-Fa-f]{2}){12,}|(?:\\[xu][0-9A-Fa-f]{2,4}){8,}")
_SPOKEN = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*\d)|^[0-9A-Fa-f]+$|%|\\")
_CHECKSUM = re.compile(r"[0-9A-Fa-f]{64}|[0-9A-Fa-f]{96}|[0-9A-Fa-f]{128}")
_ADDRESS = re.compile(r"\bhttps?://\S+")
_RUNS = re.compile(r"([=\-#`~*_<>|])\1{2,}")
_ANGLES = str.maketrans("<>", "‹›")
_LEFT_OUT = "(encoded text)"


@lru_cache(maxsize=4096)
def neutral(text: str) -> str:
    """``text`` on one line, without anything that could pass for a marker, a delimiter or a turn of the conversation."""
    plain = " ".join(plain_characters(text).split())
    for pattern in _roles():
        plain = pattern.sub(" ", plain)
    plain = _ENCODED.sub(lambda match: _LEFT_OUT if _SPOKEN.search(match[0]) else match[0], plain)
    plain = _RUNS.sub(r"\1", _without_markers(plain))
    return " ".join(plain.translate(_ANGLES).split())


@lru_cache(maxsize=4096)
def is_suspicious(text: str) -> bool:
    """Whether ``text``, a sentence, speaks to a language model and not to a reader."""
    plain = plain_characters(text)
    if _ROLE_TAG.search(plain):
        return True
    folded = " ".join(map(fold, normalise(plain).split()))
    for script, patterns in _suspicious():
        if script.search(folded):
            for begins, pattern in patterns:
                if (not begins or any(word in folded for word in begins)) and pattern.search(folded):
                    return True
    return False


def holds_encoded(text: str) -> bool:
    """Whether a sentence has encoded text in it that no reader can read; an address and a checksum are none."""
    return any(_SPOKEN.search(found[0]) and not _CHECKSUM.fullmatch(found[0]) for found in _ENCODED.finditer(_ADDRESS.sub(" ", text)))


@lru_cache(maxsize=256)
def asks_about_machines(text: str) -> bool:
    """Whether a question is about what machines are told."""
    return any(pattern.search(" ".join(map(fold, normalise(text).split()))) for pattern in _asks())


_SCRIPTS = {"latin": re.compile("[a-z]"), "arabic": re.compile("[\u0600-\u06ff]"), "cyrillic": re.compile("[\u0400-\u04ff]")}
_ROLE_TAG = re.compile(r"<\|[^|<>]{0,60}\|>|\[/?INST\]|<<\s*/?\s*SYS\s*>>|^#{1,6}\s*(?:System|Assistant|Instructions?)\s*:", re.IGNORECASE)


def _without_markers(text: str) -> str:
    """Without the brackets around what reads like the number of a sentence; brackets within brackets take several rounds."""
    for _ in range(4):
        opened = _BRACKETS.sub(lambda match: f" {match[1]} " if _is_marker(match[1]) else match[0], text)
        if opened == text:
            break
        text = opened
    return _HALF.sub(" ", text)


def _is_marker(content: str) -> bool:
    return bool(_DIGITS_ONLY.fullmatch(normalise(content))) or square_references(content, (), colons=True) is not None


@cache
def _roles() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in _data()["roles"])


@cache
def _suspicious() -> tuple[tuple[re.Pattern[str], tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]], ...]:
    """For each script a pattern that finds its letters, and those of what speaks to a model, each with the words it can begin with."""
    return tuple(
        (_SCRIPTS[script], tuple((beginnings(fold(one)), re.compile(fold(one))) for one in own))
        for script, own in _data()["suspicious"].items()
    )


def beginnings(pattern: str) -> tuple[str, ...]:
    """The words of which every match of ``pattern`` begins with one; none where that is not plain to see.

    Looking for plain words first is many times faster than the pattern: most sentences have none of them.
    """
    first = _FIRST.match(pattern)
    depth = 0
    for sign in _SIGNS.findall(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            return ()
    return tuple(first[1].split("|")) if first else ()


_FIRST = re.compile(r"\\b\(\?:([a-z |]+)\)(?![?*{])")
_SIGNS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]")


@cache
def _asks() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(fold(one)) for one in _data()["asks"])


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(files("rag.prompt").joinpath("patterns.toml").read_text(encoding="utf-8"))
