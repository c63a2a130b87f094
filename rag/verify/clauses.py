"""A sentence parted into clauses, each of which can be right or wrong by itself."""

import re
from collections.abc import Iterator
from functools import lru_cache

from index.language.function_words import function_words
from index.language.normalise import fold, normalise
from index.language.tokens import tokens
from rag.verify.words import words_of

_LEAST = 3  # words of its own a clause must have
_SIGN = re.compile(r"[,;:،؛—–](?=\s)|\s[-—–]\s|[.!?؟۔](?=\s)")


@lru_cache(maxsize=4096)
def clauses(text: str, language: str) -> tuple[str, ...]:
    """The clauses of ``text``, in order; together they are all of it."""
    starts = sorted({0, *(match.end() for match in _SIGN.finditer(text)), *_joins(text, language)})
    pieces = [text[start:end] for start, end in zip(starts, (*starts[1:], len(text)), strict=True)]
    merged: list[str] = []
    for piece in pieces:
        if merged and (_own_words(merged[-1], language) < _LEAST or _own_words(piece, language) < _LEAST):
            merged[-1] += piece
        else:
            merged.append(piece)
    if len(merged) > 1 and _own_words(merged[-1], language) < _LEAST:
        merged[-2:] = [merged[-2] + merged[-1]]
    return tuple(piece.strip() for piece in merged if piece.strip())


def _joins(text: str, language: str) -> Iterator[int]:
    """Where a word stands that joins clauses."""
    joins = {fold(normalise(word.removeprefix("="))) for word in words_of(language).clauses.get("joins", ())}
    for match in re.finditer(r"\S+", text):
        if fold(normalise(match.group())).strip(",،") in joins:
            yield match.start()


@lru_cache(maxsize=8192)
def _own_words(piece: str, language: str) -> int:
    small = function_words(language)
    return sum(1 for token in tokens(normalise(piece)) if fold(token.text) not in small and len(token.text) > 1)
