"""Where a quote stands in another version of its article, and which words differ there. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from index.models import Record
from index.segment import Range, sentences

_LIKE = 0.4  # likeness of two runs of sentences below which one has not become the other, in [0, 1]
_COMPARED = 6  # runs with most words in common, which are compared word by word
_NEAR = 120  # characters on either side that tell one of several equal places
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed"  # stand on letters, and are none by themselves
_TOKEN = re.compile(
    rf"\d+(?:[.,٫٬’']\d+)*|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|(?:[^\W\u3040-\u9fff]|[{_MARKS}])+(?:['’](?:[^\W]|[{_MARKS}])+)*|[^\w\s]"
)


class Change(Record):
    """A run of words of a quote, or of what stands in its place now.

    Attributes:
        kind: ``same`` in both; ``gone``, only in the quote; ``new``, only in what stands there now.
        text: The words, with the space that parts them from the next.
        start: Of a run that is ``same`` or ``gone``: first character in the quote. Of one that is ``new``: in what stands there now.
        end: One past its last, there.
    """

    kind: Literal["same", "gone", "new"]
    text: str
    start: int
    end: int


def standing(quote: str, text: str, *, before: str = "", after: str = "") -> Range | None:
    """Where ``text`` has the words of ``quote``, white space aside; of several places, the one with most of the same around it.

    Args:
        quote: Exact words of another version.
        text: Of this version.
        before: What stood before them there.
        after: What stood behind them.
    """
    words = quote.split()
    if not words:
        return None
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)")
    found = [Range(*match.span()) for match in pattern.finditer(text)]
    return max(found, key=lambda place: _alike(text, place, before, after), default=None)


def nearest(quote: str, text: str, language: str) -> Range | None:
    """The sentences of ``text`` that have most of the words of ``quote`` in the same order; ``None`` where nothing is like it.

    Args:
        quote: One sentence or several.
        text: Of the other version.
        language: ISO 639-1 code of the quote.
    """
    own = _folded(quote)
    runs = list(_runs(text, language, len(sentences(quote, language))))
    likely = sorted(runs, key=lambda run: -_in_common(own, _folded(text[run.start : run.end])))[:_COMPARED]
    rated = [(SequenceMatcher(None, own, _folded(text[run.start : run.end]), autojunk=False).ratio(), run) for run in likely]
    best, place = max(rated, default=(0.0, None), key=lambda one: one[0])
    return place if best >= _LIKE else None


def changes(quote: str, present: str) -> tuple[Change, ...]:
    """``quote`` and ``present`` word by word, in reading order; runs that are not ``new`` make up the quote without its outer space."""
    ours, theirs = _tokens(quote), _tokens(present)
    compared = SequenceMatcher(None, _texts(quote, ours), _texts(present, theirs), autojunk=False)
    return tuple(_changes(quote, ours, present, theirs, compared.get_opcodes()))


def _changes(
    quote: str, ours: Sequence[Range], present: str, theirs: Sequence[Range], steps: Sequence[tuple[str, int, int, int, int]]
) -> Iterator[Change]:
    apart = True  # whether what was given last ends with a space, or nothing was
    for step, first, last, its_first, its_last in steps:
        if last > first:
            start, end = _run(ours, first, last)
            yield Change(kind="same" if step == "equal" else "gone", text=quote[start:end], start=start, end=end)
            apart = quote[end - 1].isspace()
        if step != "equal" and its_last > its_first:
            start, end = _run(theirs, its_first, its_last)
            start = start if apart else _with_space(present, start)
            yield Change(kind="new", text=present[start:end], start=start, end=end)
            apart = present[end - 1].isspace()


def _run(tokens: Sequence[Range], first: int, last: int) -> tuple[int, int]:
    """The characters of the tokens, with the space behind them where more follow."""
    return tokens[first].start, tokens[last].start if last < len(tokens) else tokens[last - 1].end


def _with_space(text: str, start: int) -> int:
    while start and text[start - 1].isspace():
        start -= 1
    return start


def _runs(text: str, language: str, wanted: int) -> Iterator[Range]:
    """Runs of about so many sentences as the quote has."""
    found = sentences(text, language)
    for length in range(max(1, wanted - 1), wanted + 2):
        for first in range(len(found) - length + 1):
            yield Range(found[first].start, found[first + length - 1].end)


def _tokens(text: str) -> list[Range]:
    return [Range(*match.span()) for match in _TOKEN.finditer(text)]


def _texts(text: str, tokens: Sequence[Range]) -> list[str]:
    return [text[start:end] for start, end in tokens]


def _folded(text: str) -> list[str]:
    return [text[start:end].casefold() for start, end in _tokens(text)]


def _in_common(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the words that two runs have in common, in [0, 1]."""
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other)) if one or other else 0.0


def _alike(text: str, place: Range, before: str, after: str) -> int:
    """How many characters on either side are the same, those next to the place first."""
    own_before, own_after = text[: place.start][-_NEAR:].rstrip(), text[place.end :][:_NEAR].lstrip()
    return _shared(own_before[::-1], before.rstrip()[::-1]) + _shared(own_after, after.lstrip())


def _shared(one: str, other: str) -> int:
    count = 0
    for ours, theirs in zip(one, other, strict=False):
        if ours != theirs:
            break
        count += 1
    return count
