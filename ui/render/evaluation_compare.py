"""Two runs side by side: what differs, by how much, and which questions changed, with their answers and sources."""

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from eval.compare.cases import reasons
from eval.compare.models import Change, Comparison, Part, Side
from eval.compare.words import interval, short
from eval.models import AnswerSentence, CaseResult, Run, ShownPassage
from eval.report.elements import value_of
from eval.report.html import differences_table
from eval.report.view import Report
from eval.statistics.models import Difference
from eval.wording import said
from ui.render.elements import element, joined, language_of
from ui.render.evaluation import address, figure, file_address, number
from ui.render.evaluation_run import reported
from ui.words import marked, text

_CHANGES = 40  # questions shown; the report of the command line has all
_OPEN = 3  # of them unfolded
_HEADLINES = 4
_PASSAGES = 5
_PASSAGE = 240  # characters


def comparison_view(report: Report, compared: Comparison, other: Run) -> Markup:
    """How the run of ``report`` (B) differs from ``other`` (A)."""
    title = element("h2", element("bdi", compared.set_name), class_="run-title", tabindex=-1)
    told = element("p", text("evaluation.compared", count=compared.cases), class_="hint")
    parts = [title, _names(compared), told, _cards(compared), _table(compared), *_parts(compared.parts), _settings(compared)]
    parts.append(_changes(compared.changes, _by_id(other), _by_id(report.run)))
    return element("section", *parts, data_run=compared.second, data_against=compared.first, class_="run comparison")


def _names(compared: Comparison) -> Markup:
    rows = (
        element("li", _letter(letter), element("a", element("bdi", name), href=address(name), data_do="show", data_run=name))
        for letter, name in (("A", compared.first), ("B", compared.second))
    )
    swapped = {"data_do": "show", "data_run": compared.first, "data_against": compared.second}
    swap = element("a", text("evaluation.swap"), href=address(compared.first, compared.second), class_="button", **swapped)
    names = compared.second, compared.first
    files = element("a", text("evaluation.file_differences"), href=file_address("differences", *names), download=True, class_="button")
    whole = {"href": file_address("report", *names), "target": "_blank", "rel": "noopener", "class_": "button"}
    bar = element("div", swap, element("a", text("evaluation.file_report"), **whole), files, class_="actions-bar")
    return joined(element("ul", *rows, class_="sides-named"), bar)


def _letter(letter: str) -> Markup:
    return element("span", letter, class_=f"letter {letter.lower()}", lang="en")


def _cards(compared: Comparison) -> Markup:
    known = {one.name: one for one in compared.differences}
    wanted = ("Answer contained", "MRR", "Declined right", "Declined wrong", "Hit@1", "nDCG@10")
    chosen = [known[name] for name in wanted if name in known][:_HEADLINES]
    return element("ul", *map(_card, chosen), class_="cards-row", aria_label=text("evaluation.headlines"))


def _card(one: Difference) -> Markup:
    style = "good" if one.found and one.gain > 0 else "bad" if one.found else "quiet"
    arrow = "▲" if one.value > 0 else "▼" if one.value < 0 else "="
    change = element("span", f"{arrow} {short(abs(one.value))}" if one.value else arrow, class_=style, dir="ltr")
    key = "same" if not one.changed else "not_sure" if not one.found else "better" if one.gain > 0 else "worse"
    ends = element("small", interval(one.low, one.high, signed=True), dir="ltr", class_="ends")
    before = element("small", marked("evaluation.was", value=number(one.before)))
    verdict = element("small", text(f"evaluation.card_{key}"), class_=style)
    return element("li", figure(one.name), element("strong", number(one.after), " ", change), ends, before, verdict)


def _table(compared: Comparison) -> Markup:
    title = element("h2", text("evaluation.differences"))
    told = element("p", text("evaluation.differences_how"), class_="hint")
    return joined(title, told, reported(differences_table(compared.differences, said("Differences"))))


def _parts(parts: Sequence[Part]) -> Iterator[Markup]:
    for by in dict.fromkeys(part.by for part in parts):
        yield element("h2", text(f"evaluation.by_{by}"))
        yield element("div", *(_part(part) for part in parts if part.by == by), class_="parts")


def _part(part: Part) -> Markup:
    found = sum(one.found for one in part.differences)
    facts = [text("evaluation.questions", count=part.cases), text("evaluation.found", count=found)]
    facts += [text("evaluation.small")] if part.small else []
    line = element("span", *(element("span", one) for one in facts), class_="meta")
    value = value_of(part.by, part.value)
    table = differences_table(part.differences, said("Differences, {part}", part=value))
    summary = element("summary", element("bdi", value, class_="part-name"), line)
    return element("details", summary, reported(table), class_="folded")


def _settings(compared: Comparison) -> Markup:
    if not compared.settings:
        return Markup("")
    head = element("tr", element("td"), element("th", "A", scope="col"), element("th", "B", scope="col"))
    rows = (
        element("tr", element("th", name, scope="row"), *(element("td", element("bdi", value)) for value in values))
        for name, values in compared.settings.items()
    )
    name = text("evaluation.otherwise")
    table = element("table", element("thead", head), element("tbody", *rows))
    return joined(element("h2", name), element("div", table, class_="wide report", role="region", aria_label=name, tabindex=0))


def _changes(changes: Sequence[Change], first: Mapping[str, CaseResult], second: Mapping[str, CaseResult]) -> Markup:
    better, worse = (sum(change.weight * sign > 0 for change in changes) for sign in (1, -1))
    title = element("h2", text("evaluation.changed", count=len(changes)))
    told = element("p", text("evaluation.changed_how", better=better, worse=worse), class_="hint") if changes else Markup("")
    shown = (
        _change(change, first.get(change.id), second.get(change.id), opened=number < _OPEN)
        for number, change in enumerate(changes[:_CHANGES])
    )
    more = element("p", text("evaluation.more", count=len(changes) - _CHANGES), class_="hint") if len(changes) > _CHANGES else Markup("")
    return element("section", title, told, *shown, more, class_="changes")


def _change(change: Change, first: CaseResult | None, second: CaseResult | None, *, opened: bool) -> Markup:
    style = "good" if change.weight > 0 else "bad" if change.weight < 0 else "quiet"
    key = "better" if change.weight > 0 else "worse" if change.weight < 0 else "neither"
    question = element("span", change.question, class_="changed-question", **language_of(change.language))
    why = element("span", "; ".join(reasons(change)), class_="why")
    mark = element("span", text(f"evaluation.change_{key}"), class_=f"chip {style}")
    pairs = (("A", change.first, first), ("B", change.second, second))
    sides = element("div", *(_side(*pair, answerable=change.answerable) for pair in pairs), class_="sides")
    return element("details", element("summary", question, element("span", mark, why, class_="meta")), sides, class_="change", open=opened)


def _side(letter: str, side: Side, case: CaseResult | None, *, answerable: bool) -> Markup:
    place = text("evaluation.rank", rank=side.rank) if side.rank is not None else text("evaluation.no_rank")
    place = place if answerable else text("evaluation.nothing_right")
    facts = [element("span", place), *([element("span", text(f"evaluation.status_{side.status}"))] if side.status else [])]
    parts = [element("p", _letter(letter), *facts, class_="meta")]
    if side.error is not None:
        parts.append(element("p", side.error, class_="notice", dir="auto"))
    if case is not None:
        parts += [*_answer(case), *_passages(case.passages)]
    return element("div", *parts, class_="side")


def _answer(case: CaseResult) -> Iterator[Markup]:
    if case.answer:
        yield element("h3", text("evaluation.answer"))
        yield element("ol", *(_sentence(one, case) for one in case.answer), class_="answer-lines")
    elif case.quotes:
        yield element("h3", text("evaluation.cited"))
        yield joined(*(element("blockquote", one, dir="auto") for one in case.quotes))


def _sentence(sentence: AnswerSentence, case: CaseResult) -> Markup:
    verdict = element("span", text(f"evaluation.verdict_{sentence.verdict}"), class_=f"chip verdict-{sentence.verdict}")
    quotes = [case.quotes[place] for place in sentence.cites if place < len(case.quotes)]
    apart = [element("blockquote", quote, dir="auto") for quote in quotes if quote != sentence.text]
    return element("li", element("p", sentence.text, dir="auto"), verdict, *apart)


def _passages(passages: Sequence[ShownPassage]) -> Iterator[Markup]:
    if passages:
        yield element("h3", text("evaluation.first_passages"))
        yield element("ol", *map(_passage, passages[:_PASSAGES]), class_="passages")


def _passage(passage: ShownPassage) -> Markup:
    words = passage.text if len(passage.text) <= _PASSAGE else f"{passage.text[:_PASSAGE].rstrip()}…"
    right = element("span", text("evaluation.right"), class_="chip good") if passage.right else Markup("")
    about = [element("bdi", one) for one in (passage.title, passage.source) if one]
    return element("li", element("p", *about, right, class_="meta"), element("p", words, **language_of(passage.language)))


def _by_id(run: Run) -> dict[str, CaseResult]:
    return {case.id: case for case in run.cases}
