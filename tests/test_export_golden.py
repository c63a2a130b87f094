"""What a brief looks like in three styles, kept as files.

After a change that is meant: ``UPDATE_GOLDEN=1 pytest tests/test_export_golden.py``, then read the difference.
"""

import os
from pathlib import Path

import pytest

from rag.export.exporting import Choices, Form, export
from tests.sample_brief import sample_brief

GOLDEN = Path(__file__).parent / "golden" / "briefs"
CASES: tuple[tuple[str, Form, str], ...] = (
    ("chicago-notes", "md", "en"),
    ("apa", "md", "en"),
    ("ieee", "html", "en"),
    ("harvard", "md", "ar"),
)


@pytest.mark.parametrize(("style", "form", "language"), CASES)
def test_a_brief_is_written_as_it_was_before(style: str, form: Form, language: str) -> None:
    file = GOLDEN / f"{style}.{language}.{form}"
    brief = sample_brief(language=language)
    written = export(brief, form=form, choices=Choices(style=style, appendix=style == "chicago-notes")).decode()
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(written, encoding="utf-8", newline="")
    assert written == file.read_text(encoding="utf-8")
