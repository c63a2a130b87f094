"""How a text says that it was corrected or withdrawn: sentences that speak of a report itself, in several languages. Pure."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from index.segment import sentences
from rag.phrases import alternatives, anywhere, plain

NoticeKind = Literal["correction", "withdrawal"]

_DASH = re.compile(r"\s[-–—]+\s")  # parts a head from what follows, as a colon does
KINDS: tuple[NoticeKind, ...] = ("withdrawal", "correction")


class Told(NamedTuple):
    """A sentence that tells it: its characters in the text."""

    kind: NoticeKind
    start: int
    end: int


class _Words(NamedTuple):
    head: re.Pattern[str]
    noun: re.Pattern[str]
    verb: re.Pattern[str]
    phrase: re.Pattern[str] | None


@lru_cache(maxsize=1024)
def told(text: str, language: str) -> tuple[Told, ...]:
    """The sentences of ``text`` that say of it, or of another report of its outlet, that it was corrected or withdrawn.

    Args:
        text: Of an article.
        language: ISO 639-1 code; for a language without a list, all lists are tried.
    """
    ranges = sentences(text, language)
    found = ((kind_of(text[start:end], language), start, end) for start, end in ranges)
    return tuple(Told(kind, start, end) for kind, start, end in found if kind)


def kind_of(sentence: str, language: str) -> NoticeKind | None:
    """What a sentence, or a title, says of a report; ``None`` for one that says nothing of the kind."""
    read_as = plain(_DASH.sub(": ", sentence))
    return next((kind for kind in KINDS if any(_tells(words, read_as) for words in _lists(language, kind))), None)


def says_what_is_right(clause: str, language: str) -> bool:
    """Whether words such as "the correct number is" stand in front of a value, or with it."""
    read_as = plain(clause)
    return any(words.phrase and words.phrase.search(read_as) for words in _lists(language, "correction"))


def cues(language: str) -> Iterator[str]:
    """The words a notice is likely to have, to search for: empty for a language without a list."""
    for kind in KINDS:
        lists = _notices().get(language, {}).get(kind, {})
        yield from (word.rstrip("*") for name in ("heads", "verbs") for word in lists.get(name, ()) if " " not in word)


def _tells(words: _Words, read_as: str) -> bool:
    if words.head.search(read_as) or (words.phrase and words.phrase.search(read_as)):
        return True
    return bool(words.noun.search(read_as) and words.verb.search(read_as))


def _lists(language: str, kind: NoticeKind) -> Sequence[_Words]:
    known = (language,) if language in _notices() else tuple(_notices())
    return [_compiled(one, kind) for one in known]


@cache
def _compiled(language: str, kind: NoticeKind) -> _Words:
    lists = _notices()[language][kind]
    head = re.compile(rf"^\W*(?:{alternatives(lists['heads'])})\s*(?:$|[\])】:：،|])")
    return _Words(head, anywhere(lists["nouns"]), anywhere(lists["verbs"]), anywhere(lists["phrases"]) if lists["phrases"] else None)


@cache
def _notices() -> Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]:
    return tomllib.loads(files("rag.brief").joinpath("notices.toml").read_text(encoding="utf-8"))
