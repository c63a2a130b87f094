"""Plain text and Markdown, with optional front matter."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

import yaml
from charset_normalizer import from_bytes

from index.errors import ReadError
from index.models import How, RawArticle
from index.readers.encoding import sniff_encoding
from index.readers.moments import Moment, stated_moment
from index.readers.source import HEAD_BYTES, Limits, ReadOptions, Source, Unreadable

TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
TITLE_CHARACTERS = 200
_SAMPLE_BYTES = 200_000  # by which an encoding is judged

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE_END = r"(?>\r\n|\r|\n)"  # atomic: a Windows line end is one
_TITLE_LINE = re.compile(rf"\A\s*+(?:#+[ \t]+)?(\S[^\r\n]{{0,{TITLE_CHARACTERS - 1}}}){_LINE_END}[ \t]*{_LINE_END}")
_LANGUAGE_CODE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)
_ENDS_LIKE_A_SENTENCE = re.compile(r"[.؟۔。]$")
_NAMES = {"outlet": "source", "date": "published", "modified": "updated", "lang": "language", "link": "url"}


class TextReader:
    """One article a file. Front matter says what is known of it; a title in the text is left to ``index.metadata``."""

    def accepts(self, source: Source, head: bytes) -> bool:
        """Whether the bytes are text in any encoding, or the name says so."""
        return source.suffix in TEXT_SUFFIXES or sniff_encoding(head, declared=source.charset) is not None

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The article.

        Raises:
            ReadError: The source is empty, too large, not text, or its front matter is broken.
        """
        written, body = _split_front_matter(_decode(source.read(limits), source.name, declared=source.charset), source.name)
        if not _has_text(body):
            raise ReadError(f"{source.name} has no text below its title.", remedy="Add the article's text, or remove the file.")
        if len(body) > limits.article_characters:
            raise _too_long(source.name, len(body), limits.article_characters)
        fields = _stated(written, source.name)
        found: dict[str, How] = dict.fromkeys(fields, "meta")
        told = {name: value for name, value in (("source", options.source), ("language", options.language)) if value and name not in fields}
        found |= dict.fromkeys(told, "user")
        yield RawArticle.model_validate({"origin": source.origin, "text": body, "found": found, **fields, **told})


def _decode(data: bytes, name: str, *, declared: str | None = None) -> str:
    encoding = sniff_encoding(data[:HEAD_BYTES], declared=declared)
    if encoding is None:
        reason = "is not text: it is not UTF-8 and holds binary data, or its encoding is not known"
        raise ReadError(f"{name} {reason}.", remedy="Save it as text in UTF-8.")
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        failed = error
    best = from_bytes(data[:_SAMPLE_BYTES]).best() if encoding == "utf-8" else None  # what begins as ASCII may go on otherwise
    if best is not None and best.encoding not in ("utf_8", "ascii"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(best.encoding)
    what = "UTF-8" if encoding == "utf-8" else encoding
    raise ReadError(f"{name} is not {what} (byte {failed.start:,}) and no other encoding fits.", remedy="Save it as UTF-8.") from failed


def _split_front_matter(text: str, name: str) -> tuple[dict[str, str], str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        found = yaml.load(match[1], yaml.BaseLoader) or {}  # every value stays the text that was written: "no" is Norwegian
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""
        raise ReadError(f"{name} has broken front matter{line}.", remedy="Put values with a colon in quotes.") from error
    if not isinstance(found, Mapping):
        return {}, text
    named = {str(key).lower(): _written(value) for key, value in found.items()}
    return {_NAMES.get(key, key): value for key, value in named.items() if value}, text[match.end() :]


def _written(value: object) -> str:
    """A value as one line: a list of names joined, anything deeper passed over."""
    parts = value if isinstance(value, list) else [value]
    return ", ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())


def _stated(written: Mapping[str, str], name: str) -> dict[str, str | date | datetime]:
    """The fields of an article that front matter states."""
    published, updated = (_moment(written.get(field), name) for field in ("published", "updated"))
    stated: dict[str, str | date | datetime | None] = {field: written.get(field) for field in ("title", "url", "source", "author", "place")}
    stated |= {"language": _language(written.get("language")), "published": published.day if published else None}
    stated |= {"published_at": published.at if published else None}
    if updated:
        stated["updated_at"] = updated.at or datetime.combine(updated.day, time())
    return {field: value for field, value in stated.items() if value}


def _has_text(body: str) -> bool:
    return bool(_split_title(body)[1].strip())


def _too_long(name: str, characters: int, most: int) -> ReadError:
    return ReadError(
        f"{name} holds {characters:,} characters; one article may hold {most:,}.",
        remedy="Split it into articles, or raise SANAD_MAX_ARTICLE_CHARACTERS.",
    )


def _split_title(text: str) -> tuple[str, str]:
    match = _TITLE_LINE.match(text)
    if match is None or _ENDS_LIKE_A_SENTENCE.search(match[1].strip()):
        return "", text
    return match[1].strip(), text[match.end() :]


def _language(value: str | None) -> str | None:
    """``en`` of ``en-GB``; ``None`` for what is no code, so that the language is detected."""
    match = _LANGUAGE_CODE.fullmatch(value or "")
    return match[1].lower() if match else None


def _moment(value: str | None, name: str) -> Moment | None:
    """A day of the front matter; it is meant as one, so what cannot be read is said and not passed over."""
    if value is None:
        return None
    moment = stated_moment(value)
    if moment is None:
        raise ReadError(f"{name} has the date {value!r}.", remedy="Write it as YYYY-MM-DD.")
    return moment
