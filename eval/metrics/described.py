"""The registry as Markdown, for the documentation. Pure."""

from collections.abc import Iterator

from eval.metrics.registry import METRICS, Metric


def markdown() -> str:
    """A table of the metrics of each family."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    for family in dict.fromkeys(metric.family for metric in METRICS):
        yield f"### {family.capitalize()}"
        yield ""
        yield "| figure | formula | questions | range | source |"
        yield "|---|---|---|---|---|"
        yield from (_row(metric) for metric in METRICS if metric.family == family)
        yield ""


def _row(metric: Metric) -> str:
    ends = f"{metric.low:g} to {metric.high:g}" if metric.high is not None else f"from {metric.low:g}, {metric.unit}"
    less = ", less is better" if metric.higher_is_better is False else ""
    name = f"**`{metric.name}`**" if metric.main else f"`{metric.name}`"
    return f"| {name} | {metric.formula} | {metric.cases} | {ends}{less} | {metric.source} |"
