"""``brief export``: a brief as a document or as references."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from index.errors import ExportError
from ui.cli.brief import BRIEF_HELP, opened
from ui.cli.library import write_notices
from ui.cli.options import Options
from ui.cli.progress import Bar
from ui.cli.terminal import clean, messages, output, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.brief.models import Brief, Identity
    from rag.export.exporting import Form

FORM_NAMES = ("md", "docx", "html", "odt", "tex", "pdf", "bib", "ris", "csl.json")
_OTHER_SUFFIXES: dict[str, "Form"] = {"markdown": "md", "htm": "html", "latex": "tex", "bibtex": "bib", "json": "csl.json"}
_TEXTS = frozenset({"md", "html", "tex", "bib", "ris", "csl.json"})


def _list_styles(asked: bool) -> None:
    if not asked:
        return
    from rag.export.styles import STYLES, style_of

    for name in STYLES:
        style = style_of(name)
        write(output(), (f"{name:<20}", "cyan"), f"  {style.title}", ("  cites in notes" if style.manner == "note" else "", "dim"))
    write(output(), ("Any other style of the Citation Style Language is taken by its name, such as nature, or as a .csl file.", "dim"))
    raise typer.Exit


def export(
    context: typer.Context,
    brief: Annotated[str, typer.Argument(metavar="BRIEF", help=BRIEF_HELP, show_default=False)],
    file: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file; its suffix says the format.", show_default=False)
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="|".join(FORM_NAMES), help="The format, if the file does not say it.", show_default=False),
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(metavar="NAME|FILE", help="Citation style: a name, or a .csl file. The brief's own otherwise.", show_default=False),
    ] = None,
    appendix: Annotated[bool, typer.Option("--appendix", help="Add every quotation in its context, with version and offsets.")] = False,
    reference_document: Annotated[
        Path | None,
        typer.Option("--reference-document", metavar="FILE", help="Take the look from this DOCX or ODT file.", show_default=False),
    ] = None,
    citations: Annotated[
        Literal["footnotes", "pandoc"],
        typer.Option(help="For Markdown: written out in the style, or as keys such as @pell2026, with the references above."),
    ] = "footnotes",
    no_verdicts: Annotated[
        bool, typer.Option("--no-verdicts", help="Leave the sign off sentences that are supported; all others keep theirs.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Check it first, and note under its items what was corrected since, and later reports that say otherwise."
        ),
    ] = False,
    revision: Annotated[
        int | None, typer.Option(metavar="N", help="As it was at a revision that `sanad brief history` lists.", show_default=False)
    ] = None,
    list_styles: Annotated[
        bool, typer.Option("--list-styles", is_eager=True, callback=_list_styles, help="Name the citation styles and end.")
    ] = False,
) -> None:
    """Write a brief as Markdown, DOCX, HTML, ODT, LaTeX or PDF, or its references as BibTeX, RIS or CSL-JSON.

    Without a file, text goes to standard output.
    """
    from rag.export.exporting import Choices
    from rag.export.exporting import export as exported

    chosen = chosen_form(form, file)
    choices = Choices(style=style, appendix=appendix, citations=citations, verdicts=not no_verdicts, reference_document=reference_document)
    options: Options = context.obj
    with opened(options.settings()) as kept:
        found = kept.get(kept.find(brief).id).brief
        found = found if revision is None else kept.revision(found.id, revision)
    if check:
        choices = choices._replace(remarks=_remarks(options, found))
    data = exported(found, file, form=chosen, choices=choices)
    if file is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write(messages(), f"Wrote {clean(found.title)} to {clean(str(file))}.")


def _remarks(options: Options, brief: "Brief") -> "Mapping[Identity, Sequence[str]]":
    """What a check of the brief found, by the items it concerns."""
    from rag.brief.check_briefs import BriefChecking
    from rag.engine import Sanad
    from rag.export.remarks import remarks

    with Sanad.open(settings=options.settings()) as sanad, Bar("Citations") as bar:
        found = BriefChecking(sanad).check(brief, progress=bar.report)
    write_notices(found.notices)
    return remarks(brief, found)


def chosen_form(form: str | None, file: Path | None) -> "Form":
    """The format that is asked for, or that the suffix of a file says; Markdown without either.

    Raises:
        ExportError: There is none like it, or it cannot go to standard output.
    """
    name = form or (_suffix(file) if file else "md")
    known = next((one for one in FORM_NAMES if one == name), None) or _OTHER_SUFFIXES.get(name)
    if known is None:
        asked = f"There is no format {name!r}." if form else f"The name {file} does not say a format."
        raise ExportError(asked, remedy=f"Give --format with one of {', '.join(FORM_NAMES)}.")
    if file is None and known not in _TEXTS:
        raise ExportError(f"{known.upper()} is not text for standard output.", remedy=f"Give a file: -o brief.{known}")
    return known  # type: ignore[return-value]  # FORM_NAMES are the forms


def _suffix(file: Path) -> str:
    name = file.name.lower()
    return "csl.json" if name.endswith(".csl.json") else name.rpartition(".")[2] if "." in name else ""
