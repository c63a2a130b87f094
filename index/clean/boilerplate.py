"""Paragraphs that one outlet puts under many of its articles."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from hashlib import blake2b

from index.clean.cleaning import Cleaned
from index.models import Record

LEAST_ARTICLES = 5
LEAST_SHARE = 0.25  # of the outlet's articles
_LONGEST = 400  # characters: a longer paragraph is a report that was printed again
_MOST_OF_ARTICLE = 1 / 3  # of its characters: where more is repeated, the articles are copies of one report
_MOST_KNOWN = 20_000  # paragraphs held for an outlet
_GAPS = re.compile(r"\A\n+|\n+\Z|(?<=\n\n)\n+")


class Boilerplate(Record):
    """What is known of outlets' pages.

    Attributes:
        paragraphs: By outlet, digests of the paragraphs that are furniture of its pages.
    """

    paragraphs: Mapping[str, frozenset[str]] = {}

    def strip(self, outlet: str | None, cleaned: Cleaned) -> Cleaned:
        """``cleaned`` without the outlet's furniture, its pages moved accordingly.

        An article of which more than a third would go is given back as it is: such articles are copies of one report.
        """
        known = self.paragraphs.get(outlet or "", frozenset())
        repeated = [(start, end) for start, end, paragraph in _paragraphs(cleaned.text) if known and _digest(paragraph) in known]
        if not repeated or sum(end - start for start, end in repeated) > _MOST_OF_ARTICLE * len(cleaned.text):
            return cleaned
        text = "".join(cleaned.text[start:end] for start, end in _between(repeated, len(cleaned.text)))
        pages = tuple(page - sum(min(end, page) - start for start, end in repeated if start < page) for page in cleaned.pages)
        return _trimmed(text, pages)


class BoilerplateLearner:
    """Learns from an outlet's articles which paragraphs are furniture of its pages.

    Feed it each article once; the order does not matter. A paragraph is furniture when at least five articles and a quarter of
    the outlet's articles have it. Memory is bounded: rare paragraphs are forgotten, which delays but does not change what is found.
    """

    def __init__(self) -> None:
        self._articles: Counter[str] = Counter()
        self._seen: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, outlet: str, text: str) -> None:
        """Count the paragraphs of one article of ``outlet``.

        Args:
            outlet: The name of the outlet.
            text: The article's cleaned text, its furniture not yet stripped.
        """
        self._articles[outlet] += 1
        seen = self._seen[outlet]
        seen.update({_digest(paragraph) for _, _, paragraph in _paragraphs(text) if len(paragraph) <= _LONGEST})
        if len(seen) > _MOST_KNOWN:
            least = self._articles[outlet] * LEAST_SHARE / 2
            self._seen[outlet] = Counter({digest: count for digest, count in seen.items() if count > max(1, least)})

    def learned(self) -> Boilerplate:
        """What was found so far."""
        found = {
            outlet: frozenset(
                digest for digest, count in seen.items() if count >= max(LEAST_ARTICLES, LEAST_SHARE * self._articles[outlet])
            )
            for outlet, seen in self._seen.items()
        }
        return Boilerplate(paragraphs={outlet: digests for outlet, digests in found.items() if digests})


def _paragraphs(text: str) -> Iterator[tuple[int, int, str]]:
    """Each line that is not blank, from its first character to behind its line end."""
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line), line.strip()
        start += len(line)


def _digest(paragraph: str) -> str:
    return blake2b(" ".join(paragraph.split()).encode(errors="replace"), digest_size=8).hexdigest()


def _between(ranges: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    cursor = 0
    for start, end in ranges:
        yield cursor, start
        cursor = end
    yield cursor, length


def _trimmed(text: str, pages: tuple[int, ...]) -> Cleaned:
    """Blank lines that have come together made one, with the pages following."""
    cuts = [match.span() for match in _GAPS.finditer(text)]
    shifted = tuple(page - sum(min(end, page) - start for start, end in cuts if start < page) for page in pages)
    trimmed = _GAPS.sub("", text)
    return Cleaned(trimmed, tuple(min(page, len(trimmed)) for page in shifted))
