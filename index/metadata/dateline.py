"""Where a report was written, as its first words say: ``KADRUN (Orsen Wire) — ...``.

The dateline stays in the text, for quotes are verbatim.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

from index.language.locales import names
from index.metadata.folded import fold_line
from index.metadata.lines import head, lines
from index.metadata.moments import parse_date_line
from index.metadata.vocabulary import any_of, vocabulary
from index.models import Record

_LONGEST = 100  # characters of a dateline
_LONGEST_PLACE = 45
_DASH = re.compile(r"\s?(?:--|[—–])\s?|\s-\s")
_AGENCY = re.compile(r"\s*[(/\[]([^()/\[\]]{2,40})[)/\]]\.?$")
_PART = re.compile(r"\s*(?:[,،]|\.\s)\s*")
_KEPT_CAPITALS = frozenset({"DC", "D.C.", "USA", "UAE", "UK", "US", "U.S."})
_IN_NAMES = frozenset({"of", "the", "de", "la", "на"})
_TRANSCRIPT_LINES = 60


class Dateline(Record):
    """The place and what else the first words of a report say.

    Attributes:
        place: As written; a place in capitals is given with capital initials.
        agency: The agency named beside it.
        published: The day, when it stands there with its year.
        start: First character of the dateline in the text.
        end: One past its last, behind the dash or colon.
    """

    place: str
    agency: str | None = None
    published: date | None = None
    start: int
    end: int


class _Named(NamedTuple):
    place: str
    agency: str | None
    published: date | None


def find_dateline(text: str, *, language: str | None = None) -> Dateline | None:
    """The dateline at the head of the first or second paragraph of the report; ``None`` without a certain one.

    Args:
        text: An article's text.
        language: ISO 639-1 code; tells which names of places are known without capitals.
    """
    for line in head(text):
        if line.is_prose and (found := _read(line.text, language, start=line.start)):
            return None if text[found.end - 1] == ":" and _is_transcript(text) else found
    return None


def _read(line: str, language: str | None, *, start: int) -> Dateline | None:
    beginning = line[:_LONGEST]
    colon, dash = beginning.find(":"), _DASH.search(beginning)
    if dash and (colon < 0 or dash.start() < colon):
        found = _before_dash(line, dash, language)
        end = dash.end()
    else:
        found = _before_colon(beginning[:colon], language) if colon > 0 and line[colon + 1 : colon + 2].isspace() else None
        end = colon + 1
    if found is None:
        return None
    end = start + len(line[:end].rstrip())
    return Dateline(place=_written(found.place), agency=found.agency, published=found.published, start=start, end=end)


def _before_dash(line: str, dash: re.Match[str], language: str | None) -> _Named | None:
    words, agency = _without_agency(line[: dash.start()])
    place, day, dated = _without_date(words, language)
    named = dated or _is_known_agency(agency)
    if agency is None and (match := _agency_behind().match(fold_line(line[dash.end() : dash.end() + 40]).text)):
        agency, named = line[dash.end() :][: match.end(1)].strip(), True
    if not _is_place(place, language, named=named) or (not named and _is_aside(line, dash)):
        return None
    return _Named(place, agency, day)


def _before_colon(words: str, language: str | None) -> _Named | None:
    words, agency = _without_agency(words)
    place, day, dated = _without_date(words, language)
    certain = _is_upper(place) or _is_known_agency(agency) or dated or fold_line(place).text in _known_places(language)
    return _Named(place, agency, day) if certain and _is_place(place, language, named=True) else None


def _without_agency(words: str) -> tuple[str, str | None]:
    match = _AGENCY.search(words)
    if match is None or not any(character.isalpha() for character in match[1]):
        return words.strip(), None
    return words[: match.start()].strip(), match[1].strip()


def _without_date(words: str, language: str | None) -> tuple[str, date | None, bool]:
    """The place without the day behind it, that day if its year is there, and whether there was a day."""
    for cut in _PART.finditer(words):
        behind = words[cut.end() :].strip(" .,،")
        read = parse_date_line(behind, language=language)
        if read:
            return words[: cut.start()], read.moments[0].day, True
        if _day_and_month(language).fullmatch(fold_line(behind).text):
            return words[: cut.start()], None, True
    return words.strip(" ."), None, False


@cache
def _day_and_month(language: str | None) -> re.Pattern[str]:
    months, weekdays = any_of(vocabulary(language).months), any_of(vocabulary(language).weekdays)
    return re.compile(rf"(?:(?:{weekdays})\.?[,،]?\s?)?(?:\d{{1,2}}\.?\s?(?:{months})\.?|(?:{months})\.?\s?\d{{1,2}}|(?:{weekdays}))")


def _is_place(place: str, language: str | None, *, named: bool) -> bool:
    words = place.replace(",", " ").replace("،", " ").split()
    if not 0 < len(words) <= 5 or len(place) > _LONGEST_PLACE or re.search(r"[^\w\s,،.'’/-]|\d|_", place.replace("\u200c", "")):
        return False
    folded = {fold_line(word).text.strip(".") for word in words}
    if folded & _words("labels") or folded & _words("never") or len(place) < 3:
        return False
    if not any(character.isupper() or character.islower() for character in place):
        return named or len(words) <= 3 or fold_line(place).text in _known_places(language)
    return _is_upper(words[0]) or (named and all(word[:1].isupper() or word.casefold() in _IN_NAMES for word in words))


def _is_upper(word: str) -> bool:
    return len(word) > 2 and word.isupper()


def _is_aside(line: str, dash: re.Match[str]) -> bool:
    """Whether the dash opens a remark inside a sentence: a second one closes it, or a relative word follows."""
    behind = line[dash.end() :]
    sentence = re.split(r"[.؟۔!?]\s", behind, maxsplit=1)[0]
    following = fold_line(behind.split(None, 1)[0]).text.strip("،,") if behind.strip() else ""
    without_case = not any(character.isupper() for character in line[: dash.start()])
    return following in _words("relatives") or not following or (without_case and _DASH.search(sentence) is not None)


def _is_transcript(text: str) -> bool:
    """Whether several paragraphs begin with a name in capitals and a colon: people speaking."""
    openings = {line.text[:40].partition(":") for line in islice(lines(text), _TRANSCRIPT_LINES)}
    return len({name for name, colon, _ in openings if colon and _is_upper(name)}) > 1


def _written(place: str) -> str:
    return " ".join(word if word in _KEPT_CAPITALS or not word.isupper() else word.title() for word in place.split())


@cache
def _data() -> Mapping[str, str]:
    return tomllib.loads(files("index.metadata").joinpath("datelines.toml").read_text(encoding="utf-8"))


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(fold_line(word.replace("|", " ")).text for word in _data()[kind].split())


@cache
def _known_places(language: str | None) -> frozenset[str]:
    countries = (name for name, token in names(language or "en") if token.startswith("place:"))
    return _words("places") | {fold_line(country).text for country in countries}


def _is_known_agency(agency: str | None) -> bool:
    """Whether what stands in brackets is an agency for certain; behind a word without capitals it may be an explanation."""
    words = fold_line(agency or "").text.replace("/", " ").split()
    return any(word in _words("agency_words") for word in words) or " ".join(words) in _words("agencies")


@cache
def _agency_behind() -> re.Pattern[str]:
    """An agency behind the dash and before a colon or a second dash: ``واشنطن - رويترز:``."""
    agencies = any_of(word.replace("|", " ") for word in _words("agencies"))
    return re.compile(rf"[(/]?({agencies})(?!\w)[)/]?\s?(?:[:.–—-]|$)")
