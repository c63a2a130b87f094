"""Whether a run that was broken off can be gone on with: only if nothing that decides its figures has changed. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from eval.runs.models import Begun, Opened

_SHORT = 60  # characters of a value in a message
_NOT_SET = "-"


def changed(before: Begun, now: Begun, *, today: bool = True) -> tuple[str, ...]:
    """What is not as it was when the run began, each in words; nothing when all is.

    Args:
        before: What the run's file says.
        now: What is in force.
        today: Whether another day counts; without it, the run goes on with its own.
    """
    return tuple(_changed(before, now, today=today))


def changed_library(before: Opened, now: Opened) -> tuple[str, ...]:
    """The same of an open library."""
    return tuple(_both("the embedder", before.fingerprint, now.fingerprint)) + tuple(
        ["the articles of the library are others"] if before.articles != now.articles else []
    )


def _changed(before: Begun, now: Begun, *, today: bool) -> Iterator[str]:
    if before.set_sha256 != now.set_sha256 or before.parts != now.parts:
        yield f"the set {now.set_name} has other contents (sha256 {before.set_sha256[:12]}, now {now.set_sha256[:12]})"
    yield from _each("", before.choice.model_dump(), now.choice.model_dump())
    named = {"answered": "whether answers are asked for", "limit": "limit", "keep_going": "keep-going", "library": "library"}
    for field, name in named.items():
        yield from _both(name, getattr(before, field), getattr(now, field))
    yield from _each("setting ", before.settings, now.settings)
    yield from _each("version of ", before.versions, now.versions)
    if today:
        yield from _both("today", before.today, now.today)


def _each(prefix: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(before.keys() | now.keys()):
        yield from _both(f"{prefix}{name}", before.get(name, _NOT_SET), now.get(name, _NOT_SET))


def _both(name: str, before: Any, now: Any) -> Iterator[str]:
    if before != now:
        yield f"{name} was {_brief(before)} and is {_brief(now)}"


def _brief(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 3]}..."
