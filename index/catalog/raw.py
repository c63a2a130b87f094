"""What readers gave, kept so that an article can be cleaned again by a newer cleaner."""

import hashlib
import sqlite3
import zlib

from index.catalog.database import Database
from index.models import RawArticle


class RawTable:
    """Raw articles by the ``sha256`` of their JSON, compressed."""

    def __init__(self, database: Database) -> None:
        """Use the tables of ``database``."""
        self._database = database

    def save(self, connection: sqlite3.Connection, raw: RawArticle) -> str:
        """Keep ``raw``, inside the caller's transaction; its digest."""
        content = raw.model_dump_json().encode()
        digest = hashlib.sha256(content).hexdigest()
        connection.execute("INSERT OR IGNORE INTO raw (digest, content) VALUES (?, ?)", (digest, zlib.compress(content)))
        return digest

    def of_article(self, identity: str) -> RawArticle | None:
        """What the current version of an article was cleaned from; ``None`` if it was not kept."""
        content = self._database.value(
            "SELECT r.content FROM article a JOIN version v ON v.article_id = a.id AND v.version = a.version"
            " JOIN raw r ON r.digest = v.raw WHERE a.id = ?",
            (identity,),
        )
        return RawArticle.model_validate_json(zlib.decompress(content)) if content else None
