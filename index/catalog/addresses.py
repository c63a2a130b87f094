"""What hosts gave to ask whether a page changed."""

from collections.abc import Mapping
from datetime import UTC, datetime

from index.catalog.database import Database

Validators = tuple[str | None, str | None]  # ETag and Last-Modified, as they were given


class AddressTable:
    """Validators by address."""

    def __init__(self, database: Database) -> None:
        """Use the tables of ``database``."""
        self._database = database

    def recall(self, url: str) -> Validators:
        """What ``url`` is to be asked with; twice ``None`` for a page that is not known."""
        rows = self._database.read("SELECT etag, modified FROM address WHERE url = ?", (url,))
        return (rows[0][0], rows[0][1]) if rows else (None, None)

    def remember(self, answered: Mapping[str, Validators]) -> None:
        """Keep what addresses were answered with, once their articles are stored."""
        now = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT INTO address (url, etag, modified, asked_at) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE"
                " SET etag = excluded.etag, modified = excluded.modified, asked_at = excluded.asked_at",
                [(url, *validators, now) for url, validators in answered.items()],
            )
