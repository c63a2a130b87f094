"""Documents of word processors and e-books (DOCX, ODT, RTF, EPUB, PPTX), through pandoc."""

import json
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

from index.errors import ReadError
from index.models import How, RawArticle
from index.readers.bounds import checked_text, completed
from index.readers.moments import stated_moment
from index.readers.pandoc_text import first_heading, inline_text, plain
from index.readers.properties import Properties, packed_properties, rtf_properties
from index.readers.rtf import with_unicode_letters
from index.readers.source import Limits, ReadOptions, Source, Unreadable
from index.readers.zipped import opened_zip, refusal, zip_kind

SECONDS = 60.0
MEMORY = "512M"
INSTALL = "pip install pypandoc_binary"

_RTF = b"{\\rtf"
_ZIPPED = frozenset({"docx", "odt", "epub", "pptx"})
_NOT_TEXT = re.compile(
    r".*\.(?:png|jpe?g|gif|bmp|tiff?|[ew]mf|svg|webp|mp[34]|m4a|wav|ogg|avi|mov|[ot]tf|odttf|woff2?|bin|ole|pdf|zip|(?:xls|doc|ppt)x?)",
    re.IGNORECASE,
)
_TREE_BYTES_A_CHARACTER = 40  # of pandoc's JSON


class PandocReader:
    """Documents that pandoc understands, converted without network, within limits of time and memory.

    Args:
        seconds: What converting one file may take.
        pandoc: The program; ``None`` finds the one that ``pypandoc_binary`` carries, or that is on the path.
    """

    def __init__(self, *, seconds: float = SECONDS, pandoc: str | None = None) -> None:
        self._seconds, self._pandoc = seconds, pandoc

    def accepts(self, source: Source, head: bytes) -> bool:
        """Whether it is RTF by its first bytes, or a zip file whose members make it a document."""
        return head.lstrip().startswith(_RTF) or zip_kind(source, head) in _ZIPPED

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The article in the document.

        Raises:
            ReadError: It is damaged, encrypted, too large, holds no text, or pandoc is missing.
        """
        head = source.head()
        kind = zip_kind(source, head) or "rtf"
        with tempfile.TemporaryDirectory(prefix="sanad-") as directory:
            file = Path(directory) / f"document.{kind}"
            properties = _copy_zip(source, file, limits, kind) if kind in _ZIPPED else _copy(source, file, limits)
            tree = self._convert(file, kind, source, limits)
        yield completed(_article(tree, properties, source, limits), options)

    def _convert(self, file: Path, kind: str, source: Source, limits: Limits) -> Mapping[str, Any]:
        result = file.with_suffix(".json")
        command = [self._pandoc or find_pandoc(), "--sandbox", f"--from={kind}", "--to=json", f"--output={result.name}", file.name]
        try:
            done = subprocess.run(
                [*command, "+RTS", f"-M{MEMORY}", "-RTS"], cwd=file.parent, timeout=self._seconds, capture_output=True, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise ReadError(f"{source.name} took more than {self._seconds:,.0f} s to convert.", remedy="Split it.") from error
        except OSError as error:
            raise ReadError(f"pandoc cannot be run: {error.strerror}.", remedy=f"Install it: {INSTALL}") from error
        if done.returncode != 0 or not result.exists():
            told = _told(done.stderr)
            raise ReadError(f"{source.name} cannot be converted: {told}.", remedy="Save it anew in the program that wrote it.")
        if result.stat().st_size > limits.article_characters * _TREE_BYTES_A_CHARACTER:
            raise ReadError(f"{source.name} holds more than {limits.article_characters:,} characters.", remedy="Split it by its chapters.")
        return _tree(result, source)


def find_pandoc() -> str:
    """The path of the pandoc program.

    Raises:
        ReadError: There is none.
    """
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError) as error:
        found = shutil.which("pandoc")
        if found is None:
            raise ReadError("Documents need pandoc, which is not installed.", remedy=f"Install it: {INSTALL}") from error
        return found


def _copy(source: Source, file: Path, limits: Limits) -> Properties:
    data = source.read(limits)
    file.write_bytes(with_unicode_letters(data))
    return rtf_properties(data)


def _copy_zip(source: Source, file: Path, limits: Limits, kind: str) -> Properties:
    """Write the parts that hold text to ``file``, not packed, so that pandoc unpacks nothing that was not counted."""
    left = limits.file_bytes
    with opened_zip(source, limits) as archive, zipfile.ZipFile(file, "w") as copy:
        for member in archive.infolist():
            if member.is_dir() or _NOT_TEXT.fullmatch(member.filename):
                continue
            left -= member.file_size
            reason = refusal(member, limits) or (f"unpacks to more than {limits.file_bytes / 1e6:,.0f} MB" if left < 0 else "")
            if reason:
                raise ReadError(f"{source.name}: its part {member.filename[:100]!r} {reason}.", remedy="Save it anew, as a plain document.")
            with archive.open(member) as part, copy.open(zipfile.ZipInfo(member.filename), "w") as target:
                shutil.copyfileobj(part, target)
        return packed_properties(archive, kind=kind)


def _tree(result: Path, source: Source) -> Mapping[str, Any]:
    try:
        tree: Mapping[str, Any] = json.loads(result.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{source.name} is nested too deeply.", remedy="Save it as plain text.") from error
    return tree


def _article(tree: Mapping[str, Any], properties: Properties, source: Source, limits: Limits) -> RawArticle:
    meta, blocks = tree.get("meta", {}), tree.get("blocks", [])
    try:
        text, heading = plain(blocks), first_heading(blocks)
    except RecursionError as error:
        raise ReadError(f"{source.name} is nested too deeply.", remedy="Save it as plain text.") from error
    title, how = _title(properties.title or inline_text(meta.get("title")), heading, source)
    text = checked_text(_without_title(text, title), name=source.name, limits=limits)
    published = stated_moment(inline_text(meta.get("date"))) or properties.published  # what readers see goes before what the program wrote
    fields: dict[str, Any] = {
        "author": properties.author or inline_text(meta.get("author")) or None,
        "published": published.day if published else None,
        "published_at": published.at if published else None,
        "updated_at": properties.updated,
        "language": properties.language,
    }
    found: dict[str, How] = {name: "meta" for name, value in fields.items() if value}
    return RawArticle(origin=source.origin, text=text, title=title, found={**found, "title": how}, **fields)


def _without_title(text: str, title: str) -> str:
    first, _, rest = text.lstrip().partition("\n\n")
    return rest if rest and " ".join(first.split()) == title else text


def _title(stated: str, heading: str, source: Source) -> tuple[str, How]:
    if stated:
        return stated, "meta"
    return (heading, "text") if heading else (PurePath(source.name).stem, "filename")


def _told(errors: bytes) -> str:
    lines = [line for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    if any("heap" in line.lower() for line in lines):
        return f"it needs more than {MEMORY}B of memory"
    return " ".join(lines)[:200].rstrip(".") or "pandoc gave no reason"
