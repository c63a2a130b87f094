"""The JSON objects the commands print; docs/json.md describes them and a test keeps them."""

from collections.abc import Sequence
from typing import Any

from index.models import Span
from rag.explain import Explanation
from rag.models import Answer, Citation, Passage, Question, Sentence
from rag.retrieve import Found
from ui.declining import Advice, advice


def answer_shape(answer: Answer, *, model: str = "") -> dict[str, Any]:
    """The object of ``ask --json``; ``model`` is the one that is configured."""
    return {
        "question": answer.question.text,
        "language": answer.question.language,
        **_understood(answer.question),
        "status": answer.status,
        "mode": answer.mode,
        "model": model if answer.mode == "model" else None,
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "differences": [difference.model_dump(mode="json") for difference in answer.differences],
        **_declined(answer),
        "answerability": answer.answerability.model_dump(mode="json"),
        "usage": answer.usage.model_dump(mode="json") if answer.usage else None,
        "timings": {stage: round(seconds, 4) for stage, seconds in answer.timings.items()},
        "notices": list(answer.notices),
    }


def search_shape(query: str, found: Found, explanations: Sequence[Explanation] = ()) -> dict[str, Any]:
    """The object of ``search --json``; with explanations, each passage has its own."""
    passages = [_passage(passage, rank) for rank, passage in enumerate(found.passages, 1)]
    for passage, explanation in zip(passages, explanations, strict=False):
        passage["explanation"] = explanation.model_dump(mode="json", exclude={"score", "coverage"})
    return {"query": query, **_understood(found.question), "passages": passages, "notices": list(found.notices)}


def _understood(question: Question) -> dict[str, Any]:
    return {
        "searched": question.searched,
        "kind": question.kind,
        "understood": [{**one.model_dump(mode="json"), "key": one.key} for one in question.understood],
        "parts": [part.searched for part in question.parts],
    }


def _declined(answer: Answer) -> dict[str, Any]:
    """What was looked for, what is near and what may help; empty unless nothing answers."""
    advised = advice(answer) if answer.status == "declined" else Advice((), ())
    return {
        "related": [citation_shape(citation) for citation in answer.related],
        "looked_for": list(advised.looked_for),
        "suggestions": [suggestion.text for suggestion in advised.suggestions],
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    own = sentence.model_dump(mode="json", include={"text", "verdict", "support", "reasons", "emphasis", "opinion"})
    return {**own, "citations": [citation_shape(citation) for citation in sentence.citations]}


def citation_shape(citation: Citation) -> dict[str, Any]:
    """A citation wherever one is printed."""
    return {
        "number": citation.number,
        **_span(citation.span),
        "quote": citation.quote,
        "title": citation.title,
        "source": citation.source,
        "published": citation.published.isoformat() if citation.published else None,
        "url": citation.url,
        "language": citation.language,
        "page": citation.page,
        "also": [copy.model_dump(mode="json") for copy in citation.also],
    }


def _passage(passage: Passage, rank: int) -> dict[str, Any]:
    article = passage.article
    return {
        "rank": rank,
        **_span(passage.chunk.span),
        "text": passage.text,
        "score": passage.score,
        "scores": passage.scores,
        "coverage": passage.coverage,
        "title": article.title,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "language": article.language,
        "also": [copy.model_dump(mode="json") for copy in passage.also],
    }


def _span(span: Span) -> dict[str, Any]:
    return span.model_dump()
