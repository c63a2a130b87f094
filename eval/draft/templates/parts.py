"""What the templates of all languages share."""

import re
from typing import NamedTuple

from eval.models import CaseType
from index.language.glossary import CONCEPT
from rag.verify.reading import read

_QUOTES = frozenset('"“”«»„‘’()[]')
_ENDS = (".", "۔", "!")
_SHORTEST, _LONGEST = 25, 260  # characters of a sentence that gives a question
_FEWEST, _MOST = 4, 28  # words of a question
_ADJECTIVES = ("ый", "ий", "ая", "ое", "ые", "ие", "ого")
_ROOT = 4  # letters that forms of one name share at least
_CUT_SHORT = re.compile(r"(?<!\w)[^\W\d_]\.$")  # behind an initial
_DIGITS = "0-9٠-٩۰-۹"

NUMBER = rf"[{_DIGITS}]+(?:[.,٫٬][{_DIGITS}]+)*"


class Made(NamedTuple):
    """A question with its answer in the words of the sentence.

    Attributes:
        type: What it asks for.
        template: The name of the template.
    """

    question: str
    answer: str
    type: CaseType
    template: str


def is_fit(sentence: str) -> bool:
    """Whether a sentence is a plain statement of usual length, without a quotation or a bracket."""
    whole = sentence.endswith(_ENDS) and not _CUT_SHORT.search(sentence)
    return whole and _SHORTEST <= len(sentence) <= _LONGEST and not _QUOTES & set(sentence) and "\n" not in sentence


def asked(*pieces: str, mark: str = "?") -> str:
    """The words as one question; empty if it is too short to mean one thing, or too long to be asked."""
    text = re.sub(r"\s+([,،.])", r"\1", " ".join(" ".join(pieces).split())).rstrip(" .,;:،۔") + mark
    return text if _FEWEST <= len(text.split()) <= _MOST else ""


def words(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


def has_any(text: str, listed: frozenset[str]) -> bool:
    """Whether any of ``listed`` stands in ``text``, in whatever case."""
    return not listed.isdisjoint(re.findall(r"[^\W\d_]+", text.casefold()))


def lowered(text: str, *, language: str, article: str, always: frozenset[str] = frozenset()) -> str:
    """``text``, the start of a sentence, with a small first letter, unless its first word is a name.

    It is none if the article has it with a small letter too, and one if it stands with a capital within a sentence there. Where
    neither tells, it is one if neither the glossary nor its ending knows it.

    Args:
        text: The start of a sentence.
        language: ISO 639-1 code.
        article: Tells how the word is written elsewhere.
        always: Words that are no names, in small letters.
    """
    first = re.match(r"[^\W\d_]+", text)
    if first is None or (len(first.group()) > 1 and first.group().isupper()):
        return text
    word = first.group()
    plain, root = word.casefold(), re.escape(word[: max(_ROOT, len(word) - 2)])  # inflected elsewhere
    small = text[0].lower() + text[1:]
    if plain in always:
        return small
    known = _is_known(word, language)
    if re.match(r"[^\W\d_]+ [A-ZА-ЯЁ]", text) and (language == "en" or not known):  # "New York", «Идрис Мелкан»
        return text
    if re.search(rf"(?<!\w){root.lower()}\w{{0,4}}(?!\w)", article):
        return small
    if re.search(rf"[^\W\d_],? {root}\w{{0,4}}(?!\w)", article):
        return text
    return small if known or plain.endswith(_ADJECTIVES) or not _is_informative(plain, language) else text


def _is_known(word: str, language: str) -> bool:
    return any(term.startswith(CONCEPT) for term in read(word, language).bridge)


def _is_informative(word: str, language: str) -> bool:
    return all(one.informative for one in read(word, language).words)
