"""``eval compare``, ``eval gate`` and ``eval report``: whether a change made answers better, and a page that shows it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich.console import Console

from ui.cli.boundary import DONE, NOTHING_DONE, SOME_FAILED
from ui.cli.options import Json
from ui.cli.progress import Bar
from ui.cli.runs import run_file
from ui.cli.terminal import count, foreign, messages, output, write, write_json

if TYPE_CHECKING:
    from eval.compare.gate import Gate, Requirement
    from eval.compare.models import Change, Comparison, Part, Side
    from eval.models import Run
    from eval.statistics.models import Difference

_SHOWN = 10  # cases on a terminal
_QUOTE = 160  # characters of a quote there
_PAGE = [Path("report.html")]

First = Annotated[Path, typer.Argument(metavar="A", help="A run: its name, or its file.", show_default=False, callback=run_file)]
Second = Annotated[Path, typer.Argument(metavar="B", help="Another, over the same questions.", show_default=False, callback=run_file)]
Finished = Annotated[Path, typer.Argument(metavar="RUN", help="A run: its name, or its file.", show_default=False, callback=run_file)]
By = Annotated[
    list[str] | None,
    typer.Option(help="Compare parts too: language, type, outlet or tag; repeatable (default: language).", show_default=False),
]
Cases = Annotated[int, typer.Option(min=0, help="How many of the changed questions to show.")]
Seed = Annotated[int, typer.Option(help="Of the draws; the same one gives the same figures.")]
Require = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FIGURE>=BOUND", help='A bound on a figure, such as "MRR>=0.9" or "MRR\\[ar]>=0.8". Repeatable.', show_default=False
    ),
]
NoWorseThan = Annotated[
    Path | None,
    typer.Option(
        "--no-worse-than",
        metavar="RUN",
        help="A run over the same questions: no metric may be worse.",
        show_default=False,
        callback=run_file,
    ),
]
Margin = Annotated[
    float | None,
    typer.Option(
        help="A loss that does not matter, such as .01. The run passes only where a larger one can be ruled out (default: it fails only "
        "where a loss is significant).",
        show_default=False,
    ),
]
Target = Annotated[
    list[Path], typer.Option("--output", "-o", help="Where to write: .html, .md, .csv (the questions) or .figures.csv; repeatable.")
]


def compare(
    first: First,
    second: Second,
    by: By = None,
    cases: Cases = _SHOWN,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it as Markdown too.", show_default=False)] = None,
    seed: Seed = 1,
    every: Annotated[
        bool, typer.Option("--all", help="Compare every figure, and not the main ones only. The more there are, the less p tells.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Compare two runs over the same questions: what differs, how sure that is, and which questions changed.

    Every figure has the difference B - A, its 95 % interval, the p of a paired randomisation test after correction for the number
    of figures, and the effect d_z. docs/evaluation-statistics.md says what each of them means.
    """
    from eval.compare.compared import compare as compare_runs
    from eval.compare.markdown import markdown as as_markdown
    from eval.records import check_output, read_run
    from eval.report.written import write_text

    check_output(markdown)
    _check_parts(by or ())
    with Bar("Comparing") as bar:
        runs = read_run(first), read_run(second)
        compared = compare_runs(*runs, names=(str(first), str(second)), by=by, every=every, seed=seed, progress=bar.report)
    if markdown is not None:
        write_text(as_markdown(compared), markdown)
    if as_json:
        write_json(compared.model_dump(mode="json"))
    else:
        _write_comparison(output(), compared, cases)


def gate(
    finished: Finished,
    require: Require = None,
    no_worse_than: NoWorseThan = None,
    margin: Margin = None,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Pass or fail a run, for a pipeline: exit code 0 if it passes, 1 if it fails, 2 if that cannot be told.

    Figures are those that `sanad eval run` prints, with "search p95" and the like in seconds, and counts such as "failed".
    """
    from eval.records import read_run

    standard = read_standard(require, no_worse_than, margin)
    held = hold(read_run(finished), standard, name=str(finished), seed=seed)
    if as_json:
        write_json({"result": held.result, **held.model_dump(mode="json")})
    else:
        write_gate(output(), held)
    raise typer.Exit(exit_code(held))


def report(
    finished: Finished,
    base: Annotated[
        Path | None,
        typer.Argument(metavar="BASE", help="Another run over the same questions, to compare with.", show_default=False, callback=run_file),
    ] = None,
    files: Target = _PAGE,
    worst: Annotated[int, typer.Option(min=0, help="How many of the questions that went worst to show.")] = 25,
) -> None:
    """Write a run as a page, as Markdown, or its questions as a table for a spreadsheet; the name of the file says which.

    The page is one file without a script and without anything fetched, for the screen, light or dark, and for paper.
    """
    from eval.compare.compared import compare as compare_runs
    from eval.records import check_output, read_run
    from eval.report.view import report as report_of
    from eval.report.written import check_kind, write_report

    for file in files:
        check_kind(file)
        check_output(file)
    with Bar("Reading the run") as bar:
        run = read_run(finished)
        names = (str(base), str(finished))
        compared = None if base is None else compare_runs(read_run(base), run, names=names, progress=bar.report)
        made = report_of(run, name=finished.name, comparison=compared, worst=worst, progress=bar.report)
    for file in files:
        write_report(made, file)
        write(messages(), f"Written to {file}.")


class Standard(NamedTuple):
    """What is required of a run, read and checked before it starts."""

    require: "tuple[Requirement, ...]"
    base: "Run | None"
    base_name: str
    margin: float | None

    @property
    def given(self) -> bool:
        """Whether anything is required."""
        return bool(self.require) or self.base is not None


def read_standard(require: Sequence[str] | None, no_worse_than: Path | None, margin: float | None) -> Standard:
    """What the options ask for.

    Raises:
        EvaluationError: A requirement cannot be read, the margin is none, or the other run cannot be read.
    """
    from eval.compare.gate import check_margin, read_requirement
    from eval.records import read_run

    check_margin(margin)
    required = tuple(read_requirement(text) for text in require or ())
    return Standard(required, None if no_worse_than is None else read_run(no_worse_than), str(no_worse_than), margin)


def hold(run: "Run", standard: Standard, *, name: str = "the run", seed: int = 1) -> "Gate":
    """Whether ``run`` holds what is required."""
    from eval.compare.gate import pass_or_fail

    names = (standard.base_name, name)
    return pass_or_fail(run, require=standard.require, base=standard.base, margin=standard.margin, names=names, seed=seed)


def exit_code(held: "Gate") -> int:
    """0 if it passes, 1 if it fails, 2 if that cannot be told."""
    return {"pass": DONE, "fail": SOME_FAILED, "cannot tell": NOTHING_DONE}[held.result]


def _check_parts(by: Sequence[str]) -> None:
    for name in by:
        if name not in ("language", "type", "outlet", "tag"):
            raise typer.BadParameter(f"{name} is no part of a set; give language, type, outlet or tag.", param_hint="--by")


def write_gate(console: Console, held: "Gate") -> None:
    """A line for each requirement, then what comes of all."""
    styles = {"pass": "green", "fail": "bold red", "cannot tell": "yellow"}
    width = max(len(check.requirement) for check in held.checks)
    for check in held.checks:
        write(console, (f"{check.result:<12}", styles[check.result]), f"{check.requirement:<{width}}  ", (check.why, "dim"))
    write(console, (held.result, styles[held.result]))
    if held.result == "cannot tell":
        write(messages(), "The set is too small for this margin, or a figure is missing. Give more questions, or a wider --margin.")


def _write_comparison(console: Console, compared: "Comparison", cases: int) -> None:
    write(console, (f"A  {compared.first}", "bold"))
    write(console, (f"B  {compared.second}", "bold"))
    articles = max((difference.articles for difference in compared.differences), default=0)
    write(console, (f"{compared.cases:,} cases of {compared.set_name}, on {articles:,} articles that share no question", "dim"))
    for name, (one, two) in compared.settings.items():
        write(console, (f"   {name}: {_brief(one)} -> {_brief(two)}", "dim"))
    write(console, "")
    _write_header(console)
    for difference in compared.differences:
        _write_difference(console, difference)
    _write_parts(console, compared.parts)
    if compared.without:
        write(messages(), f"Not compared, as not in both runs or not made of single cases: {', '.join(compared.without)}.")
    write(console, "")
    write(console, (f"{count(len(compared.changes), 'case')} changed{_kinds(compared.changes)}", "bold"))
    for change in compared.changes[:cases]:
        _write_change(console, change)


def _write_header(console: Console) -> None:
    names = f"{'':<20}{'A':>7}{'B':>7}{'B - A':>8}  {'95 %':<16}{'p':>7}{'d_z':>7}  "
    write(console, (names, "dim"))


def _write_difference(console: Console, difference: "Difference") -> None:
    from eval.compare.words import chance, interval, short, verdict

    ends = interval(difference.low, difference.high, signed=True)
    effect = "" if difference.effect is None else f"{difference.effect:+.2f}"
    cells = f"{difference.name:<20}{short(difference.before):>7}{short(difference.after):>7}{short(difference.value, signed=True):>8}"
    style = "" if not difference.found else "bold green" if difference.gain > 0 else "bold red"
    write(console, f"{cells}  {ends:<16}{chance(difference.corrected):>7}{effect:>7}  ", (verdict(difference), style))


def _write_parts(console: Console, parts: "Sequence[Part]") -> None:
    """The parts in which something was found, and how many others there are."""
    for part in parts:
        found = [difference for difference in part.differences if difference.found]
        small = ", few: read with care" if part.small else ""
        named = foreign(part.value, terminal=console.is_terminal)
        what = "" if found else ": no difference found"
        write(console, "")
        write(console, (f"{part.by} {named}, {count(part.cases, 'case')}{small}{what}", "dim"))
        for difference in found:
            _write_difference(console, difference)


def _kinds(changes: "Sequence[Change]") -> str:
    counted = {kind: sum(kind in change.kinds for change in changes) for kind in ("retrieval", "citation", "declining", "failed")}
    told = ", ".join(f"{kind} {number:,}" for kind, number in counted.items() if number)
    return f": {told}" if told else ""


def _write_change(console: Console, change: "Change") -> None:
    sign, style = ("+", "green") if change.weight > 0 else ("-", "red") if change.weight < 0 else ("=", "dim")
    write(console, "")
    write(console, (f"{sign} {change.id}", style), f"  {'; '.join(foreign(why, terminal=console.is_terminal) for why in change.why)}")
    write(console, f"    {foreign(change.question, terminal=console.is_terminal)}")
    for letter, side in (("A", change.first), ("B", change.second)):
        write(console, (f"    {letter}  ", "dim"), _side(console, side, ranked=change.answerable))


def _side(console: Console, side: "Side", *, ranked: bool) -> str:
    if side.error is not None:
        return f"failed: {foreign(side.error, terminal=console.is_terminal)}"
    rank = "right article not found" if side.rank is None else f"right article at {side.rank}"
    quotes = " · ".join(foreign(_brief(quote, _QUOTE), terminal=console.is_terminal) for quote in side.quotes)
    return " · ".join(part for part in (rank if ranked else "", side.status or "", quotes) if part)


def _brief(value: str, longest: int = 60) -> str:
    return value if len(value) <= longest else f"{value[: longest - 3]}..."
