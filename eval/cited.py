"""What the citations of an answer are worth: against the evidence of the set, and against the sentences they stand behind. Pure."""

from collections.abc import Callable, Iterable, Sequence

from eval.answers import Target
from eval.overlap import Ranges, ranges_of, shared, size
from index.models import Span
from rag.models import Answer, Citation, Sentence
from rag.verify import Evidence, verify

EvidenceOf = Callable[[Span], Evidence | None]


def against_evidence(citations: Sequence[Citation], targets: Sequence[Target]) -> dict[str, float]:
    """``Citation precision`` (where anything is cited), ``Citation recall`` and ``Citation IoU`` (where evidence has a place).

    A citation lies on evidence when they share a character, or where only the article is known, when it is from that article or
    a copy of it.
    """
    if not targets:
        return {}
    found = {"Citation recall": sum(any(_lies_on(one, target) for one in citations) for target in targets) / len(targets)}
    if citations:
        found["Citation precision"] = sum(any(_lies_on(one, target) for target in targets) for one in citations) / len(citations)
    placed = ranges_of(target.place for target in targets if target.place is not None)
    return {**found, "Citation IoU": _iou(ranges_of(_place(one.span) for one in citations), placed)} if placed else found


def against_sentences(answer: Answer, language_of: Callable[[str], str], evidence_of: EvidenceOf) -> dict[str, float]:
    """``ALCE recall`` and ``ALCE precision`` of an answer with sentences (Gao et al. 2023, section 4.3), each in [0, 1].

    Args:
        answer: The answer.
        language_of: Tells the language of a sentence.
        evidence_of: Gives what a cited place says; ``None`` if it is no evidence.
    """
    if not answer.sentences:
        return {}
    judged = [_judged(sentence, language_of(sentence.text), evidence_of) for sentence in answer.sentences]
    cited = sum(len(sentence.citations) for sentence in answer.sentences)
    return {
        "ALCE recall": sum(supported for supported, _ in judged) / len(judged),
        "ALCE precision": sum(needed for _, needed in judged) / cited if cited else 0.0,
    }


def _judged(sentence: Sentence, language: str, evidence_of: EvidenceOf) -> tuple[bool, int]:
    """Whether all citations together support the sentence, and how many of them do so alone or are missed by the others."""
    quotes = [evidence_of(citation.span) for citation in sentence.citations]

    def supports(chosen: Iterable[Evidence | None]) -> bool:
        given = [one for one in chosen if one is not None]
        return bool(given) and verify(sentence.text, language, given).verdict == "supported"

    if not supports(quotes):
        return False, 0
    if len(quotes) == 1:
        return True, 1
    rest = [quotes[:place] + quotes[place + 1 :] for place in range(len(quotes))]
    return True, sum(supports([one]) or not supports(others) for one, others in zip(quotes, rest, strict=True))


def _lies_on(citation: Citation, target: Target) -> bool:
    if target.place is None:
        return target.article_id in (citation.span.article_id, *(copy.article_id for copy in citation.also))
    return target.overlaps(*_place(citation.span))


def _place(span: Span) -> tuple[str, str, int, int]:
    return span.article_id, span.version, span.start, span.end


def _iou(one: Ranges, other: Ranges) -> float:
    both = shared(one, other)
    return both / (size(one) + size(other) - both)
