"""``user``: who may sign in to the page."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import UserError
from ui.cli.options import Json, Options, Yes, examples
from ui.cli.terminal import clean, count, messages, output, write, write_json

if TYPE_CHECKING:
    from index.catalog.sessions import KeptSession
    from index.catalog.users import Role, User, UserStore

_ROLES = ("reader", "editor", "admin")
_LONGEST_LINE = 4_096  # characters read of standard input

Name = Annotated[str, typer.Argument(help="The name to sign in with.", show_default=False)]
RoleName = Annotated[
    str, typer.Option("--role", metavar="reader|editor|admin", help="What they may do; an editor changes articles, an admin everything.")
]
Stdin = Annotated[bool, typer.Option("--stdin", help="Read the password from the first line of standard input.")]


def add(context: typer.Context, name: Name, role: RoleName = "reader", stdin: Stdin = False, as_json: Json = False) -> None:
    """Let somebody sign in to the page. Asks for their password.

    From the next start of `sanad chat` on, everybody has to sign in; where people sign in already, it counts at once.
    """
    from ui.auth.door import checked_name
    from ui.auth.passwords import Passwords

    known, chosen = checked_name(name), _role(role)
    with _opened(context) as store:
        if store.find(known) is not None:
            raise UserError(
                f"There is a user {known} already.", remedy="`sanad user password` gives another password, `sanad user role` another role."
            )
        user = store.add(known, role=chosen, password=Passwords().hash(_password(known, stdin=stdin)))
    if user is None:
        raise UserError(f"There is a user {known} already.")
    _tell(as_json, {"user": _shape(user, 0)}, f"Added {known}, {chosen}.")


def list_users(context: typer.Context, as_json: Json = False) -> None:
    """List who may sign in, what they may do, and in how many browsers they are signed in."""
    with _opened(context) as store:
        shapes = [_shape(user, len(_live(store, user))) for user in store.list()]
    if as_json:
        write_json({"users": shapes})
        return
    if not shapes:
        write(messages(), "Nobody has to sign in. `sanad user add NAME` changes that.")
    for shape in shapes:
        signed_in = f"signed in with {count(shape['sessions'], 'browser')}" if shape["sessions"] else "not signed in"
        write(output(), (f"{shape['name']:<24} ", "cyan"), f"{shape['role']:<8} ", (signed_in, "dim"))


def role(
    context: typer.Context,
    name: Name,
    role_name: Annotated[str, typer.Argument(metavar="ROLE", help="reader, editor or admin.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Let somebody do more or less, at once.

    A reader asks and reads, an editor also changes articles and runs evaluations, an admin does everything.
    """
    chosen = _role(role_name)
    with _opened(context) as store:
        user = _found(store, name)
        store.give_role(user.id, chosen)
        shape = _shape(user.model_copy(update={"role": chosen}), len(_live(store, user)))
    _tell(as_json, {"user": shape}, f"{user.name} is now {chosen}.")


def password(context: typer.Context, name: Name, stdin: Stdin = False, as_json: Json = False) -> None:
    """Give somebody another password, and sign them out everywhere."""
    from ui.auth.passwords import Passwords

    with _opened(context) as store:
        user = _found(store, name)
        store.give_password(user.id, Passwords().hash(_password(user.name, stdin=stdin)))
        ended = store.sessions.end([session.id for session in store.sessions.list(user.id)])
    _tell(as_json, {"user": _shape(user, 0), "ended": ended}, f"{user.name} has another password; {count(ended, 'session')} ended.")


def remove(context: typer.Context, name: Name, yes: Yes = False, as_json: Json = False) -> None:
    """Remove a user and sign them out. Their conversations stay where `sanad answers` finds them, and nobody sees them on the page."""
    if as_json and not yes:
        raise typer.BadParameter("--json asks no questions: add --yes.")
    with _opened(context) as store:
        user = _found(store, name)
        if not yes and not typer.confirm(f"Remove {user.name}?", err=True):
            write(messages(), "Nothing was changed.")
            return
        store.remove(user.id)
        last = store.is_empty()
    _tell(as_json, {"user": _shape(user, 0)}, f"Removed {user.name}.")
    if last and not as_json:
        write(messages(), ("That was the last one: from the next start on nobody has to sign in.", "yellow"))


def sessions(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Of this user alone.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """List the browsers that people are signed in with, the one that was used last first."""
    with _opened(context) as store:
        listed = _live(store, _found(store, name) if name else None)
    if as_json:
        write_json({"sessions": [_session_shape(session) for session in listed]})
        return
    for session in listed:
        seen = session.seen_at.astimezone().strftime("%Y-%m-%d %H:%M")
        write(
            output(),
            (f"{session.id:>4}  ", "cyan"),
            f"{session.name:<24} {seen}  {clean(session.address):<16} ",
            (clean(session.agent), "dim"),
        )


def sign_out(
    context: typer.Context,
    who: Annotated[list[str], typer.Argument(metavar="NAME|N...", help="Users, or numbers of sessions.", show_default=False)],
    as_json: Json = False,
) -> None:
    """End sessions at once: all of a user, or single ones as `sanad user sessions` numbers them."""
    with _opened(context) as store:
        numbers = {session.id for session in store.sessions.list()}
        chosen: list[int] = []
        for each in who:
            if each.isdecimal() and int(each) in numbers:
                chosen.append(int(each))
            else:
                chosen += [session.id for session in store.sessions.list(_found(store, each).id)]
        ended = store.sessions.end(chosen)
    _tell(as_json, {"ended": ended}, f"{count(ended, 'session')} ended.")


@contextmanager
def _opened(context: typer.Context) -> Iterator["UserStore"]:
    from index.catalog.users import USERS_FILE, UserStore

    options: Options = context.obj
    library = options.settings().library
    library.mkdir(parents=True, exist_ok=True)
    with UserStore(library / USERS_FILE) as store:
        yield store


def _found(store: "UserStore", name: str) -> "User":
    from ui.auth.door import normal_name

    user = store.find(normal_name(name))
    if user is None:
        raise UserError(f"There is no user {clean(name)!r}.", remedy="`sanad user list` shows them.")
    return user


def _role(name: str) -> "Role":
    for known in _ROLES:
        if name == known:
            return known  # type: ignore[return-value]
    raise UserError(f"There is no role {clean(name)!r}.", remedy=f"Roles are {', '.join(_ROLES)}.")


def _password(name: str, *, stdin: bool) -> str:
    """The password, from standard input or typed twice; never an argument, which other processes could read."""
    from ui.auth.passwords import checked

    if stdin or not sys.stdin.isatty():
        return checked(sys.stdin.readline(_LONGEST_LINE).rstrip("\r\n"), name=name)
    return checked(typer.prompt(f"Password of {name}", hide_input=True, confirmation_prompt=True, err=True), name=name)


def _live(store: "UserStore", user: "User | None") -> "tuple[KeptSession, ...]":
    from ui.auth.sessions import Sessions

    users = [user] if user else store.list()
    live = [session for each in users for session in Sessions(store.sessions).of(each.id)]
    return tuple(sorted(live, key=lambda session: session.seen_at, reverse=True))


def _shape(user: "User", signed_in: int) -> dict[str, Any]:
    return {**user.model_dump(mode="json", exclude={"password"}), "sessions": signed_in}


def _session_shape(session: "KeptSession") -> dict[str, Any]:
    return session.model_dump(mode="json", include={"id", "name", "role", "begun_at", "seen_at", "address", "agent"})


def _tell(as_json: bool, shape: dict[str, Any], message: str) -> None:
    write_json(shape) if as_json else write(messages(), message)


users = typer.Typer(
    help="Say who may sign in to the page, and what they may do. As soon as there is a user, everybody has to sign in.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=examples("sanad user add amal --role admin", "sanad user sessions", "sanad user sign-out amal"),
)
users.command("add", epilog=examples("sanad user add amal --role editor", "pass show sanad/amal | sanad user add amal --stdin"))(add)
users.command("list", epilog=examples("sanad user list --json"))(list_users)
users.command("role", epilog=examples("sanad user role amal editor"))(role)
users.command("password", epilog=examples("sanad user password amal"))(password)
users.command("remove", epilog=examples("sanad user remove amal --yes"))(remove)
users.command("sessions", epilog=examples("sanad user sessions", "sanad user sessions amal --json"))(sessions)
users.command("sign-out", epilog=examples("sanad user sign-out amal", "sanad user sign-out 12 13"))(sign_out)
