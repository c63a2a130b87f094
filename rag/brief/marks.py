"""The written form of an item, for editing: plain text, paragraphs apart by blank lines, in which ``[@c7]`` is a citation. Pure.

A sentence whose words and marks did not change keeps its verdict; every other one has none until it is judged.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from index.clean.characters import plain_characters
from index.errors import BriefError
from index.segment import sentences as sentences_of
from rag.brief.collecting import one_line
from rag.brief.models import Brief, BriefSentence, Identity, Item, Mark

# A mark may name several citations, as pandoc's do: [@c7; @c9]. A backslash before it makes it text.
_MARK = re.compile(r"(?P<slashes>\\*)(?:\[(?P<names>@\w+(?:\s*[;,]\s*@\w+)*)\]|\[@)")
_NAME = re.compile(r"@(\w+)")
_OPENING = re.compile(r"(\\*)\[@")
_PARAGRAPH = re.compile(r"\n(?:[^\S\n]*+\n)++")
_RUN = re.compile(r"(?:\[@\w+(?:\s*[;,]\s*@\w+)*\])*")
_ENDING = re.compile(r"[.!?…؟۔。！？][\"'”’»)\]]*$")
_CLOSING = frozenset(".,;:!?…)]}»”’،؛؟۔。，、！？")  # a mark before these, or before a space, stands at the word before it
_LAST_SLASHES = re.compile(r"\\+$")


class _Paragraph(NamedTuple):
    """Text without marks, and where they stood: the number of its characters before each."""

    text: str
    marks: tuple[Mark, ...]


def labelled(sentence: BriefSentence, label: Callable[[Mark], str]) -> str:
    """The sentence with a label in the place of each mark; of equal labels that stand together one."""
    return "".join(_pieces(sentence, label, lambda text: text))


def written(item: Item) -> str:
    """An item as it is edited."""
    return "\n\n".join(" ".join(map(written_sentence, paragraph)) for paragraph in paragraphs(item.sentences))


def written_sentence(sentence: BriefSentence) -> str:
    """A sentence as it is edited."""
    return "".join(_pieces(sentence, lambda mark: f"[@{mark.citation}]", _escaped))


def paragraphs(sentences: Sequence[BriefSentence]) -> tuple[tuple[BriefSentence, ...], ...]:
    """The sentences, paragraph by paragraph."""
    found: list[list[BriefSentence]] = []
    for sentence in sentences:
        if sentence.begins or not found:
            found.append([])
        found[-1].append(sentence)
    return tuple(map(tuple, found))


def read(text: str, brief: Brief, language: str, *, before: Sequence[BriefSentence] = ()) -> tuple[BriefSentence, ...]:
    """The sentences of an item that was edited; those without a verdict are new or were changed.

    Args:
        text: As ``written`` gives it.
        brief: Has the citations that may be named.
        language: ISO 639-1 code of the item.
        before: The sentences before they were edited.

    Raises:
        BriefError: A mark names no citation of the brief.
    """
    known = list(before)
    as_they_were = {" ".join(map(written_sentence, paragraph)): paragraph for paragraph in paragraphs(before)}
    found: list[BriefSentence] = []
    for part in map(one_line, _PARAGRAPH.split(plain_characters(text))):
        there = as_they_were.get(part) or tuple(_sentences(_paragraph(part, brief), language, known))
        found += [one.model_copy(update={"begins": not place}) for place, one in enumerate(there)]
    return tuple(found)


def citations_in(text: str) -> tuple[Identity, ...]:
    """Ids of the citations that a written text names, in order, each once."""
    return tuple(dict.fromkeys(name for match in _MARK.finditer(text) for name in _named(match)))


def _pieces(sentence: BriefSentence, label: Callable[[Mark], str], plain: Callable[[str], str]) -> Iterator[str]:
    cursor, last = 0, ""
    for mark in sentence.marks:
        words, named = sentence.text[cursor : mark.at], label(mark)
        if words:
            yield _before_mark(plain(words)) if plain is _escaped else words
        if words or named != last:
            yield named
        cursor, last = mark.at, named
    yield plain(sentence.text[cursor:])


def _escaped(text: str) -> str:
    """Text that is read as text, also where it looks like a mark."""
    return _OPENING.sub(r"\1\1\\[@", text)


def _before_mark(text: str) -> str:
    """Escaped text before a mark, where backslashes would make it text too."""
    return _LAST_SLASHES.sub(r"\g<0>\g<0>", text)


def _named(match: re.Match[str]) -> tuple[Identity, ...]:
    """The citations of a mark; none of what a backslash made text."""
    return tuple(_NAME.findall(match["names"])) if match["names"] and len(match["slashes"]) % 2 == 0 else ()


def _paragraph(text: str, brief: Brief) -> _Paragraph:
    plain, cursor = "", 0
    marks: list[Mark] = []
    for match in _MARK.finditer(text):
        slashes, names = match["slashes"], _named(match)
        plain += text[cursor : match.start()]
        if not names:
            plain += slashes[: len(slashes) // 2] + text[match.end("slashes") : match.end()]
        else:
            plain += slashes[: len(slashes) // 2]
            behind = _behind_marks(text, match.end())
            plain = plain.rstrip() if behind in _CLOSING or behind.isspace() or not behind else plain
            marks += [Mark(at=len(plain), citation=_existing(name, brief)) for name in names]
        cursor = match.end()
    plain += text[cursor:]
    if marks and not plain.strip():
        raise BriefError(f"“{text[:80]}” cites without saying anything.", remedy="Write a sentence that it supports before the mark.")
    return _Paragraph(plain, tuple(marks))


def _behind_marks(text: str, place: int) -> str:
    """The character behind the marks that stand together at a place; empty at the end."""
    run = _RUN.match(text, place)
    end = run.end() if run else place
    return text[end : end + 1]


def _existing(name: str, brief: Brief) -> Identity:
    if name in brief.citations:
        return name
    there = ", ".join(f"[@{identity}]" for identity in list(brief.citations)[:12]) or "none"
    raise BriefError(
        f"There is no citation [@{name}] in the brief “{brief.title}”.", remedy=f"There are {there}; write \\[@{name}] for the words."
    )


def _sentences(paragraph: _Paragraph, language: str, known: list[BriefSentence]) -> Iterator[BriefSentence]:
    """The sentences of a paragraph. One that was there before ends where it did; what is new ends where the language ends it."""
    text, cursor = paragraph.text, 0
    ends = [found.end for found in sentences_of(text, language)]
    while cursor < len(text):
        if text[cursor].isspace():
            cursor += 1
            continue
        same = next((one for one in known if _stands(one, paragraph, cursor, ends)), None)
        if same is not None:
            known.remove(same)
            yield same
            cursor += len(same.text)
            continue
        end = next((end for end in ends if end > cursor), len(text))
        yield BriefSentence(text=text[cursor:end], marks=_marks(paragraph, cursor, end))
        cursor = end


def _stands(sentence: BriefSentence, paragraph: _Paragraph, start: int, ends: Sequence[int]) -> bool:
    """Whether a sentence stands at a place as it did before, with the same marks, and ends there."""
    end = start + len(sentence.text)
    if not sentence.text or not paragraph.text.startswith(sentence.text, start) or _marks(paragraph, start, end) != sentence.marks:
        return False
    cited = sentence.marks and sentence.marks[-1].at == len(sentence.text) and _ENDING.search(sentence.text)
    return end == len(paragraph.text) or end in ends or bool(cited)


def _marks(paragraph: _Paragraph, start: int, end: int) -> tuple[Mark, ...]:
    """The marks of a sentence; one between two sentences belongs to the first."""
    text = paragraph.text
    begins = not start or text[start - 1].isspace()
    leading = not text[:start].strip()
    found = (mark for mark in paragraph.marks if start < mark.at <= end or (begins and mark.at == start) or (leading and mark.at <= start))
    return tuple(Mark(at=max(0, mark.at - start), citation=mark.citation) for mark in found)
