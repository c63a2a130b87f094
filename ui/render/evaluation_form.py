"""Where a run is begun: the set, how much of it, what is asked for, and what is wrong with the set."""

from collections.abc import Sequence

from markupsafe import Markup

from eval.describe.check import Checked, Complaint
from index.settings import Settings
from ui.evaluating.evaluations import Wish
from ui.evaluating.request import OFFERED
from ui.evaluating.sets import Offered
from ui.render.elements import element, icon, joined
from ui.render.evaluation import problem
from ui.words import text

_COMPLAINTS = 50  # shown; the rest is counted


def form(
    wish: Wish, offered: Sequence[Offered], *, paths: bool, checked: Checked | None = None, error: str = "", draft: str = ""
) -> Markup:
    """The whole of it.

    Args:
        wish: What is filled in.
        offered: Sets to choose from.
        paths: Whether a file of the machine may be named.
        checked: What was found in the chosen set.
        error: Why the run could not be begun.
        draft: The chosen set, where it has questions that wait for a review.
    """
    title = element("h2", text("evaluation.title"), class_="run-title", tabindex=-1)
    told = element("p", text("evaluation.about"), class_="hint")
    start = element("button", text("evaluation.start"), type="submit", class_="button primary")
    check = element("button", text("evaluation.check"), type="button", class_="button", data_do="check", data_form=True)
    fields = joined(_set(wish, offered, paths=paths), _amount(wish), _asked(wish), _changes(wish))
    buttons = element("div", start, check, class_="buttons")
    shown = problem(error) if error else Markup("")
    return element(
        "section",
        title,
        told,
        element("form", fields, shown, buttons, data_do="start", class_="run-form", autocomplete="off"),
        _checked(checked) if checked else Markup(""),
        _review(draft) if draft else Markup(""),
        data_run="",
        data_against="",
    )


def _review(draft: str) -> Markup:
    """The way to the review of a drafted set."""
    button = element("button", text("evaluation.review_begin"), type="button", class_="button", data_do="review", data_set=draft)
    return element("section", element("p", text("evaluation.review_waits"), class_="hint"), element("p", button), class_="checked")


def _set(wish: Wish, offered: Sequence[Offered], *, paths: bool) -> Markup:
    chosen = wish.chosen if not wish.path else ""
    options = [element("option", one.name, value=one.value, selected=one.value == chosen) for one in offered if one.bundled]
    uploaded = [element("option", one.name, value=one.value, selected=one.value == chosen) for one in offered if not one.bundled]
    groups = [element("optgroup", *options, label=text("evaluation.sets_bundled"))]
    groups += [element("optgroup", *uploaded, label=text("evaluation.sets_uploaded"))] if uploaded else []
    select = _field("evaluation.set", element("select", *groups, name="set"))
    upload = _upload()
    path = element("input", type="text", name="path", value=wish.path, maxlength=1000, dir="ltr", spellcheck="false")
    named = _field("evaluation.path", path, hint="evaluation.path_hint") if paths else Markup("")
    return element("div", select, upload, named, class_="fields")


def _upload() -> Markup:
    """A button of our own words around the browser's field for a file."""
    file = element("input", type="file", class_="unseen", data_upload="evaluation/sets", aria_label=text("evaluation.upload"))
    button = element("label", icon("plus"), text("evaluation.choose_file"), file, class_="file-button")
    hint = element("small", text("evaluation.upload_hint"))
    return element("div", element("span", text("evaluation.upload")), button, hint, class_="field")


def _amount(wish: Wish) -> Markup:
    sample = element("input", type="number", name="sample", min=1, max=1_000_000, value=wish.sample, inputmode="numeric")
    seed = element("input", type="number", name="seed", min=0, max=1_000_000, value=wish.seed, inputmode="numeric")
    fields = (
        _field("evaluation.sample", sample, hint="evaluation.sample_hint"),
        _field("evaluation.seed", seed, hint="evaluation.seed_hint"),
    )
    return element("div", *fields, class_="fields narrow")


def _asked(wish: Wish) -> Markup:
    choices = (("", "evaluation.ask_default"), ("yes", "evaluation.ask_yes"), ("no", "evaluation.ask_no"))
    radios = (
        element("label", element("input", type="radio", name="answers", value=value, checked=wish.answers == value), text(key))
        for value, key in choices
    )
    return element("fieldset", element("legend", text("evaluation.ask")), *radios, class_="choices")


def _changes(wish: Wish) -> Markup:
    area = element("textarea", wish.changes, name="changes", rows=2, maxlength=4000, dir="ltr", spellcheck="false")
    rows = (element("div", element("dt", name), element("dd", Settings.model_fields[name].description or "")) for name in OFFERED)
    known = element("details", element("summary", text("evaluation.settings_known")), element("dl", *rows, lang="en", dir="ltr"))
    opened = element("summary", text("evaluation.settings"))
    return element(
        "details",
        opened,
        _field("evaluation.settings_lines", area),
        known,
        class_="settings",
        open=bool(wish.changes),
        data_keep="settings",
    )


def _field(key: str, control: Markup, *, hint: str = "") -> Markup:
    told = element("small", text(hint)) if hint else Markup("")
    return element("label", element("span", text(key)), control, told, class_="field")


def _checked(checked: Checked) -> Markup:
    """What is wrong with a set, by file, line and field; that it can be used, where nothing is."""
    count = len(checked.complaints)
    if not count:
        fine = text("evaluation.usable", set=checked.name, count=checked.questions)
        return element("section", element("p", fine, class_="fine", role="status"), *_warnings(checked), class_="checked")
    title = element("h3", text("evaluation.broken", count=count), tabindex=-1)
    header = ("file", "line", "field", "reason", "remedy")
    head = element("tr", *(element("th", text(f"evaluation.complaint_{one}"), scope="col") for one in header))
    rows = (_complaint(one) for one in checked.complaints[:_COMPLAINTS])
    table = element("table", element("thead", head), element("tbody", *rows))
    more = text("evaluation.more", count=count - _COMPLAINTS) if count > _COMPLAINTS else ""
    wide = element("div", table, class_="wide", role="region", tabindex=0, aria_label=text("evaluation.broken", count=count))
    return element("section", title, wide, element("p", more, class_="hint") if more else Markup(""), class_="checked", role="alert")


def _complaint(one: Complaint) -> Markup:
    words = element("td", one.reason, lang="en", dir="ltr"), element("td", one.remedy, lang="en", dir="ltr")
    line = element("td", "" if one.line is None else str(one.line), class_="number")
    return element("tr", element("td", element("bdi", one.file)), line, element("td", element("code", one.field)), *words)


def _warnings(checked: Checked) -> tuple[Markup, ...]:
    return tuple(element("p", one, class_="notice", lang="en", dir="ltr") for one in (*checked.warnings, *checked.notices))
