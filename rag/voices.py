"""Near-copies count once: a wire report under three outlets is one voice, shown once with the others named beside it. Pure."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.language import analyze
from index.language.normalise import normalise
from index.models import Article
from rag.models import Copy, Passage

SAME_VOICE = 0.8  # share of common words from which two sentences say the same
_AT_ALL = 0.4  # share of the words as written below which stems are not compared: inflections make up for so much

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def say_the_same(one: str, other: str, language: str) -> bool:
    """Whether two sentences of one language say the same: nearly the same words, and exactly the same numbers."""
    if one == other:
        return True
    if _numbers(one) != _numbers(other) or not _alike(_written(one), _written(other), _AT_ALL):
        return False
    return _alike(_words(one, language), _words(other, language), SAME_VOICE)


def folded(passages: Iterable[Passage], *, limit: int) -> tuple[Passage, ...]:
    """The first ``limit`` passages, near-copies of a better one named in its ``also`` in place of standing beside it.

    A copy that says something else where it fits best, such as a corrected figure, stands for itself.
    """
    kept: list[Passage] = []
    for passage in passages:
        place = next((place for place, better in enumerate(kept) if _is_copy(passage, better)), None)
        if place is not None:
            kept[place] = _with_copy(kept[place], passage.article)
        elif len(kept) < limit:
            kept.append(passage)
        else:
            break
    return tuple(kept)


def copy_of(article: Article) -> Copy:
    """``article`` as it is named beside the one that is shown."""
    return Copy(article_id=article.id, title=article.title, source=article.source, published=article.published, url=article.url)


def _is_copy(passage: Passage, better: Passage) -> bool:
    ours, theirs = passage.article, better.article
    if ours.id == theirs.id or not ours.voice or ours.voice != theirs.voice:
        return False
    best = ours.quote(passage.sentences[0].span)
    return any(say_the_same(best, theirs.quote(sentence.span), ours.language) for sentence in better.sentences)


def _with_copy(passage: Passage, article: Article) -> Passage:
    known: Sequence[Copy] = passage.also
    if any(copy.article_id == article.id for copy in known):
        return passage
    return passage.model_copy(update={"also": (*known, copy_of(article))})


def _alike(one: frozenset[str], other: frozenset[str], share: float) -> bool:
    return len(one & other) >= share * len(one | other)


@lru_cache(maxsize=4_096)
def _numbers(text: str) -> tuple[str, ...]:
    return tuple(sorted(_NUMBER.findall(normalise(text))))


@lru_cache(maxsize=4_096)
def _written(text: str) -> frozenset[str]:
    """The distinct words as they are written: nearly free, and enough to tell most sentences apart."""
    return frozenset(_WORD.findall(text.casefold()))


@lru_cache(maxsize=4_096)
def _words(text: str, language: str) -> frozenset[str]:
    return frozenset(analyze(text, language).words)
