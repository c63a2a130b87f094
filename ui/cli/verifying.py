"""``check``: what documents claim, held against a library (``checking`` is about models)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ui.cli.boundary import SIGNALLED, SOME_FAILED, Stop, write_error
from ui.cli.library import write_notices
from ui.cli.options import From, Json, Languages, Options, Sources, To, Verify, read_filters
from ui.cli.progress import Bar
from ui.cli.terminal import messages, output, write, write_json

if TYPE_CHECKING:
    from index.models import RawArticle
    from index.readers.registry import Readers
    from index.settings import Settings
    from rag.checking import CheckedDocument
    from rag.engine import Sanad
    from rag.models import Filters

_VERDICTS = {"supported": "supported", "partly": "partly", "unsupported": "not_supported"}  # as a person names them


class CheckedFile(NamedTuple):
    """A document that was checked.

    Attributes:
        file: As it was given.
        title: That the document has; may be empty.
        language: ISO 639-1 code of most of it, or ``und``.
        document: Its sentences, judged.
    """

    file: Path
    title: str
    language: str
    document: "CheckedDocument"


def check(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="Documents: .docx, .odt, .md, .html, .pdf, .txt; or - for standard input.", show_default=False
        ),
    ],
    language: Annotated[str | None, typer.Option("--in", help="The language of the files, e.g. ar; detected by default.")] = None,
    languages: Languages = None,
    sources: Sources = None,
    first: From = None,
    last: To = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="VERDICT", help="Show only these: supported, partly, unsupported. Repeatable.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write a report: an .html or .md file.", show_default=False, dir_okay=False)
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 1 unless every claim is supported.")] = False,
    verify: Verify = None,
    as_json: Json = False,
) -> None:
    """Check documents: does what they claim stand in the articles?

    The files are read as `sanad index` reads them, and not added. Headings, captions, questions and lists of references claim nothing;
    every other sentence gets a verdict, the reason where it is not supported, and the quotes it could cite. Ctrl-C stops after the
    sentence at hand and shows what was checked.
    """
    from rag.engine import Sanad

    options: Options = context.obj
    settings = options.settings(verify=verify)
    verdicts, written = read_verdicts(only), read_report(report)
    filters = read_filters(languages, sources, first, last)
    stop, failed = Stop(), 0
    found: list[CheckedFile] = []
    with Sanad.open(settings=settings) as sanad, stop:
        for file, article in _read(files, settings, language):
            if article is None:
                failed += 1
            elif stop.signal is None:
                found.append(_checked(sanad, file, article, filters, language, stop))
    _show(found, verdicts, as_json=as_json, many=len(files) > 1)
    if written and report is not None:
        report.write_text(written(found, verdicts), encoding="utf-8")
        write(messages(), f"Wrote {report}.")
    if stop.signal is not None:
        raise typer.Exit(SIGNALLED + stop.signal)
    if failed or (strict and any(one.judgement.verdict != "supported" for each in found for one in each.document.claims)):
        raise typer.Exit(SOME_FAILED)


def read_verdicts(only: list[str] | None) -> frozenset[str]:
    """The verdicts to show; all without a choice.

    Raises:
        BadParameter: One is no verdict.
    """
    for name in only or ():
        if name not in _VERDICTS:
            raise typer.BadParameter(f"--only {name} is no verdict; it takes {', '.join(_VERDICTS)}.")
    return frozenset(_VERDICTS[name] for name in only or _VERDICTS)


def read_report(path: Path | None) -> "Callable[[list[CheckedFile], frozenset[str]], str] | None":
    """What writes a report of this kind.

    Raises:
        BadParameter: There is no such kind.
    """
    from ui.cli.check_report import as_html, as_markdown

    kinds = {".html": as_html, ".htm": as_html, ".md": as_markdown}
    if path is not None and path.suffix.lower() not in kinds:
        raise typer.BadParameter(f"-o {path}: a report is an .html or an .md file; --json prints one object for scripts.")
    return kinds[path.suffix.lower()] if path is not None else None


def _checked(sanad: "Sanad", file: Path, article: "RawArticle", filters: "Filters", language: str | None, stop: Stop) -> CheckedFile:
    from index.language import detect

    spoken = language or article.language or detect(article.text)
    with Bar(file.name) as bar:
        document = sanad.checking.document(
            article.text,
            filters=filters,
            language=language or article.language,
            progress=lambda done, total: bar.report(file.name, done, total),
            stopped=lambda: stop.signal is not None,
        )
    return CheckedFile(file, article.title, spoken, document)


def _show(found: list[CheckedFile], verdicts: frozenset[str], *, as_json: bool, many: bool) -> None:
    from ui.cli.check_shown import file_shape, files_shape, write_file

    if as_json:
        write_json(files_shape(found) if many or not found else file_shape(found[0]))
        return
    for one in found:
        write_file(output(), one, verdicts, named=many)
        write_notices(one.document.notices)


def _read(files: list[Path], settings: "Settings", language: str | None) -> Iterator[tuple[Path, "RawArticle | None"]]:
    """The text of each file, by whichever reader reads it; of several, one that cannot be read is told, and the rest goes on.

    Raises:
        ReadError: The only one is missing, unreadable, or holds no text.
    """
    from index.errors import ReadError
    from index.readers.registry import Readers
    from index.readers.source import Limits, ReadOptions

    limits = Limits(file_bytes=settings.max_file_bytes, article_characters=settings.max_article_characters)
    readers = Readers(limits=limits, options=ReadOptions(language=language))
    for file in files:
        try:
            yield file, _article(file, readers)
        except ReadError as error:
            if len(files) == 1:
                raise
            write_error(str(error))
            yield file, None


def _article(file: Path, readers: "Readers") -> "RawArticle":
    from index.errors import ReadError
    from index.readers.source import Source, Unreadable

    source = Source.of_standard_input() if str(file) == "-" else Source.of_file(file)
    for item in readers.read(source):
        if isinstance(item, Unreadable):
            raise ReadError(item.reason, remedy=item.remedy)
        return item
    raise ReadError(f"{source.name} holds no text.", remedy="Give a file with sentences in it.")
