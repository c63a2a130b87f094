"""An answer as the first schema of kept answers has it.

When this fails, add a migration to index.catalog.answers that changes the JSON, and do not change it here.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

from index.catalog.answers import KeptAnswer
from rag.kept import answer_of, request_of, turn_of

SPAN = {"article_id": "0123456789abcdef", "version": "f" * 64, "start": 4, "end": 12}
COPY = {"article_id": "a", "title": "T", "source": "Courier", "published": "2026-03-04", "url": None}
SHOWN = {"title": "T", "source": "Wire", "published": "2026-03-04", "url": "https://example.org/a", "language": "en"}
CITATION = {"number": 1, "span": SPAN, "quote": "the quote", "page": 2, "also": [COPY], **SHOWN}
FILTERS = {"languages": ["en"], "sources": [], "published_from": "2026-01-01", "published_to": None, "articles": []}
VALUE: dict[str, Any] = {
    "value": "200",
    "unit": "people",
    "span": SPAN,
    "quote": "200 people",
    "emphasis": [[0, 3]],
    "newest": True,
    **SHOWN,
}
QUESTION: dict[str, Any] = {
    "text": "And who?",
    "language": "en",
    "searched": "who won",
    "kind": "person",
    "phrases": ["won"],
    "understood": [{"kind": "date", "value": "2026-01-01/..", "text": "since January", "strict": True}],
    "filters": FILTERS,
    "parts": [],
    "wants_sources": False,
}
ANSWER = {
    "question": {**QUESTION, "parts": [QUESTION]},
    "sentences": [
        {"text": "It did.", "citations": [CITATION], "verdict": "partly", "support": 0.5, "reasons": ["No."], "emphasis": [[0, 2]]},
        {"text": "It was.", "citations": [], "verdict": "not_supported", "support": 0.0, "reasons": [], "emphasis": []},
    ],
    "differences": [{"what": "people", "relation": "correction", "values": [{**VALUE, "also": [{**VALUE, "also": []}]}]}],
    "status": "partial",
    "missing": ["Gaza"],
    "mode": "model",
    "related": [CITATION],
    "answerability": {"score": 0.7, "language": "en", "features": {"coverage": 0.5}},
    "notices": ["One."],
    "usage": {"prompt_tokens": 5, "completion_tokens": 3, "estimated": True, "first_token": 0.5, "seconds": 1.5, "cost": None},
    "growing": "",
    "timings": {"total": 0.25},
    "kept": None,
}
REQUEST = {"history": [{"question": "Who?", "answer": "They."}], "ignore": ["date"], "filters": FILTERS, "today": "2026-05-02"}


def kept() -> KeptAnswer:
    return KeptAnswer(
        id=7,
        conversation="c",
        asked_at=datetime(2026, 5, 2, tzinfo=UTC),
        question="And who?",
        request=json.dumps(REQUEST),
        answer=json.dumps(ANSWER),
        settings={},
        versions={},
        seconds=1.0,
    )


def holds(read: Any, said: Any) -> bool:
    """Whether all that was said is read, whatever fields were added since."""
    if isinstance(said, dict):
        return all(name in read and holds(read[name], value) for name, value in said.items())
    if isinstance(said, list):
        return len(read) == len(said) and all(map(holds, read, said))
    return bool(read == said)


def test_an_answer_that_was_kept_can_be_read() -> None:
    answer = answer_of(kept())
    assert holds(answer.model_dump(mode="json"), {**ANSWER, "kept": 7})
    assert answer.sentences[0].citations[0].published == date(2026, 3, 4)
    assert holds(request_of(kept()).model_dump(mode="json"), REQUEST)
    assert turn_of(kept()).answer == "It did. It was."
