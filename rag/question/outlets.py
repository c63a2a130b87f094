"""The outlets of the library that a question names as its sources. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from index.language.normalise import fold
from index.language.romanise import skeletons
from index.language.script import scripts
from index.language.stems import stem
from index.metadata.folded import Folded
from rag.question.cues import Cues, cues
from rag.question.words import folded, words_of

_TOKEN = re.compile(r"\w+")
_REPEATED = re.compile(r"(.)\1+")
_NOT_NAMES = frozenset({"www", "com", "net", "org", "co", "news", "online"})
_SHORTEST_NAME = 3  # letters
_HEARD_ALONE = 3  # consonants from which a name written in another script is told without "the newspaper" before it
_HEARD_AT_ALL = 2
_LONGEST_HEARD = 3  # words
_MOST_READINGS = 16
_ARTICLES = frozenset({"al", "el", "the", "ال", "аль", "эль"})


class Named(NamedTuple):
    """An outlet in a text.

    Attributes:
        start: First character of what speaks of it, such as "according to".
        end: One past the last.
        outlets: The names by which the library has it, the commonest first.
        strict: Whether only it is wanted.
    """

    start: int
    end: int
    outlets: tuple[str, ...]
    strict: bool


class _Place(NamedTuple):
    """Where the name itself stands."""

    start: int
    end: int
    outlets: tuple[str, ...]


def outlet_key(name: str) -> str:
    """What is the same for all spellings of an outlet's name: ``The Dawn``, ``DAWN.COM`` and ``dawn``."""
    return " ".join(_name_tokens(name))


def find_outlets(text: Folded, original: str, *, outlets: Sequence[str], language: str) -> list[Named]:
    """The outlets that ``text`` speaks of as sources, in order: those with a word such as "according to" or "reported" beside them.

    Args:
        text: The question, folded.
        original: The same as written.
        outlets: The names the library has, the commonest first.
        language: One that has a file of words.
    """
    known = cues(language)
    groups = _groups(list(_places(text, original, tuple(outlets), language)), text.text, known.join)
    cued = [(group, _cued(group, text.text, known)) for group in groups]
    found = [one for _, named in cued for one in named]
    found += [one for one in _heard(text.text, tuple(outlets), language, known) if not _overlap(one, found)]
    for group in (group for group, named in cued if not named):
        if before := next((one for one in found if known.join.fullmatch(text.text[one.end : group[0].start])), None):
            found += _all_of(group, before.end, group[-1].end, strict=before.strict)
    return sorted(found)


def _name_tokens(name: str) -> tuple[str, ...]:
    tokens = tuple(_TOKEN.findall(folded(name)))
    kept = tuple(token for token in tokens if token not in _NOT_NAMES and not (token == "the" and len(tokens) > 1))
    return kept or tokens


def _variants(token: str, language: str) -> frozenset[str]:
    """The forms in which a word of a name may meet."""
    forms = {token}
    for prefix in map(folded, words_of(language).attached):
        if token.startswith(prefix) and len(token) - len(prefix) >= _SHORTEST_NAME:
            forms.add(token.removeprefix(prefix))
    return frozenset(forms | {stem(fold(form), language) for form in forms})


@lru_cache(maxsize=8)
def _names(outlets: tuple[str, ...], language: str) -> Mapping[str, list[tuple[tuple[frozenset[str], ...], tuple[str, ...]]]]:
    """By a form of its first word, the words of each outlet and the names the library has for it; the longest first."""
    same: dict[tuple[str, ...], list[str]] = {}
    for outlet in outlets:
        tokens = _name_tokens(outlet)
        if len("".join(tokens)) >= _SHORTEST_NAME:
            same.setdefault(tokens, []).append(outlet)
    found: dict[str, list[tuple[tuple[frozenset[str], ...], tuple[str, ...]]]] = {}
    for tokens, names in sorted(same.items(), key=lambda item: -len(item[0])):
        forms = tuple(_variants(token, language) for token in tokens)
        for form in forms[0]:
            found.setdefault(form, []).append((forms, tuple(names)))
    return found


def _places(text: Folded, original: str, outlets: tuple[str, ...], language: str) -> Iterator[_Place]:
    """Where names of outlets stand word for word, and are not a part of a longer name."""
    names = _names(outlets, language)
    tokens = list(_TOKEN.finditer(text.text))
    forms = [_variants(token[0], language) for token in tokens]
    position = 0
    while position < len(tokens):
        fitting = (
            (length, found)
            for form in forms[position]
            for wanted, found in names.get(form, ())
            if (length := len(wanted)) and all(a & b for a, b in zip(wanted, forms[position : position + length], strict=False))
            if position + length <= len(tokens)
        )
        length, found = max(fitting, default=(0, ()))
        if length and not (length == 1 and _is_no_name(tokens, position, text, original)):
            yield _Place(tokens[position].start(), tokens[position + length - 1].end(), found)
        position += max(length, 1)


def _is_no_name(tokens: Sequence[re.Match[str]], position: int, text: Folded, original: str) -> bool:
    """Whether a word is a plain one among names, or a part of a longer name: "before dawn, said Khan", "Dawn County", "Red Dawn"."""
    this = tokens[position]
    if any(map(str.isupper, original[1:])) and original[text.offsets[this.start()]].islower():
        return True
    return any(_is_capitalised(this, tokens[beside], text, original) for beside in (position - 1, position + 1) if 0 < beside < len(tokens))


def _is_capitalised(this: re.Match[str], beside: re.Match[str], text: Folded, original: str) -> bool:
    """Whether the word ``beside`` this one, with nothing but a space between, begins with a capital."""
    first, second = sorted((this, beside), key=lambda token: token.start())
    return text.text[first.end() : second.start()] == " " and original[text.offsets[beside.start()]].isupper()


def _groups(places: Sequence[_Place], text: str, join: re.Pattern[str]) -> list[list[_Place]]:
    """Names joined by "and" or a comma stand together."""
    groups: list[list[_Place]] = []
    for place in places:
        if groups and join.fullmatch(text[groups[-1][-1].end : place.start]):
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _cued(group: Sequence[_Place], text: str, known: Cues) -> list[Named]:
    """The outlets of a group if something beside it says that they are sources."""
    first, last = group[0].start, group[-1].end
    before, behind = text[:first], text[last:]
    if match := known.only.search(before):
        return _all_of(group, match.start(), last, strict=True)
    if (match := known.from_before.search(before)) and (after := known.only_behind.match(behind)):
        return _all_of(group, match.start(), last + after.end(), strict=True)
    if match := known.cue_behind.match(behind):
        return _all_of(group, first, last + match.end(), strict=False)
    if match := known.before.search(before):
        return _all_of(group, match.start(), last, strict=False)
    if known.behind.match(behind) or known.verb_before.search(before) or known.noun_before.search(before):
        return _all_of(group, first, last, strict=False)
    return []


def _all_of(group: Sequence[_Place], start: int, end: int, *, strict: bool) -> list[Named]:
    """Each of the group; the first carries the words of all."""
    return [Named(start, end, group[0].outlets, strict), *(Named(end, end, place.outlets, strict) for place in group[1:])]


def _heard(text: str, outlets: tuple[str, ...], language: str, known: Cues) -> Iterator[Named]:
    """Outlets whose name is written in another script beside a cue: "صحيفة دون" for Dawn."""
    script = _script(text)
    sounds = [(sound, names) for sound, names, written in _sounds(outlets) if written != script]
    for cue in known.heard.finditer(text) if sounds else ():
        tokens = list(islice(_TOKEN.finditer(text, cue.end()), _LONGEST_HEARD))
        runs = [tokens[:length] for length in range(len(tokens), 0, -1)]
        strict = known.only.search(text[: cue.end()]) is not None
        introduced = any(cue[group] for group in ("noun", "only_noun", "own_noun"))
        if found := _sounding(runs, sounds, language, least=_HEARD_AT_ALL if introduced else _HEARD_ALONE):
            yield Named(cue.end() if cue["own_noun"] else cue.start(), found[0][-1].end(), found[1], strict)
    for cue in known.heard_behind.finditer(text) if sounds else ():
        tokens = list(_TOKEN.finditer(text, 0, cue.start()))[-_LONGEST_HEARD:]
        least = _HEARD_AT_ALL if cue["noun"] else _HEARD_ALONE
        if found := _sounding([tokens[first:] for first in range(len(tokens))], sounds, language, least=least):
            yield Named(found[0][0].start(), cue.end(), found[1], known.only.search(text[: found[0][0].start()]) is not None)


def _sounding(
    runs: Sequence[Sequence[re.Match[str]]], sounds: Sequence[tuple[frozenset[str], tuple[str, ...]]], language: str, *, least: int
) -> tuple[Sequence[re.Match[str]], tuple[str, ...]] | None:
    """The first run of words that sounds like an outlet, by at least so many consonants."""
    for run in runs:
        heard = _sound(tuple(token[0] for token in run), language)
        for sound, names in sounds:
            if any(_consonants(one) >= least for one in sound & heard):
                return run, names
    return None


@lru_cache(maxsize=8)
def _sounds(outlets: tuple[str, ...]) -> list[tuple[frozenset[str], tuple[str, ...], str]]:
    """Each outlet's consonants, its name and the script it is written in."""
    return [(sound, (name,), _script(name)) for name in outlets if (sound := _sound(_name_tokens(name), _language(name)))]


def _sound(tokens: tuple[str, ...], language: str) -> frozenset[str]:
    """The consonants of a name in each way it can be read, without an article of Arabic; empty if it has too few."""
    kept = [token for token in tokens if token not in _ARTICLES] or list(tokens)
    readings = [skeletons(token, language, shortest=1) for token in kept]
    joined = (" ".join(reading) for reading in islice(product(*readings), _MOST_READINGS))
    alike = (_REPEATED.sub(r"\1", sound.replace("dS", "s").replace("S", "s")) for sound in joined)  # "Джазира" is "Jazeera"
    return frozenset(sound for sound in alike if _consonants(sound) >= _HEARD_AT_ALL)


def _consonants(sound: str) -> int:
    return len(sound.replace(" ", ""))


def _script(text: str) -> str:
    return next((name for name, _ in scripts(text).most_common(1)), "")


def _language(name: str) -> str:
    return {"ARABIC": "ar", "CYRILLIC": "ru"}.get(_script(name), "en")


def _overlap(one: Named, others: Sequence[Named]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)
