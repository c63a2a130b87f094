"""A brief as the first schema of kept briefs has it.

When this fails, add a migration to index.catalog.brief_schema that changes the JSON, and do not change it here.
"""

import json
import sqlite3
import zlib
from pathlib import Path
from typing import Any

from index.catalog.brief_schema import MIGRATIONS
from index.catalog.briefs import BRIEFS_FILE
from index.models import text_version
from rag.brief.briefs import Briefs
from tests.briefed import Shelf

TEXT = "Before it. The quote. After it."
VERSION = text_version(TEXT)
WHEN = "2026-05-02T10:00:00+00:00"
SPAN = {"article_id": "0123456789abcdef", "version": VERSION, "start": 11, "end": 21}
COPY = {"article_id": "a", "title": "T", "source": "Courier", "published": "2026-03-04", "url": None}
VALUE: dict[str, Any] = {"value": "200", "unit": "people", "span": SPAN, "quote": "The quote.", "title": "T", "source": None, "also": []}
BRIEF: dict[str, Any] = {
    "id": "b1",
    "title": "Rivers",
    "language": "ar",
    "author": "A. Haddad",
    "style": "apa",
    "sections": [
        {
            "id": "h1",
            "title": "",
            "items": [
                {
                    "id": "i4",
                    "kind": "answer",
                    "heading": "How many?",
                    "language": "en",
                    "sentences": [
                        {
                            "text": "So it is.",
                            "marks": [{"at": 9, "citation": "c3"}],
                            "verdict": "partly",
                            "support": 0.5,
                            "reasons": ["So so."],
                            "begins": True,
                        }
                    ],
                    "differences": [{"what": "people", "values": [VALUE], "relation": "update"}],
                    "as_of": WHEN,
                    "mode": "model",
                    "answer": 7,
                    "edited": True,
                }
            ],
        }
    ],
    "sources": {
        "s2": {
            "id": "s2",
            "article_id": "0123456789abcdef",
            "version": VERSION,
            "accessed": "2026-05-02",
            "title": "T",
            "source": "Courier",
            "author": "L. Marsh",
            "published": "2026-03-04",
            "published_at": None,
            "updated_at": None,
            "place": "ORSEN",
            "url": "https://example.org/a",
            "origin": "file:///a",
            "language": "en",
        }
    },
    "citations": {
        "c3": {
            "id": "c3",
            "source": "s2",
            "start": 11,
            "end": 21,
            "quote": "The quote.",
            "before": "Before it. ",
            "after": " After it.",
            "language": "en",
            "page": 2,
            "also": [COPY],
            "translation": "الاقتباس",
            "translator": "scripted",
        }
    },
    "made_at": WHEN,
    "changed_at": WHEN,
    "next": 5,
}


def test_a_brief_of_the_first_schema_is_read_with_its_evidence(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / BRIEFS_FILE)
    connection.executescript(MIGRATIONS[0])
    connection.execute("PRAGMA user_version = 1")
    connection.execute("INSERT INTO brief VALUES ('b1', '', ?, ?, 3, 3, NULL)", (WHEN, WHEN))
    content = zlib.compress(json.dumps(BRIEF, ensure_ascii=False).encode())
    connection.execute("INSERT INTO revision VALUES ('b1', 3, 'Rivers', 'answer', 'How many?', ?, ?)", (WHEN, content))
    connection.execute("INSERT INTO evidence VALUES (?, ?)", (VERSION, zlib.compress(TEXT.encode())))
    connection.execute("INSERT INTO cited VALUES ('b1', ?)", (VERSION,))
    connection.commit()
    connection.close()
    briefs = Briefs(tmp_path, Shelf([]))
    kept = briefs.get("b1")
    assert (kept.revision, kept.undoes, [one.what for one in briefs.history("b1")]) == (3, None, ["answer"])
    assert {name: json.loads(kept.brief.model_dump_json())[name] for name in ("citations", "sources")} == {
        name: BRIEF[name] for name in ("citations", "sources")
    }
    (item,) = kept.brief.items
    assert (item.sentences[0].verdict, item.differences[0].values[0].span.end) == ("partly", 21)
    assert briefs.text_of(kept.brief.sources["s2"]) == TEXT
    briefs.close()
