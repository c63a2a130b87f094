"""What a person named as sources: which there are, which are as they were, and which are gone. Needs the catalog alone."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.catalog import Catalog
from index.errors import ReadError
from index.intake import Outcome
from index.prepare import PREPARATION
from index.readers.files import files_below
from index.readers.source import ReadOptions, Source, Unreadable

if TYPE_CHECKING:
    from index.settings import Settings

_ROWS = frozenset({".jsonl", ".ndjson", ".csv", ".tsv", ".tab"})  # one article in a line, about
_MADE_BY = "indexed_with"


def is_address(source: str) -> bool:
    """Whether ``source`` is to be fetched."""
    return source.startswith(("http://", "https://"))


def found(sources: Iterable[str]) -> Iterator[Source | Unreadable]:
    """Every file and address that ``sources`` stand for, and what cannot be looked at.

    Args:
        sources: Paths of files and directories, addresses, or ``-`` for standard input.
    """
    for source in sources:
        if source == "-":
            yield Source.of_standard_input()
        elif is_address(source):
            yield Source.of_address(source)
        else:
            yield from _files(Path(source))


def expected(source: Source | Unreadable) -> int:
    """How many articles a source holds, about: from its first lines for a table, one for anything else."""
    if isinstance(source, Unreadable) or source.suffix not in _ROWS or not source.size:
        return 1
    try:
        head = source.head()
    except ReadError:
        return 1
    return max(1, round(source.size * head.count(b"\n") / max(len(head), 1)))


def digest(source: Source, *, options: ReadOptions, chunk_characters: int) -> str:
    """A digest of the bytes of ``source`` and of everything that decides what is made of them.

    Raises:
        ReadError: It cannot be read.
    """
    made_by = json.dumps([PREPARATION, chunk_characters, options.model_dump(mode="json")], sort_keys=True)
    return hashlib.sha256(f"{source.digest()} {made_by}".encode()).hexdigest()


def unchanged(
    catalog: Catalog, sources: Iterable[Source | Unreadable], *, settings: "Settings", options: ReadOptions
) -> list[Outcome] | None:
    """One outcome for each article of ``sources`` if every one of them is a file and as it was; ``None`` otherwise.

    What it says holds without opening the indexes or the embedder, which take a hundred times as long.
    """
    if catalog.setting(_MADE_BY) != _embedding(settings):
        return None
    outcomes: list[Outcome] = []
    for source in sources:
        if isinstance(source, Unreadable) or source.path is None:
            return None
        try:
            known = catalog.files.unchanged(source.origin, digest(source, options=options, chunk_characters=settings.chunk_characters))
        except ReadError:
            return None
        if known is None:
            return None
        outcomes += (Outcome(origin=source.origin, result="unchanged", article_id=identity) for identity in known)
    return outcomes


def remember_embedding(catalog: Catalog, settings: "Settings") -> None:
    """Note that everything in the library is as these settings make it, so that ``unchanged`` may say so."""
    if catalog.setting(_MADE_BY) != _embedding(settings):
        catalog.set_setting(_MADE_BY, _embedding(settings))


def vanished(catalog: Catalog, directories: Iterable[Path]) -> dict[str, tuple[str, ...]]:
    """The files once read below ``directories`` that are there no more, each with the articles that only they gave.

    A file that is merely out of reach, as for want of a permission, is not gone; nor is what lay below a missing directory.
    """
    gone: dict[str, tuple[str, ...]] = {}
    for directory in directories:
        if directory.is_dir():
            known = catalog.files.below(f"{directory.resolve().as_uri().rstrip('/')}/")
            gone |= {uri: articles for uri, articles in known.items() if _is_gone(uri)}
    if not gone:
        return {}
    kept = {identity for uri, articles in catalog.files.below("").items() if uri not in gone for identity in articles}
    return {uri: tuple(identity for identity in articles if identity not in kept) for uri, articles in gone.items()}


def _files(path: Path) -> Iterator[Source | Unreadable]:
    closed: list[OSError] = []
    for file in files_below(path, refused=closed.append):
        try:
            yield Source.of_file(file)
        except ReadError as error:
            yield Unreadable(origin=file.absolute().as_uri(), reason=error.message, remedy=error.remedy)
    for refusal in closed:
        directory = Path(refusal.filename or path)
        reason = f"{directory} cannot be looked into: {refusal.strerror}."
        yield Unreadable(origin=directory.absolute().as_uri(), reason=reason, remedy="Check its permissions.")


def _embedding(settings: "Settings") -> str:
    """What decides the vectors, without loading what makes them."""
    names: Sequence[str] = ("embedder", "embedding_base_url", "embedding_model", "embedding_dimensions", "onnx_directory", "chroma_url")
    return hashlib.sha256(repr([getattr(settings, name) for name in names]).encode()).hexdigest()


def _is_gone(uri: str) -> bool:
    from urllib.request import url2pathname

    try:
        Path(url2pathname(urlsplit(uri).path)).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
