"""The pages of signing in, and what the header of the workbench shows of it. None needs a script."""

from markupsafe import Markup

from index.language import direction
from ui.auth.identity import Identity
from ui.render.elements import element, joined
from ui.words import spoken, text

BRAND = element("span", "Sanad ", element("span", "سند", lang="ar", dir="rtl"))
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrom": "Chrome",
    "Safari": "Safari",
}  # by what gives each away, in this order
_SYSTEMS = {"Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "Mac", "Linux": "Linux"}
_NAME_PLACE, _FORM_PLACE, _STATE_PLACE = "sanad-account-name", "sanad-account-form", "sanad-account-state"


def sign_in_page(*, form: str, wanted: str, name: str = "", problem: str = "", wait: int = 0, theme: str = "") -> Markup:
    """The page with the form.

    Args:
        form: What shows that the form is ours.
        wanted: Path to go to afterwards.
        name: As typed before.
        problem: ``wrong``, ``wait`` or ``expired``; empty for none.
        wait: Seconds, with ``wait``.
        theme: ``light`` or ``dark``; empty where the system decides.
    """
    told = {"wrong": "sign_in.wrong", "expired": "sign_in.expired"}
    message = text("sign_in.wait", seconds=wait) if problem == "wait" else text(told[problem]) if problem else ""
    fields = joined(
        element("p", message, class_="problem", role="alert", id="problem") if message else Markup(""),
        element("label", text("sign_in.name"), for_="name"),
        element("input", id="name", name="name", value=name[:64], dir="auto", autocomplete="username", **_plain(), autofocus=not name),
        element("label", text("sign_in.password"), for_="password"),
        element(
            "input", id="password", name="password", type="password", autocomplete="current-password", **_plain(), autofocus=bool(name)
        ),
        element("input", type="hidden", name="form", value=form),
        element("input", type="hidden", name="next", value=wanted),
        element("button", text("sign_in.submit")),
    )
    shown = element("form", fields, method="post", action="/sign-in", aria_describedby="problem" if message else None)
    return document(text("sign_in.title"), element("main", element("h1", BRAND), element("h2", text("sign_in.title")), shown), theme=theme)


def signed_in() -> Markup:
    """What the header shows of who is signed in; it is built once, and `with_account` puts in who that is."""
    link = element("a", _NAME_PLACE, href="/account", dir="auto", title=text("sign_in.account"))
    hidden = element("input", type="hidden", name="form", value=_FORM_PLACE)
    leave = element("button", text("sign_in.leave"), class_="leave")
    return element("form", link, hidden, leave, id="account", class_=_STATE_PLACE, method="post", action="/sign-out")


def with_account(page: str, identity: Identity) -> str:
    """A page of the workbench as it is for somebody. Names and tokens hold nothing that HTML or JSON would have to escape."""
    places = {_NAME_PLACE: identity.name or "-", _FORM_PLACE: identity.form, _STATE_PLACE: "somebody" if identity.session else "nobody"}
    for place, value in places.items():
        page = page.replace(place, value)
    return page


def browser_name(agent: str) -> str:
    """What a browser calls itself, in short: ``Firefox, Linux``; empty where it says nothing."""
    found = [next((name for mark, name in known.items() if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found)) or agent[:40]


def _plain() -> dict[str, str | bool]:
    return {"required": True, "autocapitalize": "none", "spellcheck": "false"}


def document(title: str, *body: Markup, theme: str) -> Markup:
    """A page of signing in, with its title."""
    head = joined(
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{title} · Sanad"),
        *(element("link", rel="stylesheet", href=f"/static/sanad/{sheet}.css") for sheet in ("tokens", "sign-in")),
        element("link", rel="icon", href="/static/sanad/favicon.svg"),
    )
    page = element("html", element("head", head), element("body", *body), lang=spoken(), dir=direction(spoken()), data_theme=theme or None)
    return Markup("<!doctype html>") + page
