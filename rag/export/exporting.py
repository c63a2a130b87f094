"""A brief as a file of any format."""

import contextlib
import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from index.errors import ExportError
from index.language import direction
from rag.brief.models import Brief, Identity
from rag.export import tree
from rag.export.appendix import appendix, legend, sources
from rag.export.document import body, document
from rag.export.finishing import finished, with_places, without_bibliography
from rag.export.packed import check_look
from rag.export.pandoc import with_citations
from rag.export.styles import Style, style_of

Form = Literal["md", "docx", "html", "odt", "tex", "pdf", "bib", "ris", "csl.json"]
Citations = Literal["footnotes", "pandoc"]

FORMS: tuple[Form, ...] = get_args(Form)
MEDIA_TYPES: dict[Form, str] = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "odt": "application/vnd.oasis.opendocument.text",
    "tex": "application/x-tex; charset=utf-8",
    "pdf": "application/pdf",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json",
}
_REFERENCES = frozenset({"bib", "ris", "csl.json"})  # which no style changes
_NO_NAME = re.compile(r"[^\w\s-]+")
_LONGEST_NAME = 80


class Exported(NamedTuple):
    """A brief as a file.

    Attributes:
        name: For saving it, made of the brief's title.
        media_type: Of the file.
        data: What is in it.
    """

    name: str
    media_type: str
    data: bytes


class Choices(NamedTuple):
    """How a brief is to be written.

    Attributes:
        style: Name of a citation style or path of a ``.csl`` file; ``None`` takes the brief's.
        appendix: Whether every quotation follows in its context.
        citations: For Markdown, whether citations are footnotes or pandoc's keys.
        verdicts: Whether sentences that are supported have a sign as well.
        reference_document: A DOCX or ODT file that the look is taken from.
        remarks: What is to be said under an item, by its id, such as that there is a newer report.
    """

    style: str | None = None
    appendix: bool = False
    citations: Citations = "footnotes"
    verdicts: bool = True
    reference_document: Path | None = None
    remarks: Mapping[Identity, Sequence[str]] = {}


def export(brief: Brief, target: Path | None = None, *, form: Form, choices: Choices = Choices()) -> bytes:  # noqa: B008
    """The brief in a format, written to ``target`` if one is given: wholly, or not at all.

    Raises:
        ExportError: It cannot be written so.
    """
    data = _written(brief, form, choices)
    if target is not None:
        _save(target, data)
    return data


def exported(brief: Brief, form: Form, choices: Choices = Choices()) -> Exported:  # noqa: B008
    """The brief as a file to be saved, with a name made of its title. A style is taken by its name only, never from a file.

    Raises:
        ExportError: It cannot be written so.
    """
    if form not in _REFERENCES:
        style_of(choices.style or brief.style, files=False)
    return Exported(f"{file_name(brief.title)}.{form}", MEDIA_TYPES[form], export(brief, form=form, choices=choices))


def file_name(title: str) -> str:
    """A name for a file, without what systems do not allow in one."""
    words = _NO_NAME.sub(" ", unicodedata.normalize("NFC", tree.clean(title))).split()
    return "-".join(words)[:_LONGEST_NAME].strip("-_") or "brief"


def finished_document(brief: Brief, style: Style, choices: Choices) -> dict[str, Any]:
    """The document of a brief with its citations in a style, its bibliography and what follows it, ready for a writer of pandoc's."""
    notes = style.manner == "note"
    content = [*body(brief, notes=notes, verdicts=choices.verdicts, remarks=choices.remarks), *_behind(brief, choices)]
    cited = with_citations(document(brief, content), style)
    blocks = without_bibliography(cited["blocks"])
    if choices.appendix:
        blocks = with_places(blocks, brief, notes=notes)
    base = direction(brief.language)
    meta = {name: value for name, value in cited["meta"].items() if name in ("author", "date", "lang", "dir")}
    title = {"t": "MetaInlines", "c": finished([tree.plain(cited["meta"]["title"]["c"])], base)[0]["c"]}
    return {**cited, "meta": {**meta, "title": title}, "blocks": finished(blocks, base)}


def _behind(brief: Brief, choices: Choices) -> tree.Blocks:
    return [
        *sources(brief),
        *legend(brief, verdicts=choices.verdicts, reasons=choices.appendix),
        *(appendix(brief) if choices.appendix else []),
    ]


def _written(brief: Brief, form: Form, choices: Choices) -> bytes:
    if form in _REFERENCES:
        return _references(brief, form)
    if choices.reference_document:
        check_look(choices.reference_document, form)
    if form == "md" and choices.citations == "pandoc":
        return _with_keys(brief, choices)
    return _set(brief, form, finished_document(brief, style_of(choices.style or brief.style), choices), choices.reference_document)


def _set(brief: Brief, form: Form, finished: dict[str, Any], look: Path | None) -> bytes:
    """A finished document in its format; what writes one is read only when it is wanted."""
    language = brief.language
    match form:
        case "md":
            from rag.export.markdown import markdown

            return markdown(finished)
        case "html":
            from rag.export.html import page

            return page(finished, language=language)
        case "docx":
            from rag.export.docx import docx

            return docx(finished, language=language, reference=look)
        case "odt":
            from rag.export.odt import odt

            return odt(finished, language=language, reference=look)
        case "tex":
            from rag.export.latex import latex

            return latex(finished)
        case "pdf":
            from rag.export.pdf import pdf

            return pdf(finished, language=language, made_at=brief.changed_at)
    raise ExportError(f"A brief cannot be written as {form!r}.", remedy=f"Take one of {', '.join(FORMS)}.")


def _references(brief: Brief, form: Form) -> bytes:
    from rag.export.bibtex import bibtex
    from rag.export.csl import csl_json
    from rag.export.ris import ris

    return {"bib": bibtex, "ris": ris, "csl.json": csl_json}[form](brief).encode()


def _with_keys(brief: Brief, choices: Choices) -> bytes:
    from rag.export.markdown import pandoc_markdown

    style = style_of(choices.style or brief.style)
    notes = style.manner == "note"
    content = [*body(brief, notes=notes, verdicts=choices.verdicts, remarks=choices.remarks), *_behind(brief, choices)]
    return pandoc_markdown(document(brief, content))


def _save(target: Path, data: bytes) -> None:
    """Write a file wholly or not at all; what is no file, such as a pipe, is written to as it is."""
    arriving = target.with_name(f".{target.name[:_LONGEST_NAME]}.{secrets.token_hex(4)}")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        arriving.write_bytes(data)
        arriving.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            arriving.unlink(missing_ok=True)
        raise ExportError(f"{target} cannot be written: {error.strerror}.", remedy="Check the folder and its permissions.") from error
