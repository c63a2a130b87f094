"""Single questions as parts of the page: those that went worst, with their passages, and those that changed. Pure."""

from collections.abc import Iterator

from markupsafe import Markup

from eval.compare.cases import placed, rank_of, reasons
from eval.compare.models import Change, Side
from eval.compare.words import short
from eval.models import CaseResult, ShownPassage
from eval.report.elements import headed, left_to_right, plain, quotes, spoken
from eval.report.view import Report, trouble
from eval.wording import said

_PASSAGE = 320  # characters of a passage that are shown


def worst(report: Report) -> Iterator[Markup]:
    """The questions that went worst, those first."""
    yield headed("Questions that went worst")
    if not report.worst:
        yield Markup("<p>{}</p>").format(said("None: every right article is first, and every answer is right."))
    yield from map(_case, report.worst)


def changed(change: Change) -> Markup:
    """A question that is not the same in both runs, side by side."""
    style = "good" if change.weight > 0 else "bad" if change.weight < 0 else "quiet"
    sides = Markup("").join(
        Markup("<div><strong>{}</strong> {}</div>").format(letter, _side(side, ranked=change.answerable))
        for letter, side in (("A", change.first), ("B", change.second))
    )
    return Markup('<article>{}<p><small>{}</small> <span class="{}">{}</span></p><div class="sides">{}</div></article>').format(
        _question(change.question, change.language), change.id, style, plain("; ".join(reasons(change))), sides
    )


def _side(side: Side, *, ranked: bool) -> Markup:
    rank = placed(side.rank) if ranked else ""
    error = said("failed: {error}", error=plain(side.error)) if side.error is not None else ""
    told = " · ".join(part for part in (error or rank, said(side.status or "")) if part)
    return Markup('<span class="quiet">{}</span>{}').format(told, quotes(side.quotes))


def _case(case: CaseResult) -> Markup:
    return Markup('<article>{}<p><small>{}</small> <span class="bad">{}</span></p><dl>{}</dl></article>').format(
        _question(case.question, case.language),
        case.id,
        trouble(case),
        Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(said(name), value) for name, value in _facts(case) if value),
    )


def _facts(case: CaseResult) -> Iterator[tuple[str, str | Markup]]:
    """What there is to know of it."""
    rank = rank_of(case)
    found = said("not found") if rank is None else said("at rank {rank}", rank=rank)
    yield "right article", found if case.answerable else said("none: nothing answers it")
    yield "status", said(case.status or "")
    yield "likelihood", "" if case.answerability is None else left_to_right(short(case.answerability))
    yield "error", plain(case.error or "")
    yield "reference", Markup("; ").join(Markup("<bdi>{}</bdi>").format(plain(one)) for one in case.references)
    yield "evidence", quotes(case.evidence)
    yield "cited", quotes(case.quotes)
    if case.passages:
        yield "first passages", Markup("<ol>{}</ol>").format(Markup("").join(map(_passage, case.passages)))
    else:
        yield "first", ", ".join(case.ranking[:3])
        yield "right", ", ".join(case.relevant[:3])


def _passage(passage: ShownPassage) -> Markup:
    text = plain(passage.text)
    cut = text if len(text) <= _PASSAGE else f"{text[:_PASSAGE].rstrip()}…"
    told = Markup(' <span class="good">{}</span>').format(said("right")) if passage.right else ""
    return Markup('<li><bdi>{}</bdi>{}<p class="passage" dir="auto"{}>{}</p></li>').format(
        plain(" · ".join(part for part in (passage.title, passage.source or "") if part)), told, spoken(passage.language), cut
    )


def _question(question: str, language: str) -> Markup:
    return Markup('<h3 dir="auto"{}>{}</h3>').format(spoken(language), plain(question) or said("(a question that could not be read)"))
