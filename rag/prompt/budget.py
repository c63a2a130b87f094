"""Which sentences of the passages are sent, when not all fit: the most valuable ones, and none in part. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from index.models import Span
from rag.cite.references import Reference
from rag.models import Passage
from rag.prompt.neutral import is_suspicious, neutral
from rag.prompt.tokens import count_tokens

_NEIGHBOUR = 0.3  # share of a sentence's value that one beside it has from it, for it may be what the sentence refers to
_FIRST = 0.05  # of the first sentence of a passage, for who and where


class Line(NamedTuple):
    """One sentence as it is sent.

    Attributes:
        number: Its passage and its place in it, from 1.
        span: The sentence.
        text: Without anything that could pass for a mark of ours.
        tokens: What it takes with its number.
        value: How much it may help, at least 0; comparable within one question.
    """

    number: Reference
    span: Span
    text: str
    tokens: int
    value: float


class Lines(NamedTuple):
    """The sentences of all passages.

    Attributes:
        lines: In order.
        suspicious: The numbers of passages that hold a sentence that speaks to a model; such sentences are not among the lines.
    """

    lines: tuple[Line, ...]
    suspicious: tuple[int, ...]


def lines_of(passages: Sequence[Passage]) -> Lines:
    """The sentences of ``passages``, numbered by the place of each passage; the same words are taken once, from the first."""
    highest = max((passage.score for passage in passages), default=0.0) or 1.0
    best = max((one.score for passage in passages for one in passage.sentences), default=0.0) or 1.0
    lines: list[Line] = []
    suspicious: list[int] = []
    seen: set[Span] = set()
    texts: set[str] = set()
    for place, passage in enumerate(passages, start=1):
        own = {one.span: one.score / best + one.coverage for one in passage.sentences}
        spans = passage.chunk.sentences
        for number, span in enumerate(spans, start=1):
            if span in seen:
                continue
            seen.add(span)
            said = passage.article.quote(span)
            if is_suspicious(said):
                suspicious.append(place)
                continue
            beside = max((own.get(other, 0.0) for other in spans[max(number - 2, 0) : number + 1]), default=0.0)
            value = passage.score / highest + max(own.get(span, 0.0), _NEIGHBOUR * beside) + _FIRST * (number == 1)
            text = neutral(said)
            if text and text not in texts:
                texts.add(text)
                lines.append(Line((place, number), span, text, count_tokens(f"{place}.{number} {text}\n"), value))
    return Lines(tuple(lines), tuple(dict.fromkeys(suspicious)))


def fitting(lines: Sequence[Line], *, heads: dict[int, int], budget: int) -> tuple[Line, ...]:
    """The most valuable of ``lines`` that fit together, in their order.

    Args:
        lines: All there are.
        heads: What the head of each passage takes, by its number; paid with its first sentence.
        budget: Tokens there are.
    """
    left, taken, opened = budget, set[Reference](), set[int]()
    for line in sorted(lines, key=lambda line: -line.value):
        passage = line.number[0]
        tokens = line.tokens + (0 if passage in opened else heads[passage])
        if tokens <= left:
            left -= tokens
            opened.add(passage)
            taken.add(line.number)
    return tuple(line for line in lines if line.number in taken)
