"""Near-copies count once: a wire report under three outlets is one voice, shown once with the others named beside it. Pure."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.language import analyze
from index.language.normalise import normalise
from index.models import Article
from rag.models import Copy, Passage

SAME_VOICE = 0.8  # share of common words from which two sentences say the same

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def say_the_same(one: str, other: str, language: str) -> bool:
    """Whether two sentences of one language say the same: nearly the same words, and exactly the same numbers."""
    if one == other:
        return True
    our_numbers, our_words = _said(one, language)
    their_numbers, their_words = _said(other, language)
    return our_numbers == their_numbers and len(our_words & their_words) >= SAME_VOICE * len(our_words | their_words)


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


@lru_cache(maxsize=4_096)
def _said(text: str, language: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The numbers of a sentence, sorted, and its distinct words."""
    return tuple(sorted(_NUMBER.findall(normalise(text)))), frozenset(analyze(text, language).words)
