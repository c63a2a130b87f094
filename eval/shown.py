"""Where the evidence of a case stands among what was retrieved. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from eval.answers import Target
from eval.metrics import CUTOFF, SHARED
from eval.models import ShownPassage
from eval.overlap import agreement, ranges_of
from index.models import Span
from rag.models import Passage

_PASSAGES = 3  # that a result keeps to be read
_CHARACTERS = 600  # of each


def key(article_id: str, start: int, end: int) -> str:
    """The name of a place."""
    return f"{article_id}:{start}-{end}"


def ranked(spans: Iterable[Span], targets: Sequence[Target]) -> tuple[str, ...]:
    """Keys of ``spans`` in their order, at most 100; where one holds evidence that none before it does, that of the evidence.

    One that holds several takes as many ranks; one that only repeats what was found is not right, and takes a rank all the same.
    """
    return tuple(dict.fromkeys(_named(spans, targets)))[:CUTOFF]


def ranked_sentences(passages: Sequence[Passage]) -> list[Span]:
    """Each sentence of all passages once, best first by its own score; of equals the one in the better passage."""
    best: dict[Span, float] = {}
    for passage in passages:
        for sentence in passage.sentences:
            best[sentence.span] = max(sentence.score, best.get(sentence.span, sentence.score))
    return sorted(best, key=lambda span: -best[span])


def span_scores(passages: Sequence[Passage], targets: Sequence[Target]) -> dict[str, float]:
    """``Span recall@10``, ``Span precision@10`` and ``Span IoU@10`` of the passages, where the place of the evidence is known."""
    wanted = ranges_of(target.place for target in targets if target.place is not None)
    if not wanted:
        return {}
    spans = (passage.chunk.span for passage in passages[:SHARED])
    found = ranges_of((span.article_id, span.version, span.start, span.end) for span in spans)
    return {f"Span {name}@{SHARED}": value for name, value in agreement(found, wanted).items()}


def first_passages(passages: Sequence[Passage], targets: Sequence[Target]) -> tuple[ShownPassage, ...]:
    """The first passages, to be read."""
    return tuple(
        ShownPassage(
            title=passage.article.title,
            source=passage.article.source,
            text=passage.text if len(passage.text) <= _CHARACTERS else f"{passage.text[:_CHARACTERS]}...",
            language=passage.article.language_at(passage.chunk.span.start),
            right=any(_is_right(passage, target) for target in targets),
        )
        for passage in passages[:_PASSAGES]
    )


def _named(spans: Iterable[Span], targets: Sequence[Target]) -> Iterator[str]:
    waiting = {key(target.article_id, target.start, target.end or 0): target for target in targets if target.start is not None}
    for span in spans:
        held = [name for name, target in waiting.items() if _holds(span, target)]
        yield from held or [key(span.article_id, span.start, span.end)]
        for name in held:
            del waiting[name]


def _holds(span: Span, target: Target) -> bool:
    return target.overlaps(span.article_id, span.version, span.start, span.end)


def _is_right(passage: Passage, target: Target) -> bool:
    if target.place is not None:
        return _holds(passage.chunk.span, target)
    return target.article_id in (passage.article.id, *(copy.article_id for copy in passage.also))
