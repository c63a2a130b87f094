"""A drafted set under review: one question at a time with its evidence, and what can be decided about it."""

from markupsafe import Markup

from eval.formats.line import Line, Relevant
from eval.wording import said
from ui.evaluating.reviews import Reviewed
from ui.render.elements import element, joined, language_of
from ui.render.evaluation import address, problem
from ui.words import text

_BUTTONS = (("accept", "primary", "a"), ("reject", "danger", "r"), ("skip", "", "s"))


def review_view(found: Reviewed, *, error: str = "") -> Markup:
    """The next question, or that all is decided."""
    title = element("h2", text("evaluation.review"), class_="run-title", tabindex=-1)
    facts = (text(f"evaluation.state_{state}", count=count) for state, count in found.counts.items())
    meta = element(
        "p", element("bdi", found.chosen.partition(":")[2] or found.chosen), *(element("span", one) for one in facts), class_="meta"
    )
    back = element("a", text("evaluation.review_end"), href=address(), class_="button", data_do="check", **_named(found.chosen))
    undo = element(
        "button", text("evaluation.undo"), type="button", class_="button", data_do="take_back", data_set=found.chosen, data_keys="u"
    )
    shown = _line(found, found.line) if found.line else element("p", text("evaluation.review_done"), class_="fine", role="status")
    told = problem(error) if error else Markup("")
    return element(
        "section", title, meta, told, shown, element("div", undo, back, class_="buttons"), data_run="", data_against="", class_="run review"
    )


def _named(chosen: str) -> dict[str, str]:
    """A set as the form names it: one that was uploaded, or a path."""
    return {"data_set": chosen} if chosen.startswith("kept:") else {"data_path": chosen}


def _line(found: Reviewed, line: Line) -> Markup:
    ways = language_of(line.language)
    named = {"data_set": found.chosen, "data_line": line.id}
    question = element("textarea", line.question, name="question", rows=2, maxlength=2000, required=True, **ways)
    answers = element("textarea", "\n".join(line.answers), name="reference", rows=2, maxlength=4000, dir="auto")
    fields = joined(_field("evaluation.review_question", question), _field("evaluation.review_answers", answers) if line.answerable else "")
    buttons = [_button(deed, style, key, line, found.chosen) for deed, style, key in _BUTTONS]
    edit = element("button", text("evaluation.do_edit"), type="submit", class_="button")
    form = element("form", fields, element("div", *buttons, edit, class_="buttons"), data_do="edit", **named, class_="run-form")
    facts = [text("evaluation.review_left", count=found.left), said(line.type), line.made, line.note]
    about = element("p", *(element("span", one, dir="auto") for one in facts if one), class_="meta")
    proofs = joined(*map(_evidence, line.relevant)) if line.relevant else element("p", text("evaluation.nothing_right"), class_="hint")
    return joined(about, element("h3", text("evaluation.review_evidence")), element("div", proofs), form)


def _evidence(place: Relevant) -> Markup:
    return joined(
        element("blockquote", place.quote or place.article, dir="auto"), element("p", element("bdi", place.source or ""), class_="meta")
    )


def _button(deed: str, style: str, key: str, line: Line, chosen: str) -> Markup:
    named = {"data_do": deed, "data_set": chosen, "data_line": line.id, "data_keys": key, "title": key}
    return element("button", text(f"evaluation.do_{deed}"), type="button", class_=f"button {style}".strip(), **named)


def _field(key: str, control: Markup) -> Markup:
    return element("label", element("span", text(key)), control, class_="field")
