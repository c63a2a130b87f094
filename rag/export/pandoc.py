"""The pandoc program, for writing: a document's tree in, its citations set in a style, and a file of any format out."""

import copy
import json
import subprocess
import tempfile
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import ExportError, ReadError
from index.readers.pandoc import INSTALL, find_pandoc
from rag.export import tree
from rag.export.styles import Style

SECONDS = 120.0
MEMORY = "2G"
_ENTRY = "ref-"  # before the key of a reference in the bibliography


def with_citations(document: dict[str, Any], style: Style) -> dict[str, Any]:
    """``document`` with every citation written out in ``style`` and the bibliography where its place is.

    Raises:
        ExportError: The style cannot be followed, or pandoc is missing.
    """
    read = _cited(document, style)
    unprinted = frozenset(_unprinted(read["blocks"]))
    return _cited(_as_pages(document, unprinted), style) if unprinted else read


def _cited(document: dict[str, Any], style: Style) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(_run(document, ["--to=json", "--citeproc", f"--csl={style.file.absolute()}"], style=style))
    return read


def _unprinted(blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The references of which the bibliography says nothing, as Chicago's does of documents that nobody published."""
    for block in blocks:
        if block["t"] == "Div":
            (identity, _, _), inner = block["c"]
            if identity.startswith(_ENTRY) and not tree.text_of(inner).strip():
                yield identity.removeprefix(_ENTRY)
            yield from _unprinted(inner)


def _as_pages(document: dict[str, Any], keys: Container[str]) -> dict[str, Any]:
    """The document with these references as web pages: of one without an address styles print all there is."""
    changed = copy.deepcopy(document)
    for reference in changed["meta"]["references"]["c"]:
        if reference["c"]["id"]["c"] in keys:
            reference["c"]["type"]["c"] = "webpage"
    return changed


def written(document: dict[str, Any], form: str, *options: str) -> bytes:
    """``document`` in one of pandoc's formats.

    Raises:
        ExportError: It cannot be written, or pandoc is missing.
    """
    return _run(document, [f"--to={form}", "--wrap=none", *options])


def _run(document: dict[str, Any], options: Sequence[str], *, style: Style | None = None) -> bytes:
    try:
        program = find_pandoc()
    except ReadError as error:
        raise ExportError("Briefs are exported by pandoc, which is not installed.", remedy=error.remedy) from error
    with tempfile.TemporaryDirectory(prefix="sanad-") as directory:
        result = Path(directory, "result")
        command = [program, "--sandbox", "--from=json", *options, f"--output={result}", "+RTS", f"-M{MEMORY}", "-RTS"]
        try:
            done = subprocess.run(
                command, input=json.dumps(document).encode(), cwd=directory, timeout=SECONDS, capture_output=True, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise ExportError(f"The brief took more than {SECONDS:,.0f} s to write.", remedy="Split it.") from error
        except OSError as error:
            raise ExportError(f"pandoc cannot be run: {error.strerror}.", remedy=f"Install it: {INSTALL}") from error
        if done.returncode or not result.exists():
            raise _failed(done.stderr, style)
        return result.read_bytes()


def _failed(errors: bytes, style: Style | None) -> ExportError:
    lines = " ".join(line.strip() for line in errors.decode("utf-8", "replace").splitlines() if line.strip())
    told = lines[:300].rstrip(".") or "it gave no reason"
    if style is not None and "Citeproc" in lines:
        return ExportError(f"The citation style {style.file} cannot be followed: {told}.", remedy="Take another, or fetch it again.")
    return ExportError(f"pandoc cannot write the brief: {told}.", remedy="Try another format, or another reference document.")
