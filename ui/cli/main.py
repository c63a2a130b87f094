"""The command ``sanad``: its options, its commands, its help."""

from pathlib import Path
from typing import Annotated

import typer

from ui.cli import (
    benching,
    brief_group,
    calibrating,
    chat,
    checking,
    comparing,
    conversations,
    correcting,
    drafting,
    evaluation,
    figures,
    indexing,
    jobs,
    judging,
    library,
    listing,
    models,
    overhead,
    rating,
    reading,
    removing,
    runs,
    sets,
    showing,
    state,
    tuning,
    user,
    verifying,
    watching,
)
from ui.cli.boundary import SanadGroup
from ui.cli.options import Options, examples, read_flags
from ui.cli.terminal import output, write

app = typer.Typer(
    name="sanad",
    cls=SanadGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=examples("sanad index articles/", 'sanad ask "Who signed the agreement?"', "sanad chat --samples"),
)
kept_runs = typer.Typer(
    help="List the runs that are kept, rename and delete them.",
    invoke_without_command=True,
    rich_markup_mode="rich",
    epilog=examples("sanad eval runs", "sanad eval runs rename last before", "sanad eval runs delete before"),
)
evaluations = typer.Typer(help="Measure answers and speed.", no_args_is_help=True)
kept = typer.Typer(
    help="Show, export and repeat the answers that are kept.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=examples("sanad answers list", "sanad answers show tariffs", "sanad answers export tariffs -o tariffs.md"),
)
fetched = typer.Typer(help="Fetch, try and use better models.", no_args_is_help=True)

QUESTIONS, ARTICLES, LIBRARY = "Questions", "Articles", "The library"

app.command(
    rich_help_panel=ARTICLES,
    epilog=examples(
        "sanad index articles/ report.pdf",
        "sanad index https://example.org/news/story.html https://example.org/feed.xml",
        'sanad index export.csv --column text=body --column published=date --source "Orsen Wire"',
        "sanad index articles/ --prune",
        "pandoc notes.docx -t plain | sanad index - --language en",
        "sanad index --samples",
    ),
)(indexing.index)
app.command(rich_help_panel=ARTICLES, epilog=examples("sanad watch articles/", "sanad watch inbox/ --prune --json"))(watching.watch)
app.command(
    rich_help_panel=QUESTIONS,
    epilog=examples(
        'sanad ask "What was agreed on tariffs?"',
        'sanad ask --language ar "ما هو سعر الفائدة؟" --json',
        'sanad ask --conversation tariffs "And in 2024?"',
    ),
)(reading.ask)
app.command(
    rich_help_panel=QUESTIONS,
    epilog=examples("sanad search flood damage --from 2026-04-01 --limit 3", "sanad search flood damage --explain"),
)(reading.search)
app.command(
    rich_help_panel=QUESTIONS,
    epilog=examples(
        "sanad check report.docx",
        "sanad check *.docx --only unsupported -o report.html",
        "sanad check draft.md --strict --json",
    ),
)(verifying.check)
app.command(rich_help_panel=QUESTIONS, epilog=examples("sanad chat", "sanad chat --samples --port 8000 --no-browser"))(chat.chat)
kept.command("list", epilog=examples("sanad answers list", "sanad answers list --search tariffs"))(conversations.list_conversations)
kept.command("show", epilog=examples("sanad answers show tariffs", "sanad answers show 12 --json"))(conversations.show)
kept.command("replay", epilog=examples("sanad answers replay 12"))(conversations.replay)
kept.command("export", epilog=examples("sanad answers export tariffs -o tariffs.md", "sanad answers export tariffs --json"))(
    conversations.export
)
kept.command("rename", epilog=examples('sanad answers rename tariffs "Tariffs, spring"'))(conversations.rename)
kept.command("delete", epilog=examples("sanad answers delete tariffs", "sanad answers delete 12 13 --yes"))(conversations.delete)
kept.command("feedback", epilog=examples("sanad answers feedback", "sanad answers feedback --export feedback.jsonl"))(rating.feedback)
app.add_typer(kept, name="answers", rich_help_panel=QUESTIONS)
app.add_typer(brief_group.briefs, name="brief", rich_help_panel=QUESTIONS)
app.command(
    "list",
    rich_help_panel=ARTICLES,
    epilog=examples("sanad list --language ur --limit 10", "sanad list --skip 50", "sanad list --state cleaned", "sanad list --deleted"),
)(listing.list_articles)
app.command(rich_help_panel=ARTICLES, epilog=examples("sanad show report.md", "sanad show 3f2a9c --versions", "sanad show 3f2a9c --json"))(
    showing.show
)
app.command(
    rich_help_panel=ARTICLES,
    epilog=examples(
        'sanad edit report.pdf --published 2025-12-03 --source "Orsen Wire"', "sanad edit 3f2a9c --clear author", "sanad edit 3f2a9c --undo"
    ),
)(correcting.edit)
app.command(
    rich_help_panel=ARTICLES,
    epilog=examples(
        "sanad delete 3f2a9c report.md --dry-run",
        'sanad delete --source "Orsen Wire" --before 2025-01-01',
        'sanad delete --matching "ferry timetable" --language en',
        "sanad delete 3f2a9c --purge --yes",
    ),
)(removing.delete)
app.command(rich_help_panel=ARTICLES, epilog=examples("sanad restore", "sanad restore 3f2a9c"))(removing.restore)
app.command(rich_help_panel=LIBRARY, epilog=examples("sanad status", "sanad status --json"))(state.status)
app.command(rich_help_panel=LIBRARY, epilog=examples("sanad jobs", "sanad jobs 7", "sanad jobs 7 --json"))(jobs.jobs)
app.command(rich_help_panel=LIBRARY, epilog=examples("sanad reclean", "sanad reclean report.pdf"))(correcting.reclean)
app.command(rich_help_panel=LIBRARY, epilog=examples("sanad rebuild", "sanad rebuild --embedder onnx --set onnx_directory=models/e5"))(
    library.rebuild
)
evaluations.command(
    "run",
    epilog=examples(
        "sanad eval run samples",
        "sanad eval run squad.json -o run.json",
        "sanad eval run xquad/en.json --passages xquad/ar.json",
        "sanad eval run xquad/en.json --passages xquad/en.json --passages xquad/ar.json --passages xquad/ru.json",
        "sanad eval run ntrex/ --from eng --to arb --sample 500",
        "sanad eval run squad.json --unanswerable",
        "sanad eval run squad.json --among ar:5000",
        "sanad eval run squad.json --workers 4 --name before",
        "sanad eval run squad.json --grid fusion=score,rank --grid answer_threshold=.4,.6",
    ),
)(evaluation.run)
kept_runs.callback()(runs.list_runs)
kept_runs.command("rename", epilog=examples("sanad eval runs rename last before"))(runs.rename)
kept_runs.command("delete", epilog=examples("sanad eval runs delete 20260501-101500-squad", "sanad eval runs delete last --yes"))(
    runs.delete
)
evaluations.add_typer(kept_runs, name="runs")
evaluations.command("figures", epilog=examples("sanad eval figures last --all", "sanad eval figures run.jsonl --json"))(runs.figures)
evaluations.command(
    "tune",
    epilog=examples(
        "sanad eval tune tydiqa/english.json xquad/en.json@ar.json ntrex/@eng:arb --dry-run",
        "sanad eval tune squad.json xquad/en.json@en.json+ar.json -o rag/weights.toml",
        "sanad eval tune squad.json xquad/en.json@ar.json --start equal -o rag/weights.toml",
        "sanad eval tune squad.json --embedder onnx --set onnx_directory=models/e5 -o rag/weights.toml",
    ),
)(tuning.tune)
evaluations.command(
    "calibrate",
    epilog=examples(
        "sanad eval calibrate tydiqa/english.json xquad/en.json xquad/en.json@ar.json --sample 150 --dry-run",
        "sanad eval calibrate squad.json xquad/en.json@ar.json xquad/ar.json@ru.json -o rag/answerable.toml",
    ),
)(calibrating.calibrate)
evaluations.command("ablate", epilog=examples("sanad eval ablate squad.json xquad/en.json@ar.json ntrex/@eng:arb"))(tuning.ablate)
evaluations.command(
    "compare",
    epilog=examples(
        "sanad eval compare before.json after.json",
        "sanad eval compare before.json after.json --by type --by outlet --cases 30",
        "sanad eval compare before.json after.json --markdown comparison.md",
    ),
)(comparing.compare)
evaluations.command(
    "gate",
    epilog=examples(
        'sanad eval gate run.json --require "MRR>=0.9" --require "Declined wrong<=.1" --require "failed<=0"',
        'sanad eval gate run.json --require "MRR\\[ar]>=0.8" --require "search p95<=0.2"',
        "sanad eval gate run.json --no-worse-than base.json --margin .01",
    ),
)(comparing.gate)
evaluations.command(
    "report",
    epilog=examples(
        "sanad eval report run.json -o report.html", "sanad eval report run.json base.json -o report.html -o report.md -o cases.csv"
    ),
)(comparing.report)
evaluations.command(
    "judge",
    epilog=examples(
        "sanad eval judge last --sample-for-labels 50 --labels labels.jsonl",
        "sanad eval judge last --labels labels.jsonl --only-labelled",
        "sanad eval judge run.json --labels labels.jsonl --set chat_model=another",
    ),
)(judging.judge)
evaluations.command("metrics", epilog=examples("sanad eval metrics", "sanad eval metrics citations", "sanad eval metrics --json"))(
    figures.metrics
)
evaluations.command(
    "check", epilog=examples("sanad eval check questions.jsonl", "sanad eval check questions.jsonl --library library --json")
)(sets.check)
evaluations.command("datasheet", epilog=examples("sanad eval datasheet questions.jsonl", "sanad eval datasheet scifact/ -o scifact.md"))(
    sets.datasheet
)
evaluations.command(
    "new",
    epilog=examples(
        "sanad eval new questions.jsonl --size 100",
        "sanad eval new questions.jsonl --language ar --from 2026-01-01 --seed 7",
        "sanad eval new questions.jsonl --model --set chat_model=qwen3 --set chat_base_url=http://localhost:8000/v1",
        "sanad eval new judged.jsonl --feedback feedback.jsonl",
    ),
)(drafting.new)
evaluations.command(
    "review", epilog=examples("sanad eval review questions.jsonl", "sanad eval review questions.jsonl --accept-all --json")
)(drafting.review)
evaluations.command("schema", epilog=examples("sanad eval schema > schema.json"))(sets.schema)
evaluations.command(
    "bench",
    epilog=examples(
        "sanad eval bench --articles 500",
        "sanad eval bench --chunks 300000 --keep large/ -o bench.json",
        "sanad eval bench --peer --given squad.json --given xquad/en.json@ar.json -o bench.json --markdown benchmarks.md",
        "sanad eval bench --from bench.json --markdown benchmarks.md",
    ),
)(benching.bench)
evaluations.command("overhead", epilog=examples("sanad eval overhead", "sanad eval overhead squad.json --limit 100 --json"))(
    overhead.overhead
)
app.add_typer(evaluations, name="eval", rich_help_panel=LIBRARY)
fetched.command("list", epilog=examples("sanad models list", "sanad models list --json"))(models.list_models)
fetched.command(
    "get",
    epilog=examples(
        "sanad models get multilingual-e5-small",
        "sanad models get multilingual-e5-small --from downloads/e5",
        "SANAD_MODEL_HUB=https://hub.example.org sanad models get all-minilm-l6",
    ),
)(models.get)
fetched.command(
    "use", epilog=examples("sanad models use multilingual-e5-small", "sanad models use mmarco-minilm", "sanad models use bundled")
)(models.use)
fetched.command("check", epilog=examples("sanad models check", "sanad models check multilingual-e5-small"))(checking.check)
app.add_typer(fetched, name="models", rich_help_panel=LIBRARY)
app.add_typer(user.users, name="user", rich_help_panel=LIBRARY)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        write(output(), f"sanad {version('sanad')}")
        raise typer.Exit


@app.callback()
def shared(
    context: typer.Context,
    library: Annotated[Path | None, typer.Option(help="Directory of the library. Also SANAD_LIBRARY.", show_default=False)] = None,
    embedder: Annotated[str | None, typer.Option(help="bundled, openai, onnx, none or a dotted name.", show_default=False)] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any other setting, as `sanad status` lists them. Repeatable.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Ask your articles; every sentence of the answer carries the exact sentence it rests on.

    The options below may stand before or after the command.
    """
    context.obj = Options(read_flags(library, embedder, assignments or []))


def main() -> None:
    """Run the command line."""
    app()
