"""``check``: the sentences of a text against a library (``checking`` is about models)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from ui.cli.library import write_notices
from ui.cli.options import From, Json, Languages, Options, Sources, To, Verify, read_filters
from ui.cli.terminal import count, details, foreign, output, write, write_json

if TYPE_CHECKING:
    from index.models import RawArticle
    from index.settings import Settings
    from rag.checking import CheckedText
    from rag.models import Citation
    from rag.verify import CheckedSentence

_VERDICTS = {"supported": ("supported", "green"), "partly": ("partly supported", "yellow"), "not_supported": ("not supported", "red")}
_FAILED = 1


def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .txt, .md, .docx, .html or .pdf file, or - for standard input.", show_default=False)],
    language: Annotated[str | None, typer.Option("--in", help="The language of the file, e.g. ar; detected by default.")] = None,
    languages: Languages = None,
    sources: Sources = None,
    first: From = None,
    last: To = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 1 unless every sentence is supported.")] = False,
    verify: Verify = None,
    as_json: Json = False,
) -> None:
    """Check a text: does each of its sentences stand in the articles?

    Every sentence gets a verdict, the reason where it is not supported, and the exact sentences it rests on.
    """
    from rag.engine import Sanad

    options: Options = context.obj
    settings = options.settings(verify=verify)
    article = _read(file, settings, language)
    filters = read_filters(languages, sources, first, last)
    with Sanad.open(settings=settings) as sanad:
        checked = sanad.check(article.text, filters=filters, language=language or article.language)
    if as_json:
        write_json(_shape(file, checked))
    else:
        _write(output(), checked.sentences)
        write_notices(checked.notices)
    if strict and any(sentence.judgement.verdict != "supported" for sentence in checked.sentences):
        raise typer.Exit(_FAILED)


def _read(file: Path, settings: "Settings", language: str | None) -> "RawArticle":
    """The text of a file, by whichever reader reads it.

    Raises:
        ReadError: It is missing, unreadable, or holds no text.
    """
    from index.errors import ReadError
    from index.readers.registry import Readers
    from index.readers.source import Limits, ReadOptions, Source, Unreadable

    limits = Limits(file_bytes=settings.max_file_bytes, article_characters=settings.max_article_characters)
    source = Source.of_standard_input() if str(file) == "-" else Source.of_file(file)
    for item in Readers(limits=limits, options=ReadOptions(language=language)).read(source):
        if isinstance(item, Unreadable):
            raise ReadError(item.reason, remedy=item.remedy)
        return item
    raise ReadError(f"{source.name} holds no text.", remedy="Give a file with sentences in it.")


def _shape(file: Path, checked: "CheckedText") -> dict[str, Any]:
    return {
        "file": str(file),
        "counts": _counts(checked.sentences),
        "sentences": [_sentence(sentence) for sentence in checked.sentences],
        "notices": list(checked.notices),
        "usage": checked.usage.model_dump(mode="json") if checked.usage else None,
    }


def _counts(checked: "tuple[CheckedSentence, ...]") -> dict[str, int]:
    return {verdict: sum(sentence.judgement.verdict == verdict for sentence in checked) for verdict in _VERDICTS}


def _sentence(sentence: "CheckedSentence") -> dict[str, Any]:
    judgement = sentence.judgement
    return {
        **sentence.model_dump(mode="json", include={"text", "start", "end", "language"}),
        "verdict": judgement.verdict,
        "support": round(judgement.support, 3),
        "reasons": list(judgement.reasons),
        "opinion": judgement.opinion.model_dump(mode="json") if judgement.opinion else None,
        "citations": [_citation(citation) for citation in sentence.citations],
    }


def _citation(citation: "Citation") -> dict[str, Any]:
    plain = citation.model_dump(mode="json", include={"number", "quote", "title", "source", "published", "url", "language"})
    return {**plain, **citation.span.model_dump(mode="json")}


def _write(console: Console, checked: "tuple[CheckedSentence, ...]") -> None:
    for sentence in checked:
        verdict, style = _VERDICTS[sentence.judgement.verdict]
        numbers = "".join(f"[{citation.number}]" for citation in sentence.citations)
        write(console, foreign(sentence.text, terminal=console.is_terminal))
        write(console, ("    ", ""), (verdict, style), f" {numbers}")
        for reason in sentence.judgement.reasons:
            write(console, ("    ", ""), (foreign(reason, terminal=console.is_terminal), style))
    _write_citations(console, checked)
    counts = _counts(checked)
    write(console)
    write(
        console, (f"{count(len(checked), 'sentence')}: {', '.join(f'{counts[name]} {_VERDICTS[name][0]}' for name in _VERDICTS)}.", "bold")
    )


def _write_citations(console: Console, checked: "tuple[CheckedSentence, ...]") -> None:
    citations = {citation.number: citation for sentence in checked for citation in sentence.citations}
    for number in sorted(citations):
        citation = citations[number]
        write(console)
        write(console, (f"[{number}] ", "cyan"), foreign(citation.title, terminal=console.is_terminal))
        write(console, (f"    {details(console, citation.source, citation.published, citation.language)}", "dim"))
        write(console, f"    {foreign(citation.quote, terminal=console.is_terminal)}")
