"""What a sentence needs beside it to be understood, and not to be misunderstood. Pure.

A quote is a run of whole sentences of one article: the sentence that answers, with the one that names whom "he" is, the rest
of what stands within its quotation marks, and the one that takes back what it says.
"""

import re
from collections.abc import Sequence

from index.models import Article, Span
from index.segment import sentences
from rag.phrases import plain
from rag.quotes.words import starting, within

LONGEST = 900  # characters of a joined quote
_BACK = 3  # sentences taken from before at most
_ON = 2  # sentences taken from behind at most
_WINDOW = 1_200  # characters looked through for a neighbour that the passage does not have
_OPENING, _CLOSING = "“«„", "”»"
_PLAIN_MARKS = re.compile(r'"')
_ENDED = re.compile(r"[.!?:;…؟۔؛,][\"'”’»)\]]*$")


def whole(article: Article, span: Span, near: Sequence[Span] = ()) -> tuple[Span, ...]:
    """What can be read alone: one run of sentences around ``span``, the last one, and perhaps one that stands apart before it.

    Where the sentence before leans as well, only the one that names whom both speak of comes along, apart.

    Args:
        article: Where it stands.
        span: One sentence.
        near: Other sentences of its passage, in any order.
    """
    chain = _chain(article, span, near)
    apart = len(chain) > 1 and not _is_within_quotation(article.text[chain[0][0] : span.end])
    start = span.start if apart or not chain else chain[-1][0]
    end = _until_closed(article, start, span.end, near)
    run = span if (start, end) == (span.start, span.end) else span.model_copy(update={"start": start, "end": end})
    return (span.model_copy(update={"start": chain[-1][0], "end": chain[-1][1]}), run) if apart else (run,)


def _chain(article: Article, span: Span, near: Sequence[Span]) -> list[tuple[int, int]]:
    """The sentences before, nearest first, as far as the first that leans on none; none if that is too far."""
    found: list[tuple[int, int]] = []
    start, end = span.start, span.end
    while leans(article.text[start:end], article.language_at(start)):
        before = _before(article, start, near)
        if before is None or span.end - before[0] > LONGEST or len(found) == _BACK:
            return found[:1]
        found.append(before)
        start, end = before
    return found


def _is_within_quotation(text: str) -> bool:
    """Whether a quotation runs over the border of sentences, so that nothing between can be left out."""
    return _PLAIN_MARKS.search(text) is not None or any(mark in text for mark in (*_OPENING, *_CLOSING))


def leans(text: str, language: str) -> bool:
    """Whether a sentence speaks of what only the one before names, or is the other half of it.

    Args:
        text: The sentence, or several of which the first is looked at.
        language: ISO 639-1 code.
    """
    read_as = plain(text)
    if starting("refers", "not").search(read_as):
        return False
    if starting("refers", "start").search(read_as) or starting("turns", "start").search(read_as):
        return True
    return _says_nobody(read_as) or _is_said_by_pronoun(read_as) or _closes_unopened(text)


def _says_nobody(read_as: str) -> bool:
    """``وأضاف أن``: somebody who was named before says something."""
    found = starting("says", "verbs").search(read_as)
    rest = read_as[found.end() :] if found else ""
    return bool(found) and (bool(re.match(r"\s*[:«\"“]", rest)) or bool(starting("says", "behind").search(rest)))


def _is_said_by_pronoun(read_as: str) -> bool:
    """A quotation whose speaker is only "she said", within the sentence."""
    found = within("says", "closing").search(read_as)
    return bool(found) and bool(re.search(r"[\"”»,—–]\W*$", read_as[: found.start()] if found else ""))


def _closes_unopened(text: str) -> bool:
    for opening, closing in zip("“«", "”»", strict=True):
        if closing in text and (opening not in text or text.index(closing) < text.index(opening)):
            return True
    marks = len(_PLAIN_MARKS.findall(text))
    return marks % 2 == 1 and not _opens(text)


def _opens(text: str) -> bool:
    """Whether the last plain quotation mark, one of an odd number, opens what it does not close."""
    place = text.rfind('"')
    return place >= 0 and place + 1 < len(text) and not text[place + 1].isspace() and (place == 0 or not text[place - 1].isalnum())


def _until_closed(article: Article, start: int, end: int, near: Sequence[Span]) -> int:
    """As far as what is opened is closed, and what is taken back is taken back."""
    for _ in range(_ON):
        behind = _behind(article, end, near)
        if behind is None or behind[1] - start > LONGEST:
            return end
        following = article.text[behind[0] : behind[1]]
        if not (_is_open(article.text[start:end]) or takes_back(following, article.language_at(behind[0]))):
            return end
        end = behind[1]
    return end


def takes_back(following: str, language: str) -> bool:
    """Whether a sentence says of the one before that it is not so, or turns it round."""
    read_as = plain(following)
    if starting("turns", "takes_back").search(read_as):
        return True
    head = " ".join(read_as.split()[:12])
    return bool(starting("turns", "start").search(read_as)) and bool(within("turns", "denies").search(head))


def _is_open(text: str) -> bool:
    if any(text.count(opening) > text.count(closing) for opening, closing in zip("“«", "”»", strict=True)):
        return True
    return len(_PLAIN_MARKS.findall(text)) % 2 == 1 and _opens(text)


def _before(article: Article, start: int, near: Sequence[Span]) -> tuple[int, int] | None:
    """The sentence before; ``None`` if there is none, or only a heading."""
    ends = [one for one in near if one.end <= start]
    if ends:
        last = max(ends, key=lambda one: one.end)
        found = (last.start, last.end)
    else:
        first = max(0, start - _WINDOW)
        local = sentences(article.text[first:start], article.language_at(max(0, start - 1)))
        if not local or (len(local) == 1 and first):
            return None
        found = (local[-1].start + first, local[-1].end + first)
    between = article.text[found[1] : start]
    return found if not between.strip() and _ENDED.search(article.text[found[0] : found[1]]) else None


def _behind(article: Article, end: int, near: Sequence[Span]) -> tuple[int, int] | None:
    starts = [one for one in near if one.start >= end]
    if starts:
        first = min(starts, key=lambda one: one.start)
        return (first.start, first.end) if not article.text[end : first.start].strip() else None
    local = sentences(article.text[end : end + _WINDOW], article.language_at(end))
    if not local or (len(local) == 1 and end + _WINDOW < len(article.text)):
        return None
    return local[0].start + end, local[0].end + end


__all__ = ["LONGEST", "leans", "takes_back", "whole"]
