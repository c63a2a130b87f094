"""What an answer is worth against the reference: pure functions over citations."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from eval.overlap import Place
from index.models import Article
from rag.models import Citation

_SEPARATORS = {".": ".", ",": ",", "\u066b": ".", "\u066c": ","}  # also the Arabic decimal and thousands separators
_OUTSIDE_NUMBERS = re.compile(r"(?<!\d)[.,]|[.,](?!\d)")


class Target(NamedTuple):
    """A place that answers a question, in the text as it is indexed.

    Attributes:
        start: First character of the evidence; ``None`` when only the article is known.
        end: One past its last character.
        grade: How much it is worth to find it.
        quote: Its words; empty when only the article is known.
    """

    article_id: str
    version: str
    start: int | None = None
    end: int | None = None
    grade: int = 1
    quote: str = ""

    @property
    def place(self) -> Place | None:
        """The evidence; ``None`` when only the article is known."""
        return None if self.start is None or self.end is None else (self.article_id, self.version, self.start, self.end)

    def overlaps(self, article_id: str, version: str, start: int, end: int) -> bool:
        """Whether the evidence shares a character with this range."""
        if (article_id, version) != (self.article_id, self.version) or self.start is None or self.end is None:
            return False
        return start < self.end and self.start < end


def is_valid(citation: Citation, article: Article) -> bool:
    """Whether the quote is exactly what ``article`` has at the cited place."""
    span = citation.span
    same = (span.article_id, span.version) == (article.id, article.version)
    return same and article.text[span.start : span.end] == citation.quote


def is_contained(citations: Iterable[Citation], *, references: Iterable[str], targets: Iterable[Target]) -> bool:
    """Whether a quote contains a reference answer, letter case and spacing aside, or overlaps the evidence."""
    wanted = [plain for plain in map(_plain, references) if plain]
    places = tuple(targets)
    return any(_holds(citation, wanted, places) for citation in citations)


def holds(quote: str, words: str) -> bool:
    """Whether a quote contains these words, letter case, spacing and punctuation aside."""
    wanted = _plain(words)
    return bool(wanted) and f" {wanted} " in f" {_plain(quote)} "


def _holds(citation: Citation, wanted: list[str], targets: tuple[Target, ...]) -> bool:
    span = citation.span
    if any(target.overlaps(span.article_id, span.version, span.start, span.end) for target in targets):
        return True
    quote = f" {_plain(citation.quote)} "
    return any(f" {reference} " in quote for reference in wanted)


def _plain(text: str) -> str:
    """Lower case, compatible forms and digits unified, words apart by one space; of the punctuation only that in a number stays."""
    folded = "".join(map(_letter, unicodedata.normalize("NFKC", text).casefold()))
    return " ".join(_OUTSIDE_NUMBERS.sub(" ", folded).split())


def _letter(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isalnum() or unicodedata.category(character).startswith("M"):
        return character
    return _SEPARATORS.get(character, " ")
