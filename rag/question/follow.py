"""Questions that lack something the conversation has said: "And in 2024?". Pure."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from index.language import detect, units
from index.language.analysis import SOUND
from index.metadata.folded import Folded, fold_line
from rag.question.dates import find_dates
from rag.question.manner import find_manner
from rag.question.marks import Marked, find_places
from rag.question.words import folded, pattern, spoken, words_of

_REMEMBERED = 8  # earlier questions
_LONGEST = 600  # characters of one
_MOST_NEW = 4  # informative words of "what about ..."
_MOST_JOINED = 3  # of a question that begins with "and"
_MOST_POINTING = 2  # of one with "it" or "they"
_END = " ?؟!.…"
_WORD = re.compile(r"\w+")
_PLAIN = frozenset({"", "in", "from"})  # what may stand in front of any time, and is not exchanged with it
_SHORTEST_JOINED = 4  # letters of a word whose first one joins it to what was said before
_CASELESS = "ARABIC"
_MARKS = {"ARABIC": "؟"}


class _Follow(NamedTuple):
    """Patterns over folded text."""

    instead: re.Pattern[str]
    instead_behind: re.Pattern[str]
    opener: re.Pattern[str]
    pronoun: re.Pattern[str]
    question: re.Pattern[str]
    definition: re.Pattern[str]
    about: re.Pattern[str]


class _Read(NamedTuple):
    """A question taken apart.

    Attributes:
        text: As written, without marks at its end.
        rest: Without the words that join it to what was asked before.
        dates: Where its times stand in ``text``.
        places: Where its places stand in ``text``.
        informative: How many words with a subject of their own it has besides these.
        spoken: The language whose words were looked for.
    """

    text: str
    rest: str
    dates: tuple[Marked, ...]
    places: tuple[Marked, ...]
    informative: int
    spoken: str


def complete(text: str, history: Sequence[str], *, today: date) -> str | None:
    """The question in ``text`` with what it lacks from the conversation; ``None`` when it stands by itself.

    Args:
        text: What was asked, cleaned.
        history: Earlier questions of the conversation, the latest last.
        today: What "last week" counts from.
    """
    return _completed(text, standing(history, today=today), today)


def standing(history: Sequence[str], *, today: date) -> str:
    """The question that the conversation has come to, complete; empty without one.

    Args:
        history: Earlier questions, the latest last; those that asked only for another form of an answer are passed over.
        today: What "last week" counts from.
    """
    before = ""
    for earlier in history[-_REMEMBERED:]:
        if not before or find_manner(earlier) is None:
            before = (_completed(earlier, before, today) or earlier)[:_LONGEST]
    return before


def _completed(text: str, before: str, today: date) -> str | None:
    if not before:
        return None
    asked = _read(text, today)
    return _joined(asked, _read(before, today)) if _lacks(asked) else None


def _read(text: str, today: date) -> _Read:
    language = detect(text)
    known = spoken(language, text)
    line = fold_line(text)
    mentions = find_dates(line.text, language=known, today=today, ahead=True)
    dates = tuple(_in_text(line, one.core if one.lead in _PLAIN else one.start, one.end, text) for one in mentions)
    stripped = text.rstrip(_END)
    rest = stripped[_opening(line, known) :].strip()
    if behind := _follow(known).instead_behind.search(folded(rest)):
        rest = rest[: fold_line(rest).offsets[behind.start()]].strip()
    places = tuple(place for place in find_places(text, language, spoken=known) if not any(_overlap(place, day) for day in dates))
    bare = _without(rest, [mark.value for mark in (*dates, *places)])
    return _Read(stripped, rest, dates, places, sum(unit.informative for unit in units(bare, language)), known)


def _opening(line: Folded, known: str) -> int:
    """How many characters join the question to what was asked before."""
    follow = _follow(known)
    match = follow.instead.match(line.text)
    return line.offsets[match.end() if match else _opener(line.text, known)]


def _opener(text: str, known: str) -> int:
    """How many characters of a folded text join it to what was said before: ``and``, or an Arabic letter on its first word."""
    if match := _follow(known).opener.match(text):
        return match.end()
    word = _WORD.match(text)
    letters = {letter for letter in words_of(known).attached if letter in words_of(known).follow["openers"]}
    if word is None or len(word[0]) < _SHORTEST_JOINED or word[0][0] not in letters:
        return 0
    whole, bare = _meanings(word[0], known), _meanings(word[0][1:], known)
    return 1 if bare and (not whole or any(one.startswith("place:") for one in bare)) else 0


def _meanings(word: str, language: str) -> frozenset[str]:
    """What a word is in every language, but not what it sounds like."""
    return frozenset(term for unit in units(word, language) for term in unit.bridge if not term.startswith(SOUND))


def _lacks(asked: _Read) -> bool:
    """Whether a question cannot be understood alone."""
    follow, text, new = _follow(asked.spoken), folded(asked.text), asked.informative
    if follow.instead.match(text) or follow.instead_behind.search(text):
        return new <= _MOST_NEW
    if new == 0 and (asked.dates or asked.places or follow.question.match(text) or follow.pronoun.search(text)):
        return True
    if _opener(text, asked.spoken):
        return new <= _MOST_JOINED
    if follow.definition.search(text) or asked.places or _has_name(asked.text):
        return False
    if follow.pronoun.search(text):
        return new <= _MOST_POINTING
    return new == 1 and follow.question.match(text) is not None and words_of(asked.spoken).script != _CASELESS


def _has_name(text: str) -> bool:
    """Whether a word behind the first is capitalised."""
    return any(word[0][0].isupper() for word in list(_WORD.finditer(text))[1:])


def _joined(asked: _Read, before: _Read) -> str:
    """The earlier question with what is new in its place, or the new one with the earlier one's subject behind it."""
    mark = _MARKS.get(words_of(asked.spoken).script, "?")
    about = list(_follow(before.spoken).about.finditer(folded(before.text)))
    if about and _names_a_subject(asked):
        own = _follow(asked.spoken).about.match(folded(asked.rest))  # "and about Gaza?" brings its own preposition
        kept = about[-1].start() if own else about[-1].end()
        return f"{before.text[: fold_line(before.text).offsets[kept]]}{asked.rest}{mark}"
    if asked.informative == 0 and (asked.dates or asked.places):
        return _exchanged(asked, before) + mark
    if _follow(asked.spoken).instead.match(folded(asked.text)) or _follow(asked.spoken).instead_behind.search(folded(asked.text)):
        return f"{before.text}{mark} {asked.rest}"
    known = {folded(word) for word in _WORD.findall(asked.rest)}
    subject = [word for word in _subject(before) if folded(word) not in known and _is_informative(word, before.text)]
    return f"{asked.rest}{mark} ({' '.join(subject)})"


def _names_a_subject(asked: _Read) -> bool:
    """Whether it is another thing to ask the same about: "what about energy", "and Gaza?", but not "and in 2024?"."""
    follow, text = _follow(asked.spoken), folded(asked.text)
    if follow.instead.match(text) or follow.instead_behind.search(text):
        return bool(asked.informative or (asked.places and not asked.dates))
    bare = not asked.dates and _opener(text, asked.spoken) > 0 and not follow.question.search(folded(asked.rest))
    return bare and (asked.informative > 0 or [place.value for place in asked.places] == [asked.rest])


def _subject(before: _Read) -> list[str]:
    """The words of the earlier question without what somebody did: "who won" asks for one thing, a follow-up for another."""
    found = _WORD.findall(before.text)
    actors = set(map(folded, words_of(before.spoken).follow["actors"]))
    return found[2:] if len(found) > 3 and folded(found[0]) in actors else found


def _exchanged(asked: _Read, before: _Read) -> str:
    """The earlier question with its time and place replaced; what it has no place for is added at its end."""
    changes: list[tuple[int, int, str]] = []
    added: list[str] = []
    for new, old in ((asked.dates, before.dates), (asked.places, before.places)):
        value = " ".join(mark.value for mark in new)
        if new and old:
            changes.append((old[-1].start, old[-1].end, value))
        elif new:
            added.append(asked.rest if len(asked.dates) + len(asked.places) == 1 else value)
    text = before.text
    for start, end, value in sorted(changes, reverse=True):
        text = f"{text[:start]}{value}{text[end:]}"
    return " ".join((text, *added))


def _is_informative(word: str, text: str) -> bool:
    return any(unit.informative for unit in units(word, detect(text)))


def _in_text(line: Folded, start: int, end: int, text: str) -> Marked:
    first, last = line.offsets[start], line.offsets[end]
    return Marked(first, last, text[first:last])


def _without(text: str, parts: Sequence[str]) -> str:
    for part in parts:
        text = text.replace(part, " ")
    return text


def _overlap(one: Marked, other: Marked) -> bool:
    return one.start < other.end and other.start < one.end


@cache
def _follow(language: str) -> _Follow:
    words = words_of(language)
    follow, end = words.follow, r"(?!\w)"
    joined = pattern([letter for letter in words.attached if len(letter) == 1 and letter in follow["openers"]])
    begins = pattern([*follow["questions"], *follow["about"], *words.dates["in"], *words.dates["from"], *words.outlets["cues"]])
    return _Follow(
        instead=re.compile(rf"(?:{pattern(follow['instead'])}){end}\s*"),
        instead_behind=re.compile(rf"\s+(?:{pattern(follow['instead_behind'])})\W*$"),
        opener=re.compile(rf"(?:{pattern(follow['openers'])}){end}[\s,،]*|(?:{joined})(?=(?:{begins}){end}|ال\w)"),
        pronoun=re.compile(rf"(?<!\w)(?:{pattern(follow['pronouns'])}){end}"),
        question=re.compile(rf"{words.before}(?:{pattern(follow['questions'])}){end}"),
        definition=re.compile(rf"^(?:{pattern(follow['definitions'])}){end}|(?<!\w)(?:{pattern(follow['definitions'])})\W*$"),
        about=re.compile(rf"(?<!\w)(?:{pattern(follow['about'])})\s+"),
    )
