"""``eval judge``: what a model says of the answers of a run, and how far it can be trusted."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from index.errors import EvaluationError
from ui.cli.boundary import DONE, NOTHING_DONE, SOME_FAILED
from ui.cli.library import write_notices
from ui.cli.options import Json, Options, Yes
from ui.cli.progress import Bar
from ui.cli.runs import run_file
from ui.cli.terminal import count, foreign, messages, output, write, write_json

if TYPE_CHECKING:
    from eval.judge.jury import Jury
    from eval.judge.labels import Labels
    from eval.judge.models import Aspect, Calibration, Estimate, Item, Judgement, Kappa, Opinion
    from eval.models import Run
    from index.settings import Settings

Finished = Annotated[
    Path, typer.Argument(metavar="RUN", help="A run with answers: its name, or its file.", show_default=False, callback=run_file)
]
Aspects = Annotated[str, typer.Option(help="What is judged, parted by commas.")]
Votes = Annotated[int, typer.Option(min=1, max=12, help="How often each item is judged, each time by another form of the prompt.")]
LabelFile = Annotated[
    Path | None,
    typer.Option(
        "--labels", metavar="FILE", help="What a person says of some items, as JSON lines: calibrates the judge.", show_default=False
    ),
]
SampleForLabels = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="Ask nothing; write so many items, drawn by chance, to --labels, for a person to fill in.",
        show_default=False,
    ),
]
OnlyLabelled = Annotated[bool, typer.Option("--only-labelled", help="Judge the labelled items alone, to try the judge; keeps no figures.")]
Seed = Annotated[int, typer.Option(help="Of the draw for --sample-for-labels.")]
Workers = Annotated[int, typer.Option(min=1, max=32, help="How many requests at a time.")]
CacheDirectory = Annotated[
    Path | None, typer.Option("--cache", metavar="DIR", help="Where what the judge wrote is kept (default: your data).", show_default=False)
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Ask again what was asked before.")]


def judge(
    context: typer.Context,
    finished: Finished,
    aspects: Aspects = "correctness,faithfulness,citations",
    votes: Votes = 3,
    labels: LabelFile = None,
    sample_for_labels: SampleForLabels = None,
    only_labelled: OnlyLabelled = False,
    seed: Seed = 1,
    workers: Workers = 4,
    cache: CacheDirectory = None,
    fresh: Fresh = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Let a model judge the answers of a run: whether they are correct, and whether the cited words say what they say.

    The model is that of SANAD_CHAT_MODEL; name another one with `--set chat_model=...`, best not the one that wrote the answers. What it
    will cost is shown before it starts. What it said is kept beside the run, in RUN.judge.json, and from then on `compare`, `gate` and
    `report` show its figures. Without --labels nobody knows what they are worth.
    """
    from eval.judge.items import items_of
    from eval.judge.labels import draft, read_labels, write_draft
    from eval.records import read_run

    options: Options = context.obj
    settings = options.settings()
    _check_labels(labels, sample_for_labels, only_labelled=only_labelled)
    run = read_run(finished)
    items = items_of(run, _aspects(aspects))
    if sample_for_labels is not None and labels is not None:
        lines = draft(items, sample_for_labels, seed=seed)
        write_draft(lines, labels)
        _write_draft(labels, len(lines), as_json=as_json)
        return
    said = read_labels(labels, items) if labels is not None else None
    chosen = [item for item in items if said is not None and item.key in said.given] if only_labelled else items
    started = datetime.now(UTC)
    with _jury(settings, cache=cache, fresh=fresh, votes=votes, workers=workers) as jury:
        if not _confirmed(jury, chosen, settings, yes=yes or as_json):
            write(messages(), "Nothing was judged.")
            return
        told = _ask(_about(run, chosen) if only_labelled else run, chosen, jury, aspects=_aspects(aspects), labels=said, started=started)
    if not only_labelled:
        _keep(told, finished)
    if as_json:
        write_json(told.model_dump(mode="json"))
    else:
        _write_judgement(output(), told)
    raise typer.Exit(_exit_code(told))


def _aspects(written: str) -> "tuple[Aspect, ...]":
    from eval.judge.models import ASPECTS

    named = [name.strip().lower() for name in written.split(",") if name.strip()]
    for name in named:
        if name not in ASPECTS:
            raise typer.BadParameter(f"{name!r} cannot be judged; give {', '.join(ASPECTS)}.", param_hint="--aspects")
    if not named:
        raise typer.BadParameter(f"nothing is named; give {', '.join(ASPECTS)}.", param_hint="--aspects")
    return tuple(aspect for aspect in ASPECTS if aspect in named)


def _check_labels(labels: Path | None, sample: int | None, *, only_labelled: bool) -> None:
    if labels is None and sample is not None:
        raise typer.BadParameter("say with --labels where to write them.", param_hint="--sample-for-labels")
    if labels is None and only_labelled:
        raise typer.BadParameter("say with --labels which items are labelled.", param_hint="--only-labelled")
    if sample is not None and only_labelled:
        raise typer.BadParameter("first write the draft, then fill it in, then judge.", param_hint="--only-labelled")


@contextmanager
def _jury(settings: "Settings", *, cache: Path | None, fresh: bool, votes: int, workers: int) -> "Iterator[Jury]":
    from rag.chat import load_chat
    from rag.chat.breaker import Breaker

    client = load_chat(settings, breaker=Breaker(rest=1.0, longest=15.0))  # nobody waits for a judge; it may try again soon
    if client is None:
        raise EvaluationError("There is no model to judge.", remedy="Set SANAD_CHAT_MODEL and SANAD_CHAT_BASE_URL or SANAD_CHAT_API_KEY.")
    from eval.judge.cache import Cache
    from eval.judge.jury import Jury
    from eval.judge.llm import ChatModel

    with closing(client):
        model = ChatModel(client, cache=Cache(cache, fresh=fresh), context_tokens=settings.chat_context_tokens)
        yield Jury(model, votes=votes, workers=workers)


def _confirmed(jury: "Jury", items: "Sequence[Item]", settings: "Settings", *, yes: bool) -> bool:
    """Whether to begin, once it is shown what it takes; where nothing is to be asked, nobody is."""
    from rag.chat.models import Prices

    prices = Prices(sent=settings.chat_price_in, received=settings.chat_price_out)
    taken = jury.estimate(items, most_tokens=settings.chat_max_tokens, prices=prices)
    decided = sum(item.decided is not None for item in items)
    write(messages(), f"{count(len(items), 'item')}, {decided:,} of them decided without asking. {_estimate_line(taken)}")
    return yes or taken.votes == taken.cached or typer.confirm(f"Ask {settings.chat_model} now?", err=True)


def _estimate_line(taken: "Estimate") -> str:
    asked = taken.votes - taken.cached
    known = f"{count(taken.votes, 'vote')}, {taken.cached:,} of them known already."
    if not asked:
        return f"{known} Nothing is asked, and nothing paid."
    tokens = f"About {taken.prompt_tokens:,} tokens sent and {taken.completion_tokens:,} received, at most {taken.most_completion_tokens:,}"
    if taken.cost is None or taken.most_cost is None:
        return f"{known} {tokens}; without SANAD_CHAT_PRICE_IN and SANAD_CHAT_PRICE_OUT nobody knows what they cost."
    return f"{known} {tokens}: about {taken.cost:,.2f}, at most {taken.most_cost:,.2f} in the currency of your prices."


def _ask(
    run: "Run",
    items: "Sequence[Item]",
    jury: "Jury",
    *,
    aspects: "Sequence[Aspect]",
    labels: "Labels | None",
    started: datetime,
) -> "Judgement":
    from eval.judge.judging import Judge, summarise

    with Bar("Judging") as bar:
        judged = jury.judge(items, progress=bar.report)
    return summarise(run, judged, Judge(jury.model_name, jury.address, jury.votes), aspects=aspects, labels=labels, started=started)


def _about(run: "Run", items: "Sequence[Item]") -> "Run":
    """The run without the cases of other items."""
    named = {item.case for item in items}
    return run.model_copy(update={"cases": tuple(case for case in run.cases if case.id in named)})


def _keep(told: "Judgement", finished: Path) -> None:
    from eval.judge.stored import place_beside
    from eval.records import write as write_record

    path = place_beside(finished)
    write_record(told, path)
    write(messages(), (f"Kept in {path}.", "dim"))


def _exit_code(told: "Judgement") -> int:
    """0 if everything has a verdict, 1 if something has none, 2 if nothing has one."""
    if not told.counts["open"]:
        return DONE
    return NOTHING_DONE if told.counts["open"] == told.counts["items"] - told.counts["decided"] else SOME_FAILED


def _write_draft(path: Path, number: int, *, as_json: bool) -> None:
    if as_json:
        write_json({"labels": str(path), "items": number})
    else:
        write(output(), f"{count(number, 'item')} to label in {path}: write one of `choose` as the `label` of each.")


def _write_judgement(console: Console, told: "Judgement") -> None:
    write_notices(told.notices)
    counts = told.counts
    write(
        console,
        (told.model, "bold"),
        (f"  {told.votes} votes on each item, {counts['cached']:,} of {counts['votes']:,} known already", "dim"),
    )
    write(console, (f"{'':<14}{'mean':>7}  {'95 %':<14}{'bounds':<14}{'cases':>6}{'open':>6}", "dim"))
    for aspect, opinion in told.opinions.items():
        write(console, _opinion_line(aspect, opinion))
    for aspect, opinion in told.opinions.items():
        write(console, f"{aspect:<14}", ("between votes     ", "dim"), _kappa(opinion.agreement, "Fleiss's"))
        if opinion.calibration is not None:
            _write_calibration(console, aspect, opinion.calibration)
    unread = ", ".join(f"{name} {number:,}" for name, number in told.errors.items())
    write(console, f"{'errors':<14}", f"{counts['errors']:,} votes could not be read: {unread}" if unread else "none")
    first = next((vote.said for item in told.items for vote in item.votes if vote.error is not None), "")
    if first:
        write(console, f"{'':<14}", (f"the first: {foreign(first, terminal=console.is_terminal)}", "dim"))
    if counts["no reference"]:
        write(
            console, f"{'':<14}", f"{count(counts['no reference'], 'answerable case')} without a reference answer: correctness not judged"
        )
    write(console, f"{'took':<14}", _usage(told))


def _opinion_line(aspect: str, opinion: "Opinion") -> str:
    value = "-" if opinion.value is None else f"{opinion.value:.3f}"
    ends, bounds = _range(opinion.low, opinion.high), _range(opinion.worst, opinion.best)
    return f"{aspect:<14}{value:>7}  {ends:<14}{bounds:<14}{opinion.cases:>6,}{opinion.open:>6,}"


def _write_calibration(console: Console, aspect: str, found: "Calibration") -> None:
    weighted = [f"weighted {found.weighted.value:.2f}"] if found.weighted.value is not None else []
    left = [f"{found.unjudged:,} without a verdict"] * bool(found.unjudged) + [f"{found.decided:,} decided without asking"] * bool(
        found.decided
    )
    write(console, f"{aspect:<14}", ("judge and person  ", "dim"), "; ".join([_kappa(found.kappa, "Cohen's"), *weighted, *left]))
    if found.corrected.value is not None:
        ends = _range(found.corrected.low, found.corrected.high)
        write(console, f"{aspect:<14}", ("put right by them ", "dim"), f"{found.corrected.value:.3f}  {ends}")
    for person, row in found.table.items():
        if any(row.values()):
            cells = ", ".join(f"{verdict.replace('_', ' ')} {number:,}" for verdict, number in row.items() if number)
            write(console, (f"{'':<32}person {person.replace('_', ' ')}: judge {cells}", "dim"))


def _kappa(found: "Kappa", whose: str) -> str:
    agree = "" if found.observed is None else f"{found.observed:.0%} of pairs agree on {count(found.items, 'item')}"
    value = "" if found.value is None else f"{whose} kappa {found.value:.2f} {_range(found.low, found.high)}".rstrip(" -")
    return "; ".join(part for part in (value, agree, found.why) if part)


def _range(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low:.2f} to {high:.2f}"


def _usage(told: "Judgement") -> str:
    usage = told.usage
    cost = "" if usage.cost is None else f", cost {usage.cost:,.4f}"
    return f"{usage.prompt_tokens:,} tokens sent, {usage.completion_tokens:,} received{cost}, {told.seconds:,.1f} s"
