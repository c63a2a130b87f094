"""Which sentences of a document claim something that a report could support, and which are headings, captions or references. Pure."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from index.segment import HEADING_CHARACTERS, Range, sentences
from rag.phrases import alternatives, anywhere, plain

ClaimKind = Literal["claim", "heading", "question", "caption", "reference", "table", "fragment"]

_FEWEST = 3  # words of a claim, one of which may be a number
_NUMBER = re.compile(r"(?<!\w)\d[\d.,٫٬]*")
_ENDED = re.compile(r"[.!…۔。！:;؛؟?][\"'”’»)\]\d]*$")
_ASKED = re.compile(r"[?？؟;؛]?[?？؟][\"'”’»)\]]*$")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\bdoi:\s*\S+|\b10\.\d{4,}/\S+", re.IGNORECASE)
_WORD = re.compile(r"\w*[^\W\d_]\w*")
_IDEOGRAPH = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_BULLET = re.compile(r"^\s*(?:[-*•–—·]|\(?\d{1,3}[.)]|\[\d{1,3}\])\s+")
_ENTRY = re.compile(r"^\s*(?:\[\d{1,3}\]|\d{1,3}[.)])\s+")
_YEAR = re.compile(r"\(?\b(?:1[5-9]|20)\d\d\b[a-z]?\)?")
_CELLS = re.compile(r" \| |\t")
_TITLE = 60  # characters of a heading that ends a list of references


# Marks of notes and citations, pictures and the addresses of links: they stand in a sentence and are no part of it.
_MARK = re.compile(
    r"!\[[^\]\n]*\]\([^)\n]*\)|(?<=\])\([^)\s]+\)|\[\^[^\]\s]+\]:?|\[@[^\]\n]*\]|\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\]"
    r"|(?<=[.,;:!?؟۔،؛\"”’»)])[⁰¹²³⁴-⁹]+|(?:(?<=[^\W\d_][.!?؟۔])|(?<=[.!?؟۔][\"”’»)]))\d{1,3}(?=\s|$)"
)


class Sentence(NamedTuple):
    """A sentence of a document.

    Attributes:
        kind: ``claim``, or why it is none; a ``fragment`` has too few words.
        start: Its first character.
        end: One past its last.
    """

    kind: ClaimKind
    start: int
    end: int


def unmarked(text: str) -> str:
    """``text`` with spaces in place of marks of notes and citations: as long as before, so that places stay what they are."""
    return _MARK.sub(lambda found: " " * len(found.group()), text)


def classified(text: str, language: str) -> tuple[Sentence, ...]:
    """Every sentence of a document, in order, with its kind.

    Args:
        text: As a reader gave it: headings are lines of their own, and a row of a table is one line with bars.
        language: ISO 639-1 code.
    """
    return tuple(_classified(text, sentences(text, language)))


def kind_of(sentence: str, *, alone: bool = False) -> ClaimKind:
    """What a sentence is by itself.

    Args:
        sentence: The sentence.
        alone: Whether it has a line of its own, so that without a full stop it is a heading.
    """
    words, numbers = len(_WORD.findall(sentence)) + len(_IDEOGRAPH.findall(sentence)) // 2, len(_NUMBER.findall(sentence))
    if _CELLS.search(sentence):
        return "table"
    if _captions().match(plain(_BULLET.sub("", sentence))):
        return "caption"
    if _is_reference(sentence):
        return "reference"
    if _ASKED.search(sentence):
        return "question"
    if sentence.startswith("#") or (alone and _is_heading(sentence)):
        return "heading"
    return "claim" if words >= _FEWEST or (words == _FEWEST - 1 and numbers) else "fragment"


def _classified(text: str, ranges: Sequence[Range]) -> Iterator[Sentence]:
    kinds = [kind_of(text[one.start : one.end], alone=_stands_alone(text, one)) for one in ranges]
    listing = False
    for place, (one, kind) in enumerate(zip(ranges, kinds, strict=True)):
        written = text[one.start : one.end]
        if kind == "heading":
            opens = _opens_references(written)
            listing = opens or (listing and not _closes_references(written))
            kind = "reference" if listing and not opens else kind
        elif listing or (kind == "claim" and _leads_to_address(text, ranges, kinds, place)):
            kind = "reference"
        yield Sentence(kind, one.start, one.end)


def _leads_to_address(text: str, ranges: Sequence[Range], kinds: Sequence[ClaimKind], place: int) -> bool:
    """Whether a sentence with a year stands before an address on the same line: an outlet, a day and where it was."""
    if place + 1 == len(ranges) or kinds[place + 1] != "reference":
        return False
    one, following = ranges[place], ranges[place + 1]
    apart = text[one.end : following.start]
    return "\n" not in apart and bool(_YEAR.search(text, one.start, one.end)) and bool(_ADDRESS.match(text, following.start))


def _stands_alone(text: str, one: Range) -> bool:
    """Whether nothing else is on its line."""
    before = text[: one.start].rstrip(" \t")
    behind = text[one.end :].lstrip(" \t")
    return (not before or before[-1] in "\r\n") and (not behind or behind[0] in "\r\n")


def _is_heading(sentence: str) -> bool:
    return len(sentence) <= HEADING_CHARACTERS and not _ENDED.search(sentence) and not _BULLET.match(sentence)


def _is_reference(sentence: str) -> bool:
    """Whether it is an entry of a list, or a note: hardly more than an address, or numbered and with a year, or in such words."""
    rest = _ADDRESS.sub(" ", sentence)
    if rest != sentence and len(_WORD.findall(rest)) <= 12:
        return True
    noted = bool(_notes().search(plain(sentence)))
    dated = bool(_YEAR.search(sentence))
    return (noted and (dated or rest != sentence or len(sentence.split()) <= 6)) or (bool(_ENTRY.match(sentence)) and rest != sentence)


def _opens_references(heading: str) -> bool:
    return plain(heading).strip("#*: .0123456789") in _names()


def _closes_references(heading: str) -> bool:
    """Whether it is another heading, and no entry without a full stop."""
    entry = any(character.isdigit() or character in ",،;" for character in heading) or _ADDRESS.search(heading)
    return heading.startswith("#") or (len(heading) <= _TITLE and not entry)


@cache
def _names() -> frozenset[str]:
    return frozenset(plain(name) for name in _lists()["references"])


@cache
def _captions() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(_lists()['captions'])})\.?\s*(?:\d+[\d.]*\s*[:.–—-]?|[:：])")


@cache
def _notes() -> re.Pattern[str]:
    return anywhere(_lists()["notes"])


@cache
def _lists() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(files("rag").joinpath("claims.toml").read_text(encoding="utf-8"))
