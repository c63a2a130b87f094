"""``brief check``: what became of everything a brief rests on."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.boundary import SOME_FAILED
from ui.cli.brief import Reference
from ui.cli.library import write_notices
from ui.cli.options import Json, Options
from ui.cli.progress import Bar
from ui.cli.terminal import output, write_json

if TYPE_CHECKING:
    from rag.brief.briefs import KeptBrief
    from rag.brief.check_models import BriefCheck, CitationCheck, SentenceCheck

_CITATIONS: Mapping[str, Callable[["CitationCheck"], bool]] = {
    "damaged": lambda one: one.proof == "damaged",
    "withdrawn": lambda one: one.state == "withdrawn",
    "corrected": lambda one: one.state == "corrected",
    "changed": lambda one: one.stands is False,
    "updated": lambda one: one.state == "updated",
    "deleted": lambda one: one.presence == "deleted",
    "gone": lambda one: one.presence == "gone",
}
_SENTENCES: Mapping[str, Callable[["SentenceCheck"], bool]] = {
    "unsupported": lambda one: "not_supported" in (one.verdict, one.now),
    "partly": lambda one: "partly" in (one.verdict, one.now),
}
FINDINGS = (*_CITATIONS, *_SENTENCES, "newer", "nothing")
DEFAULT = ("damaged", "withdrawn", "corrected", "changed", "unsupported")


def check(
    context: typer.Context,
    brief: Reference,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-on",
            metavar="FINDING",
            help=f"End with exit code 1 where there is one of these: {', '.join(FINDINGS)}. Repeatable; without, {', '.join(DEFAULT)}.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show what stands too, not only what needs a look.")] = False,
    later: Annotated[bool, typer.Option("--newer/--no-newer", help="Look for later reports that say otherwise.")] = True,
    as_json: Json = False,
) -> None:
    """Check a brief: does each citation still stand, and each sentence?

    Every quote is proved against the version that was cited, and looked for in the article as it is now. You see which articles were
    updated, corrected, withdrawn or deleted since, what of your own sentences the library supports, and which later reports say otherwise.
    """
    from rag.brief.check_briefs import BriefChecking
    from rag.engine import Sanad

    wanted = read_findings(fail_on)
    options: Options = context.obj
    with Sanad.open(settings=options.settings()) as sanad, Bar("Citations") as bar:
        kept = sanad.briefs.get(sanad.briefs.find(brief).id)
        found = BriefChecking(sanad).check(kept.brief, later=later, progress=bar.report)
    failed = [name for name in wanted if findings(found)[name]]
    if as_json:
        write_json(shape(kept, found, failed))
    else:
        from ui.cli.brief_checked import write_check

        write_check(output(), kept.brief, found, everything=everything)
        write_notices(found.notices)
    if failed:
        raise typer.Exit(SOME_FAILED)


def read_findings(given: list[str] | None) -> tuple[str, ...]:
    """What a check is to fail on.

    Raises:
        BadParameter: One is no finding.
    """
    for name in given or ():
        if name not in FINDINGS:
            raise typer.BadParameter(f"--fail-on {name} is no finding; it takes {', '.join(FINDINGS)}.")
    return tuple(given) if given else DEFAULT


def findings(found: "BriefCheck") -> dict[str, int]:
    """How many there are of each finding."""
    citations = {name: sum(map(is_so, found.citations)) for name, is_so in _CITATIONS.items()}
    sentences = {name: sum(map(is_so, found.sentences)) for name, is_so in _SENTENCES.items()}
    return {**citations, **sentences, "newer": len(found.newer), "nothing": 0}


def shape(kept: "KeptBrief", found: "BriefCheck", failed: list[str]) -> dict[str, Any]:
    """The object of ``brief check --json``."""
    counted = findings(found)
    del counted["nothing"]
    return {
        "id": kept.brief.id,
        "title": kept.brief.title,
        "revision": kept.revision,
        "holds": found.holds,
        "failed": failed,
        "counts": found.counts,
        "findings": counted,
        **found.model_dump(mode="json", exclude={"brief"}),
    }
