"""What the engine says of an answer, in the language of the page: it speaks plain English, also on the command line and in what is kept."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from string import Formatter

from markupsafe import Markup

from ui.render.elements import element, language_of
from ui.words import entries, marked, ours, spoken

_TABLE = "told."  # of the words: each English text is a sentence as the engine makes it
_REMEMBERED = 500

Known = tuple[str, re.Pattern[str]]


def told(sentence: str) -> Markup:
    """A sentence of the engine in the words of the page, what it names isolated; as it is where it is not known."""
    return _told(sentence, spoken())


@lru_cache(maxsize=_REMEMBERED)
def _told(sentence: str, language: str) -> Markup:
    found = None if language == "en" else _found(sentence)
    if found is None:
        return element("span", sentence, **language_of("en"))
    key, names = found
    return element("span", marked(key, **{name: element("bdi", value, dir="auto") for name, value in names.items()}), **ours())


def _found(sentence: str) -> tuple[str, dict[str, str]] | None:
    matches = ((key, shape.fullmatch(sentence)) for key, shape in _known())
    return next(((key, match.groupdict()) for key, match in matches if match), None)


@cache
def _known() -> tuple[Known, ...]:
    """The sentences by key, those with most words of their own first: a looser one would fit what they say, too."""
    texts = {key: entry for key, entry in entries("en").items() if key.startswith(_TABLE) and isinstance(entry, str)}
    ranked = sorted(texts, key=lambda key: -len(re.sub(r"\{\w+\}", "", texts[key])))
    return tuple((key, re.compile("".join(_parts(texts[key])), re.DOTALL)) for key in ranked)


def _parts(written: str) -> Iterator[str]:
    for words, name, _, _ in Formatter().parse(written):
        yield re.escape(words)
        if name:
            yield f"(?P<{name}>.+?)"
