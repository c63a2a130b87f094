"""The figures of a run on a terminal, and ``eval metrics``: what each of them is."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ui.cli.options import Json
from ui.cli.terminal import output, write, write_json

if TYPE_CHECKING:
    from eval.metrics import Metric
    from eval.models import Run

Every = Annotated[bool, typer.Option("--all", help="Show every figure, and not the main ones only; --json and -o always have all.")]
_NAME = 20


def metrics(
    family: Annotated[
        str | None,
        typer.Argument(help="Only these: retrieval, answers, citations, declining, differences, judge, time or cost.", show_default=False),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Write the table of the documentation.")] = False,
    as_json: Json = False,
) -> None:
    """Tell of every figure what it is: formula, which questions it is about, range, which way is better, and its source."""
    from eval.metrics import METRICS
    from eval.metrics.described import markdown as as_markdown

    if markdown:
        write(output(), as_markdown())
        return
    families = list(dict.fromkeys(metric.family for metric in METRICS))
    if family is not None and family not in families:
        raise typer.BadParameter(f"{family} is none; give {', '.join(families)}.", param_hint="FAMILY")
    chosen = [metric for metric in METRICS if family in (None, metric.family)]
    if as_json:
        write_json({"metrics": [metric.model_dump(mode="json") for metric in chosen]})
        return
    console = output()
    for name in dict.fromkeys(metric.family for metric in chosen):
        write(console, (name.capitalize(), "bold underline"))
        for metric in (metric for metric in chosen if metric.family == name):
            _write_metric(console, metric)
        write(console, "")


def write_figures(console: Console, finished: "Run", *, every: bool) -> None:
    """The figures of a run, by language if there are several; the main ones, unless all are asked for."""
    from eval.metrics import is_main

    columns = {"all": finished.metrics, **(finished.by_language if len(finished.by_language) > 1 else {})}
    if finished.alone:
        change = {name: value - finished.alone.get(name, 0.0) for name, value in finished.metrics.items()}
        columns |= {"alone": finished.alone, "change": change}
    write(console, f"{'':<{_NAME}}", "".join(f"{name:>8}" for name in columns))
    shown = [name for name in finished.metrics if every or is_main(name)]
    for name in shown:
        write(console, f"{name:<{_NAME}}", "".join(_cell(values.get(name)) for values in columns.values()))
    for name, seconds in finished.latency.items():
        if every or name.startswith(("search ", "answer ", "first token ")):
            write(console, f"{name:<{_NAME}}", f"{seconds * 1000:>5,.0f} ms")
    for name, value in finished.tokens.items():
        write(console, f"{name:<{_NAME}}", f"{value:>8,.4g}" if name.startswith("cost") else f"{value:>8,.0f}")
    left = len(finished.metrics) - len(shown)
    if left:
        write(console, (f"{left} more figures with --all; `sanad eval metrics` says what each is.", "dim"))


def _write_metric(console: Console, metric: "Metric") -> None:
    ends = f"{metric.low:g} to {metric.high:g}" if metric.high is not None else f"from {metric.low:g}, in {metric.unit}"
    better = {True: "higher is better", False: "lower is better", None: ""}[metric.higher_is_better]
    about = ", ".join(part for part in (ends, better, "main" if metric.main else "") if part)
    write(console, (f"{metric.name:<{_NAME}}", "bold"), (about, "dim"))
    write(console, f"    {metric.formula}.")
    write(console, (f"    {metric.cases}. {metric.source}.", "dim"))


def _cell(value: float | None) -> str:
    return f"{'-' if value is None else format(value, '.3f'):>8}"
