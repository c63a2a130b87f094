"""Checked documents on the terminal and as JSON."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console

from rag.checking import CheckedDocument
from rag.models import Citation, Verdict
from rag.verify import CheckedSentence
from ui.cli.terminal import clean, count, details, foreign, write
from ui.wording import VERDICTS

if TYPE_CHECKING:
    from ui.cli.verifying import CheckedFile

STYLES: Mapping[Verdict, str] = {"supported": "green", "partly": "yellow", "not_supported": "red"}
KINDS = {
    "heading": "heading",
    "question": "question",
    "caption": "caption",
    "reference": "reference",
    "table": "row of a table",
    "fragment": "fragment",
}


def counts(document: CheckedDocument) -> dict[str, int]:
    """How many claims have each verdict."""
    found = Counter(one.judgement.verdict for one in document.claims)
    return {verdict: found[verdict] for verdict in VERDICTS}


def skipped(document: CheckedDocument) -> dict[str, int]:
    """How many sentences claim nothing, by kind."""
    found = Counter(part.kind for part in document.parts if part.kind != "claim")
    return {kind: found[kind] for kind in KINDS if found[kind]}  # type: ignore[index]  # the keys of KINDS are kinds


def summary(document: CheckedDocument) -> str:
    """How many claims there are, by verdict; and what was left out."""
    found = counts(document)
    said = f"{count(len(document.claims), 'sentence')}: {', '.join(f'{found[verdict]} {VERDICTS[verdict]}' for verdict in VERDICTS)}."
    out = sum(skipped(document).values())
    left = f" {count(document.left, 'sentence')} not come to." if document.left else ""
    passed = ", ".join(count(number, KINDS[kind]) for kind, number in skipped(document).items()).replace(
        "row of a tables", "rows of tables"
    )
    return f"{said}{left}{f' Passed over: {passed}.' if out else ''}"


def write_file(console: Console, one: "CheckedFile", verdicts: Collection[str], *, named: bool) -> None:
    """Write the claims with one of these verdicts, the quotes they could cite, and the counts."""
    if named:
        write(console, (f"{clean(str(one.file))}", "bold"))
    shown = [claim for claim in one.document.claims if claim.judgement.verdict in verdicts]
    for claim in shown:
        _write_claim(console, claim)
    _write_citations(console, shown)
    write(console)
    write(console, (summary(one.document), "bold"))


def file_shape(one: "CheckedFile") -> dict[str, Any]:
    """The object of one document."""
    document = one.document
    return {
        "file": str(one.file),
        "title": one.title,
        "language": one.language,
        "counts": counts(document),
        "skipped": skipped(document),
        "left": document.left,
        "sentences": [_sentence(claim) for claim in document.claims],
        "notices": list(document.notices),
        "usage": document.usage.model_dump(mode="json") if document.usage else None,
    }


def files_shape(found: "Sequence[CheckedFile]") -> dict[str, Any]:
    """The object of several documents."""
    total: Counter[str] = Counter()
    for one in found:
        total.update(counts(one.document))
    return {"counts": {verdict: total[verdict] for verdict in VERDICTS}, "files": [file_shape(one) for one in found]}


def _sentence(sentence: CheckedSentence) -> dict[str, Any]:
    judgement = sentence.judgement
    return {
        **sentence.model_dump(mode="json", include={"text", "start", "end", "language"}),
        "verdict": judgement.verdict,
        "support": round(judgement.support, 3),
        "reasons": list(judgement.reasons),
        "opinion": judgement.opinion.model_dump(mode="json") if judgement.opinion else None,
        "citations": [_citation(citation) for citation in sentence.citations],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    plain = citation.model_dump(mode="json", include={"number", "quote", "title", "source", "published", "url", "language"})
    return {**plain, **citation.span.model_dump(mode="json")}


def _write_claim(console: Console, sentence: CheckedSentence) -> None:
    judgement = sentence.judgement
    style = STYLES[judgement.verdict]
    numbers = "".join(f"[{citation.number}]" for citation in sentence.citations)
    write(console, foreign(sentence.text, terminal=console.is_terminal))
    write(console, ("    ", ""), (VERDICTS[judgement.verdict], style), f" {numbers}")
    for reason in judgement.reasons:
        write(console, ("    ", ""), (foreign(reason, terminal=console.is_terminal), style))


def _write_citations(console: Console, shown: Sequence[CheckedSentence]) -> None:
    citations = {citation.number: citation for sentence in shown for citation in sentence.citations}
    for number in sorted(citations):
        citation = citations[number]
        write(console)
        write(console, (f"[{number}] ", "cyan"), foreign(citation.title, terminal=console.is_terminal))
        write(console, (f"    {details(console, citation.source, citation.published, citation.language, citation.url)}", "dim"))
        write(console, f"    {foreign(citation.quote, terminal=console.is_terminal)}")
