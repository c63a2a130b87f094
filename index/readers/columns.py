"""Which column of a table holds which field of an article."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from index.errors import ReadError
from index.models import How, RawArticle
from index.readers.bounds import checked_text, fraction_of
from index.readers.moments import stated_moment
from index.readers.source import Limits, Source

Row = Mapping[str, Any]

# Names that exports use, folded (letters and digits, lower case), the more telling first. The first that is not empty is taken.
NAMES: Mapping[str, tuple[str, ...]] = {
    name: tuple(folded.split())
    for name, folded in {
        "text": "text articletext articlebody fulltext maintext bodytext plaintext cleantext contenttext body content articlecontent "
        "contenthtml bodyhtml html contents story storytext storybody article passage document paragraph transcript message "
        "abstract summary description snippet",
        "title": "title headline articletitle heading head subject name",
        "url": "url link articleurl canonicalurl weburl pageurl permalink href uri sourceurl",
        "published": "published publishedat publisheddate publishdate datepublished publicationdate pubdate publishedon publishedtime "
        "publishtime date datetime articledate timestamp created createdat datecreated postedat time",
        "updated": "updated updatedat dateupdated modified modifiedat datemodified lastmodified lastupdated",
        "source": "source outlet publisher publication publicationname newspaper sitename sourcename site website medium media feedname "
        "feed journal domain",
        "author": "author authors byline writer journalist reporter creator",
        "language": "language lang languagecode locale",
        "place": "dateline place",
        "id": "id articleid docid documentid uuid guid key",
    }.items()
}
_NAMED_WITHIN = ("name", "title", "value", "label", "text", "href", "url", "$oid", "$date")  # of an object in a field


def fold(name: str) -> str:
    """A column's name without case, spaces and punctuation: ``Published At`` and ``published_at`` are one."""
    return "".join(character for character in name.casefold() if character.isalnum())


class Columns:
    """The columns of a table by field.

    Args:
        given: Field to column, as the person said; these are not guessed.

    Raises:
        ReadError: ``given`` names a field that articles do not have.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        unknown = sorted(set(given) - set(NAMES))
        if unknown:
            raise ReadError(f"{unknown[0]!r} is no field of an article.", remedy=f"Fields are: {', '.join(NAMES)}.")
        self._given = given
        self._known: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}

    def of(self, names: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """For each field, which of the columns ``names`` may hold it, best first."""
        key = tuple(names)
        if key not in self._known:
            if len(self._known) > 100:  # objects whose keys differ from line to line
                self._known.clear()
            folded: dict[str, str] = {}
            for name in names:
                folded.setdefault(fold(name), name)
            self._known[key] = {field: self._candidates(field, names, folded) for field in NAMES}
        return self._known[key]

    def _candidates(self, field: str, names: Sequence[str], folded: Mapping[str, str]) -> tuple[str, ...]:
        wanted = self._given.get(field)
        if wanted is None:
            taken = set(self._given.values())
            return tuple(folded[name] for name in NAMES[field] if name in folded and folded[name] not in taken)
        exact = wanted if wanted in names else folded.get(fold(wanted))
        return (exact,) if exact is not None else ()


def article_of(row: Row, columns: Columns, *, source: Source, place: str, limits: Limits, strip: Callable[[str], str]) -> RawArticle:
    """The article in one row.

    Args:
        row: The cells by column.
        columns: Which column holds which field.
        source: The table.
        limits: The longest text.
        place: Where the row is, such as ``line=7``: its origin when it has neither an address nor an id of its own.
        strip: Takes the markup out of text.

    Raises:
        ReadError: The row has no text, or too much.
    """
    flat = _flat(row)
    chosen = columns.of(tuple(flat))
    values = {field: _first(flat, names) for field, names in chosen.items()}
    values["text"] = checked_text(strip(values["text"]), name=f"{source.name}, {place.replace('=', ' ')},", limits=limits)
    published = next((found for name in chosen["published"] if (found := stated_moment(flat[name]))), None)
    updated = next((found for name in chosen["updated"] if (found := stated_moment(flat[name]))), None)
    url = values["url"] if _is_address(values["url"]) else None
    fields: dict[str, Any] = {
        "title": " ".join(strip(values["title"]).split()) if values["title"] != values["text"] else "",
        "url": url,
        "source": values["source"] or None,
        "author": values["author"] or None,
        "published": published.day if published else None,
        "published_at": published.at if published else None,
        "updated_at": updated.at if updated else None,
        "place": values["place"] or None,
        "language": _language(values["language"]),
    }
    how: dict[str, How] = {name: "column" for name, value in fields.items() if value}
    return RawArticle(origin=_origin(source, url, values["id"], place), text=values["text"], found=how, **fields)


def _origin(source: Source, url: str | None, row_id: str, place: str) -> str:
    if url and urlsplit(url).path.strip("/") + urlsplit(url).query:  # the address of an outlet's front page names no article
        return url
    if not row_id:
        return fraction_of(source, place)
    if len(row_id) > 200:
        row_id = hashlib.sha256(row_id.encode()).hexdigest()
    return fraction_of(source, f"id={quote(row_id, safe='')}")


def _flat(row: Row) -> dict[str, Any]:
    """``row`` with what its ``metadata`` (or ``_source``, ``meta``) object holds, where the row does not have it itself."""
    flat = dict(row)
    for name in ("_source", "metadata", "meta"):
        inner = row.get(name)
        if isinstance(inner, Mapping):
            flat.update({str(key): value for key, value in inner.items() if not _written(flat.get(key))})
    return flat


def _first(row: Row, names: Sequence[str]) -> str:
    return next((text for name in names if (text := _written(row.get(name)))), "")


def _written(value: object) -> str:
    """A value as text: a list joined by commas (of paragraphs: by blank lines), an object by the name in it."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        return next((text for name in _NAMED_WITHIN if isinstance(text := value.get(name), str) and text.strip()), "").strip()
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        parts = [text for part in value if not isinstance(part, list) and (text := _written(part))]
        return ("\n\n" if any(len(part) > 100 for part in parts) else ", ").join(parts)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) and value == value else ""


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not any(character.isspace() for character in value)


def _language(value: str) -> str | None:
    code = value.replace("_", "-").partition("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None
