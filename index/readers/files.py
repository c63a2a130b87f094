"""Files below directories."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from index.catalog import CATALOG_FILE

# Endings looked for below a directory. What is named as a file is read whatever it is called.
SUFFIXES = frozenset(
    {
        *(".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml", ".pdf"),
        *(".docx", ".odt", ".rtf", ".epub", ".eml", ".mbox", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".parquet"),
        *(".rss", ".atom", ".xml", ".zip", ".tar", ".tgz", ".tbz2", ".txz", ".bz2", ".xz"),
    }
)


def files_below(path: Path, *, refused: Callable[[OSError], None] = lambda error: None) -> Iterator[Path]:
    """``path`` if it is a file or missing; below a directory every file a reader may understand, sorted.

    Hidden files and directories and libraries are passed over, links to directories are not followed.

    Args:
        path: A file or a directory.
        refused: Told of every directory that cannot be looked into.
    """
    if not path.is_dir():
        yield path
        return
    for directory, names, files in os.walk(path, onerror=refused):
        if CATALOG_FILE in files:
            names.clear()
            continue
        names[:] = sorted(name for name in names if not is_hidden(name))
        for name in sorted(files):
            if not is_hidden(name) and is_wanted(name):
                yield Path(directory, name)


def is_wanted(name: str) -> bool:
    """Whether a file of this name is read where only its directory was named."""
    return Path(name.lower().removesuffix(".gz")).suffix in SUFFIXES


def is_of_library(path: Path, *, below: Path) -> bool:
    """Whether ``path`` belongs to a library that lies below a directory: those files are no sources."""
    return any((parent / CATALOG_FILE).exists() for parent in path.parents if parent.is_relative_to(below))


def is_hidden(name: str) -> bool:
    """Whether a file or directory of this name is passed over."""
    return name.startswith(".")
