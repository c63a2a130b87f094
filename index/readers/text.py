"""Plain text and Markdown, with optional front matter."""

import os
import re
import stat
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import yaml
from charset_normalizer import from_bytes

from index.errors import ReadError
from index.models import RawArticle

TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
TITLE_CHARACTERS = 200

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE_END = r"(?>\r\n|\r|\n)"  # atomic: a Windows line end is one
_TITLE_LINE = re.compile(rf"\A\s*+(?:#+[ \t]+)?(\S[^\r\n]{{0,{TITLE_CHARACTERS - 1}}}){_LINE_END}[ \t]*{_LINE_END}")
_LANGUAGE_CODE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)
_ENDS_LIKE_A_SENTENCE = re.compile(r"[.؟۔。]$")
_NAMES = {"outlet": "source", "date": "published", "lang": "language", "link": "url"}


def read_text_file(path: Path, *, max_bytes: int, max_characters: int) -> RawArticle:
    """The article in one text file.

    Args:
        path: The file.
        max_bytes: The largest file to read.
        max_characters: The longest text to accept.

    Raises:
        ReadError: The file is missing, empty, too large, not text, or its front matter is broken.
    """
    text = _decode(_read_bytes(path, max_bytes), path)
    if len(text) > max_characters:
        raise ReadError(
            f"{path} holds {len(text):,} characters; one article may hold {max_characters:,}.",
            remedy="Split it into articles, or raise SANAD_MAX_ARTICLE_CHARACTERS.",
        )
    fields, body = _split_front_matter(text, path)
    first_line, rest = _split_title(body)
    title = fields.get("title") or first_line
    if title == first_line:
        body = rest
    if not body.strip():
        raise ReadError(f"{path} has no text below its title.", remedy="Add the article's text, or remove the file.")
    return RawArticle(
        origin=file_origin(path),
        text=body,
        title=title or path.stem,
        url=fields.get("url"),
        source=fields.get("source"),
        author=fields.get("author"),
        published=_date(fields.get("published"), path),
        language=_language(fields.get("language")),
    )


def file_origin(path: Path) -> str:
    """The URI of a file, the same by whichever way it was reached."""
    return Path(os.path.realpath(path)).as_uri()


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(f"{path} is not a file.", remedy="Give files, or directories that hold them.")
        size = status.st_size
        if size > max_bytes:
            raise ReadError(
                f"{path} is {size / 1e6:,.0f} MB; the limit for one file is {max_bytes / 1e6:,.0f} MB.",
                remedy="Split it into articles, or raise SANAD_MAX_FILE_BYTES.",
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(f"{path} does not exist.", remedy="Check the path.") from error
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {error.strerror}.", remedy="Check the file and its permissions.") from error
    if not data.strip():
        raise ReadError(f"{path} is empty.", remedy="Remove it, or save the article again.")
    return data


def _decode(data: bytes, path: Path) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16", path)
    if _is_binary(data):
        raise ReadError(f"{path} is not text: it holds binary data.", remedy="Convert it to text first.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        best = from_bytes(data[:200_000]).best()
        if best is None:
            raise ReadError(
                f"{path} is not UTF-8 (byte {error.start:,}) and no other encoding fits.", remedy="Save it as UTF-8."
            ) from error
        return _decoded(data, best.encoding, path)


def _decoded(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(f"{path} is neither UTF-8 nor {encoding} (byte {error.start:,}).", remedy="Save it as UTF-8.") from error


def _is_binary(data: bytes) -> bool:
    head = data[:65_536]
    controls = sum(head.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return b"\0" in head or controls > len(head) / 100


def _split_front_matter(text: str, path: Path) -> tuple[dict[str, str], str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        found = yaml.load(match[1], yaml.BaseLoader) or {}  # every value stays the text that was written: "no" is Norwegian
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""
        raise ReadError(f"{path} has broken front matter{line}.", remedy="Put values with a colon in quotes.") from error
    if not isinstance(found, Mapping):
        return {}, text
    named = {str(name).lower(): _written(value) for name, value in found.items()}
    return {_NAMES.get(name, name): value for name, value in named.items() if value}, text[match.end() :]


def _written(value: object) -> str:
    """A value as one line: a list of names joined, anything deeper passed over."""
    parts = value if isinstance(value, list) else [value]
    return ", ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())


def _split_title(text: str) -> tuple[str, str]:
    match = _TITLE_LINE.match(text)
    if match is None or _ENDS_LIKE_A_SENTENCE.search(match[1].strip()):
        return "", text
    return match[1].strip(), text[match.end() :]


def _language(value: str | None) -> str | None:
    """``en`` of ``en-GB``; ``None`` for what is no code, so that the language is detected."""
    match = _LANGUAGE_CODE.fullmatch(value or "")
    return match[1].lower() if match else None


def _date(value: str | None, path: Path) -> date | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError as error:
        raise ReadError(f"{path} has the date {value!r}.", remedy="Write it as YYYY-MM-DD.") from error
