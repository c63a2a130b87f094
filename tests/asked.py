"""Evaluation sets made up for tests of runs."""

import json
from pathlib import Path
from typing import Any

TIMES = {"search_seconds": True, "search_timings": True, "answer_seconds": True, "answer_timings": True}  # of a case
_TOWNS = ("Velin", "Tarsan", "Orla", "Kestrel", "Marrow", "Finch", "Adun", "Borel", "Casp", "Dorin", "Elba", "Farn", "Goth", "Hale", "Irun")


def squad_file(path: Path, *, size: int) -> Path:
    """A SQuAD file with a question about each of ``size`` passages."""
    path.write_text(json.dumps({"data": [_entry(number, _TOWNS[number]) for number in range(size)]}), encoding="utf-8")
    return path


def _entry(number: int, town: str) -> dict[str, Any]:
    context = f"The harbour of {town} was dredged in {1900 + number} by {number + 20} barges. The mud was carried out to sea for months."
    answers = [{"text": str(1900 + number), "answer_start": context.index("19")}]
    asked = {"id": f"q{number}", "question": f"When was the harbour of {town} dredged?", "answers": answers}
    return {"title": town, "paragraphs": [{"context": context, "qas": [asked]}]}
