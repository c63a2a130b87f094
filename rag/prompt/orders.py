"""Sentences of articles that speak to a machine and not to a reader: never an answer, a neighbour or evidence. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from index.clean.characters import plain_characters
from index.language.normalise import normalise
from index.models import Article, Span
from index.segment import sentences
from rag.models import Answer, Passage, Question
from rag.prompt.neutral import asks_about_machines, holds_encoded, is_suspicious, neutral

WORTHY = 0.4  # coverage from which a sentence would have been near an answer, so that leaving it out is told
_TOLD = 3  # words besides a quotation that make a sentence a report of it
_NOTICES = 3  # articles named one by one
_NAME = 200  # characters of a title
_REFERENCE = r"\d{1,3}[.:]\d{1,3}"
_FORGED = re.compile(rf"[\[【［〔⟦]\s*{_REFERENCE}(?:\s*[,;،–-]\s*{_REFERENCE})*\s*[\]】］〕⟧]\W*$")
_INTERVAL = re.compile(r"\bci\b|interval|range|доверит|интервал|فاصل|نطاق", re.IGNORECASE)
_DELIMITER = re.compile(
    r"([=\-`~*_<>|])\1{2,}[^.!?]{0,30}\b(?:end|begin|start|system|instructions?|prompt|context|data|passages?|articles?|user|assistant)\b"
    r"|^\W{0,3}@[0-9a-f]{8,}\s+(?:passage|end)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]{2,}\"|“[^”]{2,}”|«[^»]{2,}»|„[^“”]{2,}[“”]")


@lru_cache(maxsize=4096)
def is_order(text: str) -> bool:
    """Whether ``text``, a sentence, speaks to a machine: an instruction, or a mark that could pass for one of ours."""
    return is_suspicious(text) or _is_forged(text)


def _is_forged(text: str) -> bool:
    """Whether it has what an article has no use for: our numbers at its end, a delimiter of a prompt, encoded text."""
    plain = normalise(plain_characters(text))
    if holds_encoded(plain) or _DELIMITER.search(plain):
        return True
    return _FORGED.search(plain) is not None and not _INTERVAL.search(plain)


def is_barred(question: Question, text: str) -> bool:
    """Whether a sentence may not answer ``question``: an order, unless it reports one that the question is about."""
    return is_order(text) and not (asks_about_machines(f"{question.text} {question.searched}") and _reports(text))


def _reports(text: str) -> bool:
    """Whether the order stands in quotation marks, in a sentence that says something of it."""
    told = _QUOTED.sub(" ", text)
    return told != text and len(told.split()) >= _TOLD and not is_order(" ".join(told.split()))


def without_orders(question: Question, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """``passages`` without the sentences that may not answer ``question``.

    Args:
        question: As understood.
        passages: Retrieved for it.
    """
    return tuple(_cleared(passage, frozenset(_barred(question, passage))) for passage in passages)


def _barred(question: Question, passage: Passage) -> Iterator[Span]:
    spans = dict.fromkeys((*passage.chunk.sentences, *(one.span for one in passage.sentences)))
    return (span for span in spans if is_barred(question, passage.article.quote(span)))


def _cleared(passage: Passage, barred: Collection[Span]) -> Passage:
    if not barred:
        return passage
    chunk = passage.chunk.model_copy(update={"sentences": tuple(span for span in passage.chunk.sentences if span not in barred)})
    return passage.model_copy(update={"chunk": chunk, "sentences": tuple(one for one in passage.sentences if one.span not in barred)})


def holds_order(article: Article, span: Span) -> bool:
    """Whether any sentence of a quote is an order."""
    return any(is_order(article.text[start:end]) for start, end in _sentences(article, span.start, span.end))


def masked(article: Article, start: int, end: int) -> str:
    """The characters of ``article`` from ``start`` to ``end``, with line breaks in the place of those of orders."""
    text = article.text[start:end]
    for first, last in _sentences(article, start, end):
        if is_order(article.text[first:last]):
            text = text[: first - start] + "\n" * (last - first) + text[last - start :]
    return text


def _sentences(article: Article, start: int, end: int) -> Iterator[tuple[int, int]]:
    found = sentences(article.text[start:end], article.language_at(start))
    return ((one.start + start, one.end + start) for one in found)


def left_out(answer: Answer, passages: Sequence[Passage]) -> tuple[str, ...]:
    """What the reader is told of orders that were near the answer: they share much with the question, or stand in a cited article.

    Args:
        answer: Complete.
        passages: That it was made from.
    """
    cited = {citation.span.article_id for citation in (*answer.citations, *answer.related)}
    told = []
    for passage in passages:
        barred = {span for span in _barred(answer.question, passage) if answer.mode == "quotes" or not _is_told(passage.article, span)}
        near = any(one.span in barred and one.coverage >= WORTHY for one in passage.sentences)
        if barred and (near or passage.article.id in cited):
            told.append(f"Left out of the answer: a sentence of {_named(passage.article)} that looks like an instruction to a machine.")
    return _few(told, "Left out of the answer: such sentences of {} more articles.")


def _is_told(article: Article, span: Span) -> bool:
    """Whether the prompt has left it out, and says so; a forged mark is only taken out of it."""
    return is_suspicious(article.quote(span))


def marked(passages: Sequence[Passage]) -> tuple[str, ...]:
    """What the reader is told of ``passages`` that hold an order."""
    holding = (passage.article for passage in passages if any(is_order(passage.article.quote(span)) for span in passage.chunk.sentences))
    told = (f"A sentence of {_named(article)} looks like an instruction to a machine." for article in holding)
    return _few(told, "So do sentences of {} more articles.")


def _few(notices: Iterable[str], more: str) -> tuple[str, ...]:
    """Each once, and only the number of those behind the first few."""
    distinct = tuple(dict.fromkeys(notices))
    left = len(distinct) - _NOTICES
    return distinct if left < 2 else (*distinct[:_NOTICES], more.format(left))


def _named(article: Article) -> str:
    outlet = f" ({neutral(article.source[:_NAME])})" if article.source else ""
    return f"“{neutral(article.title[:_NAME])}”{outlet}"
