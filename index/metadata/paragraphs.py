"""Paragraphs in another language than the article."""

from index.language import detect
from index.language.function_words import function_words
from index.language.normalise import fold, normalise
from index.language.script import scripts
from index.metadata.lines import Line, lines
from index.models import UNKNOWN_LANGUAGE

_LETTERS = 40  # fewer, in the script of the article, tell no language
_LETTERS_OF_SCRIPT = 12  # fewer in another script are a name
_MAIN_SHARE = 0.2  # share of the main language's function words among the words of a paragraph that is surely in it
_OTHER_SHARE = 0.8  # share of the letters that must belong to one other script

Ranges = tuple[tuple[int, int, str], ...]


def language_ranges(text: str, main: str) -> Ranges:
    """Where ``text`` (cleaned) is clearly in another language than ``main``.

    Args:
        text: A cleaned article.
        main: ISO 639-1 code of the article.

    Returns:
        Half-open ranges of characters with an ISO 639-1 code: whole paragraphs, in order, neighbours of one language joined.
    """
    script = _script(text, share=0)
    words = function_words(main)
    found: list[tuple[int, int, str]] = []
    joins = False
    for line in lines(text):
        language = _other_language(line, main, script, words)
        if language and joins and found[-1][2] == language:
            found[-1] = (found[-1][0], line.end, language)
        elif language:
            found.append((line.start, line.end, language))
        joins = language is not None
    return tuple(found)


def _other_language(line: Line, main: str, script: str | None, words: frozenset[str]) -> str | None:
    """The language of a paragraph when it is clearly not ``main``."""
    own = _script(line.text, share=_OTHER_SHARE)
    letters = sum(map(str.isalpha, line.text))
    if own is None or letters < (_LETTERS if own == script else _LETTERS_OF_SCRIPT):
        return None
    if own == script and (not words or _share(line.text, words) >= _MAIN_SHARE):
        return None  # without a list of function words a language of the same script is not told apart
    language = detect(line.text)
    if language in (main, UNKNOWN_LANGUAGE):
        return None
    return language if own != script or _is_sure(line.text, language, words) else None


def _script(text: str, *, share: float) -> str | None:
    """The script of most letters, if at least this share of them belongs to it."""
    found = scripts(text)
    script, count = found.most_common(1)[0] if found else (None, 0)
    return script if count and count >= share * found.total() else None


def _share(text: str, words: frozenset[str]) -> float:
    found = [fold(word.strip('.,:;!?¿¡؟،«»"“”()')) for word in normalise(text).replace("'", " ").split()]
    return sum(word in words for word in found) / max(1, len(found))


def _is_sure(text: str, language: str, words: frozenset[str]) -> bool:
    """Within one script: the other language's function words outnumber the main one's, or it has none listed and there are no others."""
    others = function_words(language)
    return _share(text, others) > _share(text, words) if others else _share(text, words) < _MAIN_SHARE / 4
