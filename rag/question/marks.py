"""What a question says by its form: phrases in quotation marks, the kind of thing asked for, the press of one language. Pure."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from index.language import units
from rag.expect import expected_kind
from rag.models import Kind
from rag.question.words import Words, folded, optional, pattern, searcher, words_of

_QUOTED = re.compile(r"«([^«»]+)»|“([^“”]+)”|„([^„“”]+)[“”]|‘([^‘’]{3,})’(?!\w)|\"([^\"]+)\"")
_MOST_PHRASE_WORDS = 30
_WORD = re.compile(r"\w+")
_LONGEST_NAME = 3  # words


class Marked(NamedTuple):
    """Something in a text: first character, one past the last, what it is, and whether it excludes the rest."""

    start: int
    end: int
    value: str
    strict: bool = False


def find_phrases(text: str) -> Iterator[Marked]:
    """What stands in quotation marks of any style in ``text`` as written."""
    for match in _QUOTED.finditer(text):
        phrase = next(filter(None, match.groups())).strip()
        if any(character.isalnum() for character in phrase) and len(phrase.split()) <= _MOST_PHRASE_WORDS:
            yield Marked(match.start(), match.end(), phrase)


def find_languages(text: str, language: str) -> Iterator[Marked]:
    """The languages whose press folded ``text`` speaks of: "Arabic newspapers"."""
    words = words_of(language)
    for code, press in _press(language).items():
        for match in press.finditer(text):
            only = re.search(
                rf"(?<!\w)(?:{pattern(words.only['words'])})\s+(?:(?:{pattern(words.only['from'])})\s+)?$", text[: match.start()]
            )
            yield Marked(only.start() if only else match.start(), match.end(), code, strict=only is not None)


@cache
def _press(language: str) -> dict[str, re.Pattern[str]]:
    words = words_of(language)
    nouns = pattern(words.press["words"] if isinstance(words.press["words"], tuple) else ())
    attached = optional([prefix for prefix in words.attached if len(prefix) == 1])
    order = r"{noun}\s+(?:{name})" if words.press["behind"] else r"(?:{name})\s+{noun}"
    return {
        code: re.compile(rf"(?<!\w)(?:{order.format(noun=f'{attached}(?:{nouns})', name=pattern(names))})(?!\w)")
        for code, names in words.languages.items()
    }


def find_places(text: str, language: str, *, spoken: str) -> list[Marked]:
    """Names of places in ``text`` as written: those that are the same in every language, and capitalised ones behind "in"."""
    words = list(_WORD.finditer(text))
    found: list[Marked] = []
    place = 0
    while place < len(words):
        runs = (words[place : place + length] for length in range(_LONGEST_NAME, 0, -1))
        name = next((run for run in runs if _is_place(text[run[0].start() : run[-1].end()], language)), None)
        name = name or _named_place(text, words, place, spoken)
        if name:
            found.append(Marked(name[0].start(), name[-1].end(), text[name[0].start() : name[-1].end()]))
        place += len(name) if name else 1
    return found


def _is_place(name: str, language: str) -> bool:
    found = units(name, language)
    return len(found) == 1 and any(token.startswith("place:") for token in found[0].bridge)


def _named_place(text: str, words: list[re.Match[str]], place: int, spoken: str) -> list[re.Match[str]]:
    """A run of capitalised words that begins here, behind a preposition of place."""
    if place == 0 or folded(words[place - 1][0]) not in map(folded, words_of(spoken).follow["places"]):
        return []
    run: list[re.Match[str]] = []
    for word in words[place : place + _LONGEST_NAME]:
        if not word[0][0].isupper() or (run and text[run[-1].end() : word.start()] != " "):
            break
        run.append(word)
    return run


def kind_of(question: str, words: Words) -> Kind:
    """What kind of thing is asked for; numbers and dates come first, as in ``rag.expect``."""
    measured = expected_kind(question)
    if measured != "any":
        return measured
    text = folded(question)
    return next((kind for kind, patterns in words.kinds.items() if searcher(patterns).search(text)), "any")


def asks_what_sources_say(question: str, words: Words) -> bool:
    """Whether it asks for what several sources say, and not for one fact."""
    return searcher(words.sources["say"]).search(folded(question)) is not None
