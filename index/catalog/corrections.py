"""What a person said about an article. It outlives every reading of it."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any

from index.catalog.database import Database
from index.clean import clean_line
from index.errors import SettingsError
from index.models import Article

CORRECTABLE = ("title", "source", "author", "published", "url", "language", "place")

_REQUIRED = ("title", "language")
_WRITTEN = {  # as a whole, and how a person is told to write it
    "published": (r"\d{4}-\d\d-\d\d", "A date is written YYYY-MM-DD."),
    "url": (r"https?://[^\s/]+\S*", "An address begins with http:// or https://."),
    "language": (r"[a-z]{2,3}", "A language is written as its ISO 639-1 code, such as ar."),
}


class CorrectionTable:
    """Corrected fields by article."""

    def __init__(self, database: Database) -> None:
        """Use the tables of ``database``."""
        self._database = database

    def save(self, article: Article, fields: dict[str, str | None]) -> None:
        """Keep corrections of ``article``; ``None`` says that the field has no value.

        Raises:
            SettingsError: A field cannot be corrected, or its value is not valid.
        """
        unknown = sorted(set(fields) - set(CORRECTABLE))
        if unknown:
            raise SettingsError(f"The field {unknown[0]!r} cannot be corrected.", remedy=f"These can: {', '.join(CORRECTABLE)}.")
        said = {name: clean_line(value) or None if value is not None else None for name, value in fields.items()}
        for name, value in said.items():
            _check(name, value)
        now = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT INTO correction (article_id, field, value, made_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (article_id, field) DO UPDATE SET value = excluded.value, made_at = excluded.made_at",
                [(article.id, name, json.dumps(value, ensure_ascii=False), now) for name, value in said.items()],
            )

    def forget(self, identity: str) -> None:
        """Drop all corrections of an article."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM correction WHERE article_id = ?", (identity,))

    def applied(self, article: Article) -> Article:
        """``article`` as the person corrected it."""
        rows = self._database.read("SELECT field, value FROM correction WHERE article_id = ?", (article.id,))
        if not rows:
            return article
        fields: dict[str, Any] = {name: json.loads(value) for name, value in rows}
        if "published" in fields:
            fields["published_at"] = None  # the moment of another day
        found = {**article.found, **dict.fromkeys((name for name, _ in rows), "user")}
        return Article.model_validate({**article.model_dump(), **fields, "found": found})


def _check(name: str, value: str | None) -> None:
    pattern, remedy = _WRITTEN.get(name, ("(?s:.+)", f"The {name} cannot be empty."))
    if value is None and name not in _REQUIRED:
        return
    try:
        if value is None or not re.fullmatch(pattern, value) or (name == "published" and not date.fromisoformat(value)):
            raise ValueError
    except ValueError as error:
        raise SettingsError(f"{name} cannot be {value or ''!r}.", remedy=remedy) from error
