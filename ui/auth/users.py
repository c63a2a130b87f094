"""Looking after users: passwords of one's own, and for admins who may sign in and as what."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import get_args

from index.catalog.users import Role, User, UserStore
from index.errors import UserError
from index.models import Record
from ui.auth.names import checked_name
from ui.auth.passwords import Passwords, checked
from ui.auth.sessions import Sessions

ROLES: tuple[Role, ...] = get_args(Role)


class Known(Record):
    """A user as an admin sees them.

    Attributes:
        browsers: How many they are signed in with.
    """

    id: str
    name: str
    role: Role
    browsers: int


class Users:
    """The users of a server. Threads may share it."""

    def __init__(
        self, store: UserStore, passwords: Passwords, sessions: Sessions, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Change what is in ``store``."""
        self._store = store
        self._passwords = passwords
        self._sessions = sessions
        self._clock = clock

    def all(self) -> tuple[Known, ...]:
        """Everybody, by name."""
        return tuple(
            Known(id=user.id, name=user.name, role=user.role, browsers=len(self._sessions.of(user.id))) for user in self._store.list()
        )

    def add(self, name: str, role: str, password: str) -> None:
        """Let somebody sign in.

        Raises:
            UserError: The name, the role or the password cannot be taken, or somebody has that name.
        """
        known = checked_name(name)
        kept = self._passwords.hash(checked(password, name=known))
        if self._store.add(known, role=_role(role), password=kept, moment=self._clock()) is None:
            raise UserError(f"There is a user {known} already.", remedy="Take another name.")

    def give_role(self, user: str, role: str) -> None:
        """Let somebody do more or less, from their next request on."""
        self._store.give_role(self._named(user).id, _role(role))

    def give_password(self, user: str, password: str, *, keep: int = 0) -> None:
        """Give somebody another password, and sign them out everywhere but in the session of the number ``keep``."""
        found = self._named(user)
        self._store.give_password(found.id, self._passwords.hash(checked(password, name=found.name)))
        self.sign_out(user, keep=keep)

    def sign_out(self, user: str, *, keep: int = 0) -> None:
        """End all sessions of a user but the one of the number ``keep``."""
        self._sessions.end_all([session.id for session in self._sessions.of(user) if session.id != keep])

    def remove(self, user: str) -> None:
        """Remove a user and end their sessions. Their conversations stay, and nobody sees them on the page."""
        self._store.remove(self._named(user).id)

    def _named(self, user: str) -> User:
        found = next((each for each in self._store.list() if each.id == user), None)
        if found is None:
            raise UserError("There is no such user any more.", remedy="Look at the list again.")
        return found


def _role(written: str) -> Role:
    found = next((role for role in ROLES if role == written), None)
    if found is None:
        raise UserError(f"{written[:64]!r} is no role.", remedy=f"Take one of {', '.join(ROLES)}.")
    return found
