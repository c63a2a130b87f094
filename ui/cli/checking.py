"""``models check``: what a model gains on the sample set, by language, before it is put in use."""

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from ui.cli.models import chosen_settings, with_settings
from ui.cli.options import Json, Options
from ui.cli.progress import Bar
from ui.cli.terminal import output, write, write_json

if TYPE_CHECKING:
    from eval.models import Run
    from index.settings import Settings

_METRICS = ("MRR", "Hit@5")
_SET = "samples"

Maybe = Annotated[str | None, typer.Argument(metavar="[NAME]", help="A model that has been fetched; none measures what is in use.")]


def check(context: typer.Context, name: Maybe = None, as_json: Json = False) -> None:
    """Ask the sample questions with what is in use and with a model, and show what it gains.

    Both are asked of temporary libraries; yours is not touched.
    """
    options: Options = context.obj
    settings = options.settings()
    measured = {"now": _measure(settings)}
    if name is not None:
        measured[name] = _measure(with_settings(settings, chosen_settings(name, settings)))
    if as_json:
        write_json({"set": _SET, "measured": measured})
    else:
        _write_table(output(), measured)


def _measure(settings: "Settings") -> dict[str, Any]:
    from eval.run import run

    with Bar("Reading the set") as bar:
        finished = run(_SET, settings=settings, answers=False, progress=bar.report)
    return {
        "embedder": settings.embedder,
        "reranker": settings.reranker,
        **_by_language(finished),
        "search_ms": round(finished.latency["search p50"] * 1000, 2),
        "embedding_ms": _milliseconds_a_passage(settings),
    }


def _by_language(finished: "Run") -> dict[str, Any]:
    languages = {"all": finished.metrics, **finished.by_language}
    return {metric: {language: values[metric] for language, values in languages.items() if metric in values} for metric in _METRICS}


def _milliseconds_a_passage(settings: "Settings") -> float | None:
    """Time to embed one sample passage, ``None`` without an embedder."""
    from eval.subject import sample_articles
    from index.embedding import load_embedder

    embedder = load_embedder(settings)
    if embedder is None:
        return None
    articles = sample_articles(settings)
    passages = [article.text[: settings.chunk_characters] for article in articles]
    languages = [article.language or "und" for article in articles]
    embedder.embed_passages(passages[:1], languages=languages[:1])  # loads what loads late
    started = time.perf_counter()
    embedder.embed_passages(passages, languages=languages)
    return round((time.perf_counter() - started) * 1000 / len(passages), 2)


def _write_table(console: Console, measured: dict[str, dict[str, Any]]) -> None:
    before, *after = measured.values()
    languages = list(before[_METRICS[0]])
    write(console, f"{'':<24}", *(f"{language:>9}" for language in languages))
    for metric in _METRICS:
        for name, found in measured.items():
            write(console, f"{metric + ', ' + name:<24}", *(f"{found[metric].get(language, 0):>9.3f}" for language in languages))
        for found in after:
            gains = [found[metric].get(language, 0) - before[metric][language] for language in languages]
            write(
                console,
                (f"{'  gained':<24}", "dim"),
                *((f"{gain:>+9.3f}", "green" if gain > 0 else "red" if gain < 0 else "dim") for gain in gains),
            )
    for what, key in (("ms to embed a passage", "embedding_ms"), ("ms to search", "search_ms")):
        told = ", ".join(f"{'none' if found[key] is None else format(found[key], '.2f')} {name}" for name, found in measured.items())
        write(console, f"{what:<24}", f"  {told}")
