"""One's own account, and for admins the page that looks after users. Neither needs a script."""

from collections.abc import Sequence

from babel.dates import format_datetime
from markupsafe import Markup

from index.catalog.sessions import KeptSession
from ui.auth.identity import Identity, may
from ui.auth.users import ROLES, Known
from ui.render.elements import element, joined
from ui.render.sign_in import BRAND, browser_name, document
from ui.words import locale, text

_KEPT = "new-password"


def account_page(
    identity: Identity, sessions: Sequence[KeptSession], *, theme: str = "", problem: str = "", done: str = "", password: bool = False
) -> Markup:
    """Who is signed in, with which browsers, how to end that, and how to take another password.

    Args:
        identity: Who it is.
        sessions: Theirs.
        theme: ``light`` or ``dark``; empty where the system decides.
        problem: Why what they wanted was not done.
        done: What was done.
        password: Whether the form for another password is open.
    """
    about = element("p", element("bdi", identity.name), " · ", text(f"sign_in.role_{identity.role or 'reader'}"), class_="about")
    rows = (_session(session, identity) for session in sessions)
    everywhere = _leave(identity.form, "all", text("sign_in.leave_all")) if len(sessions) > 1 else Markup("")
    users = element("a", text("account.users"), href="/account/users") if may(identity, "manage") else Markup("")
    links = element("p", element("a", text("sign_in.back"), href="/"), users, class_="links")
    body = (element("h2", text("sign_in.account")), _told(problem, done), about, element("ul", *rows), everywhere)
    form = _own_password(identity, opened=password or bool(problem))
    return document(text("sign_in.account"), element("main", element("h1", BRAND), *body, form, links, class_="wide"), theme=theme)


def users_page(identity: Identity, users: Sequence[Known], *, theme: str = "", problem: str = "", done: str = "") -> Markup:
    """Who may sign in and as what, with all that an admin may change of it.

    Args:
        identity: The admin.
        users: Everybody.
        theme: ``light`` or ``dark``; empty where the system decides.
        problem: Why what they wanted was not done.
        done: What was done.
    """
    rows = (_user(user, identity) for user in users)
    links = (element("a", text(f"account.{key}"), href=href) for key, href in (("own", "/account"), ("workbench", "/")))
    parts = (_told(problem, done), element("ul", *rows, class_="users"), _adding(identity), element("p", *links, class_="links"))
    main = element("main", element("h1", BRAND), element("h2", text("account.users")), *parts, class_="wide")
    return document(text("account.users"), main, theme=theme)


def _told(problem: str, done: str) -> Markup:
    if problem:
        return element("p", problem, class_="problem", role="alert", dir="auto")
    return element("p", done, class_="done", role="status", dir="auto") if done else Markup("")


def _session(session: KeptSession, identity: Identity) -> Markup:
    own = session.id == identity.session
    where = element("bdi", browser_name(session.agent) or session.address, title=session.agent, lang="en", dir="ltr")
    seen = format_datetime(session.seen_at, format="d MMM y, HH:mm", locale=locale())  # UTC, as the words say
    when = text("sign_in.here") if own else text("sign_in.seen", moment=seen)
    label = text("sign_in.leave") if own else text("sign_in.leave_there")
    told = element("div", where, element("small", element("bdi", session.address), " · ", when))
    return element("li", told, _leave(identity.form, session.id, label))


def _leave(form: str, which: int | str, label: str) -> Markup:
    return element(
        "form", _hidden(form=form, which=str(which)), element("button", label, class_="leave"), method="post", action="/sign-out"
    )


def _own_password(identity: Identity, *, opened: bool) -> Markup:
    fields = joined(
        _hidden(form=identity.form, name=identity.name),
        *_field("password", "current", text("account.current"), complete="current-password"),
        *_field("password", "new", text("account.new"), complete=_KEPT, hint=text("account.rule")),
        element("button", text("account.change")),
    )
    form = element("form", fields, method="post", action="/account/password", class_="fields")
    return element("details", element("summary", text("account.password")), form, open=opened)


def _user(user: Known, identity: Identity) -> Markup:
    """One user. Admins change nothing of themselves here, so that nobody is left without one by mistake."""
    own = user.id == identity.owner
    signed_in = text("account.browsers", count=user.browsers) if user.browsers else text("account.nowhere")
    told = element("div", element("bdi", user.name), element("small", text(f"account.role_{user.role}"), " · ", signed_in))
    if own:
        return element("li", told, element("small", text("account.you")))
    summary = element("summary", text("account.more"), aria_label=text("account.more_of", name=user.name))
    return element("li", told, element("details", summary, *_changes(user, identity), class_="more"))


def _changes(user: Known, identity: Identity) -> Sequence[Markup]:
    identity_of_field = f"-{user.id[:8]}"
    options = (element("option", text(f"account.role_{role}"), value=role, selected=role == user.role) for role in ROLES)
    label = element("label", text("account.role"), for_=f"role{identity_of_field}")
    role = joined(label, element("select", *options, name="role", id=f"role{identity_of_field}"))
    password = joined(
        *_field(
            "password", "new", text("account.new_for", name=user.name), complete=_KEPT, suffix=identity_of_field, hint=text("account.rule")
        )
    )
    return (
        _deed(user, identity, "role", role, text("account.save")),
        _deed(user, identity, "password", password, text("account.give")),
        _deed(user, identity, "sign_out", Markup(""), text("sign_in.leave_all")) if user.browsers else Markup(""),
        _deed(user, identity, "remove", element("small", text("account.remove_told")), text("account.remove", name=user.name), danger=True),
    )


def _deed(user: Known, identity: Identity, deed: str, fields: Markup, label: str, *, danger: bool = False) -> Markup:
    hidden = _hidden(form=identity.form, user=user.id, do=deed)
    button = element("button", label, class_="leave danger" if danger else "leave")
    return element("form", hidden, fields, button, method="post", action="/account/users", class_="fields")


def _adding(identity: Identity) -> Markup:
    options = (element("option", text(f"account.role_{role}"), value=role) for role in ROLES)
    fields = joined(
        _hidden(form=identity.form, do="add"),
        *_field("text", "name", text("sign_in.name"), complete="off"),
        element("label", text("account.role"), for_="role"),
        element("select", *options, name="role", id="role"),
        *_field("password", "new", text("sign_in.password"), complete=_KEPT, hint=text("account.rule")),
        element("button", text("account.add")),
    )
    form = element("form", fields, method="post", action="/account/users", class_="fields")
    return element("details", element("summary", text("account.add_title")), form)


def _field(kind: str, name: str, label: str, *, complete: str, suffix: str = "", hint: str = "") -> Sequence[Markup]:
    identity = f"{name}{suffix}"
    about = f"{identity}-hint" if hint else None
    plain: dict[str, str | bool | None] = {"required": True, "autocapitalize": "none", "spellcheck": "false", "aria_describedby": about}
    field = element("input", type=kind, name=name, id=identity, autocomplete=complete, dir="auto", maxlength=1000, **plain)
    return (element("label", label, for_=identity), field, element("small", hint, id=about) if hint else Markup(""))


def _hidden(**values: str) -> Markup:
    return joined(*(element("input", type="hidden", name=name, value=value) for name, value in values.items()))
