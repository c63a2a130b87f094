"""The cookies of signing in: what the browser keeps, and when it sends it."""

from starlette.requests import Request
from starlette.types import Scope

_NAME, _FORM = "sanad-session", "sanad-form"
_FORM_SECONDS = 3_600


class Cookies:
    """Writes and reads them. No script can read any, and no form of another site sends one.

    Args:
        secure: Whether the site is reached by https only, whatever this server sees of it.
    """

    def __init__(self, *, secure: bool = False) -> None:
        self._secure = secure

    def read(self, scope: Scope) -> str:
        """The token of the session; empty without one."""
        return Request(scope).cookies.get(self._named(_NAME, scope), "")

    def written(self, scope: Scope, token: str, *, seconds: int) -> str:
        """The header that gives the browser a token, or with 0 seconds takes it away."""
        return f"{self._named(_NAME, scope)}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{self._ending(scope)}"

    def read_form(self, scope: Scope) -> str:
        """What goes with the sign-in form; empty without one."""
        return Request(scope).cookies.get(self._named(_FORM, scope), "")

    def written_form(self, scope: Scope, value: str) -> str:
        """The header that goes with the sign-in form."""
        return f"{self._named(_FORM, scope)}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={_FORM_SECONDS}{self._ending(scope)}"

    def _named(self, name: str, scope: Scope) -> str:
        """With its prefix a browser takes the cookie from this very host alone, and by https alone."""
        return f"__Host-{name}" if self._is_secure(scope) else name

    def _ending(self, scope: Scope) -> str:
        return "; Secure" if self._is_secure(scope) else ""

    def _is_secure(self, scope: Scope) -> bool:
        return self._secure or scope.get("scheme") == "https"
