"""What a person said about an article. It outlives every reading of it."""

import json
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from index.catalog.database import Database
from index.errors import SettingsError
from index.models import Article

CORRECTABLE = ("title", "source", "author", "published", "url", "language", "place")


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
        try:
            Article.model_validate({**article.model_dump(), **fields})
        except ValidationError as error:
            name = error.errors()[0]["loc"][0]
            raise SettingsError(f"{name} cannot be {fields[str(name)]!r}.", remedy="A date is written YYYY-MM-DD.") from error
        now = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT INTO correction (article_id, field, value, made_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (article_id, field) DO UPDATE SET value = excluded.value, made_at = excluded.made_at",
                [(article.id, name, json.dumps(value, ensure_ascii=False), now) for name, value in fields.items()],
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
        found = {**article.found, **dict.fromkeys(fields, "user")}
        return Article.model_validate({**article.model_dump(), **fields, "found": found})
