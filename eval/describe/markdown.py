"""A datasheet as Markdown. Pure."""

from collections.abc import Iterator, Mapping

from eval.describe.datasheet import Datasheet, Lengths

_ROWS = 20  # of a table; the rest is counted together


def markdown(sheet: Datasheet) -> str:
    """The datasheet as a page."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Datasheet) -> Iterator[str]:
    yield f"# {_cell(sheet.name)}"
    yield ""
    yield from _table(("", ""), _facts(sheet))
    for name, counts in (("language", sheet.languages), ("type", sheet.types), ("source", sheet.sources), ("tag", sheet.tags)):
        if counts:
            yield ""
            yield from _table((name, "questions"), _most(counts))
    if sheet.telling:
        yield ""
        yield "Smallest difference between two runs that is found with a chance of .8:"
        yield ""
        rows = {f"{one.changed:.0%}": f"{one.independent:.3f} | {one.together:.3f}" for one in sheet.telling}
        yield from _table(("questions that change", "if each stands for itself", "if those about one article go together"), rows)
    for notice in sheet.notices:
        yield ""
        yield notice


def _facts(sheet: Datasheet) -> dict[str, str]:
    facts = {
        "format": sheet.kind,
        "questions": f"{sheet.questions:,}",
        "answerable": f"{sheet.answerable:,}",
        "groups that share no article": f"{sheet.clusters:,}",
        "with reference answers": f"{sheet.with_answers:,}",
        "places of evidence": f"{sheet.evidence:,}, {sheet.quoted:,} of them with their words",
        "grades": ", ".join(f"{grade}: {count:,}" for grade, count in sheet.grades.items()) if len(sheet.grades) > 1 else "",
        "length of a question": _length(sheet.question_length),
        "documents": f"{sheet.documents:,}" if sheet.documents else "",
        "length of a document": _length(sheet.document_length),
        "problems": f"{sheet.broken:,}" if sheet.broken else "",
        "sha256": sheet.sha256,
    }
    return {name: value for name, value in facts.items() if value}


def _length(lengths: Lengths | None) -> str:
    return f"{lengths.median:,} characters, {lengths.least:,} to {lengths.most:,}" if lengths else ""


def _most(counts: Mapping[str, int]) -> dict[str, str]:
    shown = {name: f"{count:,}" for name, count in list(counts.items())[:_ROWS]}
    rest = list(counts.values())[_ROWS:]
    return shown | ({f"{len(rest):,} others": f"{sum(rest):,}"} if rest else {})


def _table(header: tuple[str, ...], rows: Mapping[str, str]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    yield from (f"| {_cell(name)} | {value} |" for name, value in rows.items())


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
