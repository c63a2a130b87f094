"""Who is asking, and what they may do."""

from collections.abc import Mapping, MutableMapping
from typing import Any, Literal, Protocol

from index.catalog.users import Role
from index.models import Record

Deed = Literal["read", "edit", "manage"]  # ask and read; change articles, run evaluations; look after users

_DEEDS: dict[Role, frozenset[Deed]] = {
    "reader": frozenset({"read"}),
    "editor": frozenset({"read", "edit"}),
    "admin": frozenset({"read", "edit", "manage"}),
}
_KEY = "sanad_identity"


class Identity(Record):
    """Who makes a request.

    Attributes:
        owner: Whose conversations they see; the id of a user, empty where nobody signs in, ``None`` for nobody at all.
        name: Of the user; empty where nobody signs in.
        role: What they may do; ``None`` is nothing.
        session: Number of the session; 0 without one.
        form: What a form that ends the session carries.
    """

    owner: str | None = None
    name: str = ""
    role: Role | None = None
    session: int = 0
    form: str = ""


NOBODY = Identity()
LOCAL = Identity(owner="", role="admin")  # whoever reaches a server that asks nobody to sign in


class _Scoped(Protocol):
    @property
    def scope(self) -> Any: ...


def may(identity: Identity, deed: Deed) -> bool:
    """Whether somebody may do something. Every event of a page asks it: a hidden button stops nobody."""
    return identity.role is not None and deed in _DEEDS[identity.role]


def identify(scope: MutableMapping[str, Any], identity: Identity) -> None:
    """Note in the scope of a request who makes it."""
    scope[_KEY] = identity


def identity_of(request: "_Scoped | None") -> Identity:
    """Who makes a request of Starlette, or of Gradio; `NOBODY` where the gate has not seen it."""
    inner = getattr(request, "request", None) or request  # Gradio's own wraps Starlette's
    scope = getattr(inner, "scope", None)
    found = scope.get(_KEY) if isinstance(scope, Mapping) else None
    return found if isinstance(found, Identity) else NOBODY
