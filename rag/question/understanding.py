"""From what a person typed to a question that can be searched for. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from index.clean import clean_line
from index.errors import QuestionError
from index.language import detect, units
from index.metadata.folded import Folded, fold_line
from rag.models import Filters, Question, Understood
from rag.question.dates import find_dates
from rag.question.follow import complete, standing
from rag.question.manner import find_manner
from rag.question.marks import asks_what_sources_say, find_languages, find_phrases, kind_of
from rag.question.outlets import find_outlets, outlet_key
from rag.question.parting import Piece, Time, by_names, by_times
from rag.question.strict import restriction
from rag.question.words import spoken, words_of

LONGEST = 4_000  # characters
_LOOKED_AT = 1_000  # characters in which outlets, times and languages are looked for
_LONGEST_FOLLOW_UP = 300  # characters; a longer question stands by itself
# To ignore, for a question that is taken literally.
EVERYTHING = ("outlet", "date", "language", "phrase", "follow_up", "part", "translation")

Rewrite = Callable[[str, Sequence[str]], str | None]

_OPENING, _CLOSING = '«“„"', '»”“"'
_SPACES = re.compile(r"\s{2,}")
_LOOSE = re.compile(r"^[\s,،:;–—-]+|[\s,،:;]+(?=[?؟!.])|\s+(?=[,،])|(?<=[,،])\s*[,،]|(?<=\s)'s\s")


class _Item(NamedTuple):
    """Something found in the text: where, what it means, and what of the text it replaces."""

    start: int
    core: int
    end: int
    understood: Understood
    names: tuple[str, ...] = ()
    taken: tuple[int, int] | None = None


def understand(
    text: str,
    *,
    today: date | None = None,
    outlets: Sequence[str] = (),
    history: Sequence[str] = (),
    ignore: Sequence[str] = (),
    rewrite: Rewrite | None = None,
) -> Question:
    """The question in ``text``: cleaned, on one line, with its language and what it says of outlets, times and sources.

    Args:
        text: As typed.
        today: What "last week" counts from; ``None`` is the day on this machine.
        outlets: The names of the library's outlets, the commonest first; only these are recognised.
        history: Earlier questions of the conversation, the latest last.
        ignore: Keys, or kinds, of what is not to be understood.
        rewrite: Completes a follow-up from the history; rules do so without it, and where it gives nothing.

    Raises:
        QuestionError: It is empty or far too long.
    """
    cleaned, day = _cleaned(text), today or date.today()
    manner = find_manner(cleaned) if history else None
    if manner is not None and "follow_up" not in ignore:
        same = standing(history, today=day)
        question = _question(same, same, today=day, outlets=outlets, ignore=ignore)
        again = Understood(kind="follow_up", value=same, text=cleaned)
        return question.model_copy(update={"text": cleaned, "manner": manner, "understood": (again, *question.understood)})
    lacking = bool(history) and len(cleaned) <= _LONGEST_FOLLOW_UP
    rewritten = rewrite(cleaned, history) if rewrite and lacking else None
    follow = rewritten or (complete(cleaned, history, today=day) if lacking else None)
    whole = Understood(kind="follow_up", value=clean_line(follow), text=cleaned) if follow and follow != cleaned else None
    if whole is None or _is_ignored(whole, ignore):
        return _question(cleaned, cleaned, today=day, outlets=outlets, ignore=ignore)
    question = _question(cleaned, whole.value, today=day, outlets=outlets, ignore=ignore)
    return question.model_copy(update={"understood": (whole, *question.understood)})


def _cleaned(text: str) -> str:
    cleaned = clean_line(text)
    if not any(character.isalnum() for character in cleaned):
        raise QuestionError("The question is empty.", remedy="Type what you want to know.")
    if len(cleaned) > LONGEST:
        raise QuestionError(f"The question has {len(cleaned):,} characters; at most {LONGEST:,} are taken.", remedy="Ask it shorter.")
    return cleaned


def _question(typed: str, text: str, *, today: date, outlets: Sequence[str], ignore: Sequence[str]) -> Question:
    language = detect(typed)
    known = spoken(language, text)
    items = [item for item in _items(text, known, today=today, outlets=outlets) if not _is_ignored(item.understood, ignore)]
    question = _whole(typed, text, language, known, items)
    parts = () if "part" in ignore else _parts(question, text, known, items, today=today, outlets=outlets, ignore=ignore)
    marks = tuple(Understood(kind="part", value=part.value, text=question.searched) for part, _ in parts)
    if not parts or any(mark.key in ignore for mark in marks):
        return question
    return question.model_copy(update={"parts": tuple(part for _, part in parts), "understood": (*question.understood, *marks)})


def _whole(typed: str, text: str, language: str, known: str, items: Sequence[_Item]) -> Question:
    words = words_of(known)
    named = {item.understood.value for item in items if item.understood.kind == "outlet"}
    return Question(
        text=typed,
        language=language,
        searched=_without(text, [item.taken for item in items if item.taken], language),
        kind=kind_of(text, words),
        phrases=tuple(item.understood.value for item in items if item.understood.kind == "phrase"),
        understood=tuple(item.understood for item in items),
        filters=_filters(items),
        wants_sources=len(named) > 1 or asks_what_sources_say(text, words),
    )


def _is_ignored(understood: Understood, ignore: Sequence[str]) -> bool:
    return understood.key in ignore or understood.kind in ignore


def _items(text: str, known: str, *, today: date, outlets: Sequence[str]) -> list[_Item]:
    line = fold_line(text[:_LOOKED_AT])
    found = [*_outlets(text, line, known, outlets), *_dates(text, line, known, today), *_languages(text, line, known)]
    sources = {outlet_key(item.understood.value) for item in found if item.understood.kind == "outlet"}
    spans = [(item.start, item.end) for item in found if item.understood.kind == "outlet"]
    for phrase in find_phrases(text):
        within = any(start < phrase.end and phrase.start < end for start, end in spans)
        if not within and outlet_key(phrase.value) not in sources:
            understood = Understood(kind="phrase", value=phrase.value, text=text[phrase.start : phrase.end])
            found.append(_Item(phrase.start, phrase.start, phrase.end, understood))
    unique = {item.understood.key: item for item in sorted(found, key=lambda item: item.start, reverse=True)}
    return sorted(unique.values(), key=lambda item: item.start)


def _outlets(text: str, line: Folded, known: str, outlets: Sequence[str]) -> Iterable[_Item]:
    said = ""
    for named in find_outlets(line, text, outlets=outlets, language=known):
        start, end = _quoted(text, line.offsets[named.start], line.offsets[named.end])
        said = text[start:end] or said
        understood = Understood(kind="outlet", value=named.outlets[0], text=said, strict=named.strict)
        yield _Item(start, start, end, understood, names=named.outlets, taken=(start, end))


def _quoted(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the quotation marks around the name at its end."""
    closed = text[end : end + 1] in _CLOSING and end < len(text)
    opened = start > 0 and text[start - 1] in _OPENING and not any(mark in _OPENING for mark in text[start:end])
    return start - (opened and closed), end + closed


def _dates(text: str, line: Folded, known: str, today: date) -> Iterable[_Item]:
    for mention in find_dates(line.text, language=known, today=today):
        only = restriction(line.text, mention, known)
        start, core, end = (line.offsets[place] for place in (mention.start, mention.core, mention.end))
        taken = (line.offsets[only[0]], line.offsets[only[1]]) if only else None
        said = text[slice(*taken)] if taken else text[start:end]
        yield _Item(start, core, end, Understood(kind="date", value=mention.period.value, text=said, strict=bool(only)), taken=taken)


def _languages(text: str, line: Folded, known: str) -> Iterable[_Item]:
    for press in find_languages(line.text, known):
        start, end = line.offsets[press.start], line.offsets[press.end]
        understood = Understood(kind="language", value=press.value, text=text[start:end], strict=press.strict)
        yield _Item(start, start, end, understood, taken=(start, end))


def _without(text: str, taken: Sequence[tuple[int, int]], language: str) -> str:
    """``text`` without what became a filter or a preference; all of it if too little would be left to search for."""
    kept = text
    for start, end in sorted(taken, reverse=True):
        kept = f"{kept[:start]} {kept[end:]}"
    kept = _SPACES.sub(" ", _LOOSE.sub("", _SPACES.sub(" ", kept))).strip()
    return kept if any(unit.informative for unit in units(kept, language)) else text


def _filters(items: Sequence[_Item]) -> Filters:
    strict = [item for item in items if item.understood.strict]
    days = [item.understood.days for item in strict if item.understood.kind == "date"]
    return Filters(
        sources=tuple(name for item in strict for name in item.names),
        languages=tuple(item.understood.value for item in strict if item.understood.kind == "language"),
        published_from=max((first for first, _ in days if first), default=None),
        published_to=min((last for _, last in days if last), default=None),
    )


def _parts(
    question: Question, text: str, known: str, items: Sequence[_Item], *, today: date, outlets: Sequence[str], ignore: Sequence[str]
) -> list[tuple[Piece, Question]]:
    """What is searched apart: one part for each outlet, else for each time, else for each name that is compared."""
    named = [item for item in items if item.understood.kind == "outlet"]
    if len(named) > 1:
        return [(Piece(item.understood.value, question.searched), _of_outlet(question, item)) for item in named]
    dated = [item for item in items if item.understood.kind == "date"]
    pieces = by_times(text, [Time(item.start, item.core, item.end, item.understood.value) for item in dated], known)
    own = [item.understood for item in dated] if pieces else []
    if not pieces and question.kind == "comparison":
        pieces = by_names(text, question.language, known)
    parts = [_question(piece.text, piece.text, today=today, outlets=outlets, ignore=[*ignore, "part"]) for piece in pieces]
    return [(piece, _dated(part, day)) for piece, part, day in zip_longest(pieces, parts, own)]


def _dated(part: Question, day: Understood | None) -> Question:
    """The part with the time it is about, which its words alone may not tell."""
    if day is None or part.wishes("date"):
        return part
    return part.model_copy(update={"understood": (day, *part.understood)})


def _of_outlet(question: Question, item: _Item) -> Question:
    others = tuple(one for one in question.understood if one.kind != "outlet")
    own = item.understood.model_copy(update={"strict": True})
    filters = question.filters.model_copy(update={"sources": item.names})
    return question.model_copy(update={"understood": (own, *others), "filters": filters, "wants_sources": False})
