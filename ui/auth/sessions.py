"""When a session begins, changes its token, and ends."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from index.catalog.sessions import KeptSession, SessionTable
from index.models import Record

_TOKEN_BYTES = 32
_AGENT = 200  # characters kept of what a browser calls itself
_SEEN = timedelta(minutes=1)  # no use is noted more often


class Limits(Record):
    """How long things last.

    Attributes:
        idle: A session that is not used.
        whole: A session at most.
        rotate: A token.
        grace: The token before, once the browser has the new one: requests on their way still carry it.
    """

    idle: timedelta = timedelta(hours=12)
    whole: timedelta = timedelta(days=7)
    rotate: timedelta = timedelta(hours=1)
    grace: timedelta = timedelta(minutes=1)


class Sessions:
    """The sessions of a server. Tokens are known to browsers alone; what is kept is their sha256."""

    def __init__(
        self, table: SessionTable, *, limits: Limits | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Keep sessions in ``table``.

        Args:
            table: Where they are kept.
            limits: How long they last.
            clock: Tells the moment, UTC.
        """
        self._table = table
        self._limits = limits or Limits()
        self._clock = clock

    def begin(self, user: str, *, before: str = "", address: str = "", agent: str = "") -> str:
        """Begin a session for the user of an id; its token.

        Args:
            user: Id of the user.
            before: The token the browser had; the session it belongs to ends.
            address: The request came from.
            agent: What the browser calls itself.
        """
        now = self._clock()
        self._table.end_old(begun_before=now - self._limits.whole, seen_before=now - self._limits.idle)
        self.end(before)
        token, form = secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_urlsafe(_TOKEN_BYTES)
        self._table.add(user=user, token=digest(token), form=form, moment=now, address=address, agent=agent[:_AGENT])
        return token

    def check(self, token: str) -> KeptSession | None:
        """The session of a token, if it is in force.

        A token that was replaced, and comes back after its grace, ends its session: two have it, and one of them stole it.
        """
        session = self._table.find(digest(token)) if token else None
        if session is None:
            return None
        if self._is_over(session) or self._is_stolen(session, token):
            self._table.end([session.id])
            return None
        return session

    def is_live(self, session: int, user: str) -> bool:
        """Whether a session still goes on, as of a request that takes long."""
        return any(one.id == session for one in self.of(user))

    def is_news(self, session: KeptSession, token: str) -> bool:
        """Whether `use` has anything to note; it asks nothing of the disk."""
        return self._is_first(session, token) or self._clock() - session.seen_at >= _SEEN

    def use(self, session: KeptSession, token: str) -> None:
        """Note that a session is used, and that its browser has its newest token."""
        now = self._clock()
        if self._is_first(session, token):
            self._table.confirm(session, moment=now)
        if now - session.seen_at >= _SEEN:
            self._table.see(session.id, moment=now)

    def is_old(self, session: KeptSession) -> bool:
        """Whether its token should be replaced."""
        return self._clock() - session.rotated_at >= self._limits.rotate

    def rotated(self, session: KeptSession) -> str | None:
        """Another token in place of one that is old; ``None`` while it is not. Only for a request whose answer sets the cookie."""
        if not self.is_old(session):
            return None
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        return token if self._table.rotate(session, digest(token), moment=self._clock()) else None

    def end(self, token: str) -> bool:
        """End the session of a token; whether there was one."""
        session = self._table.find(digest(token)) if token else None
        return session is not None and self._table.end([session.id]) > 0

    def end_all(self, sessions: Sequence[int]) -> int:
        """End the sessions of these numbers; how many there were."""
        return self._table.end(sessions)

    def of(self, user: str) -> tuple[KeptSession, ...]:
        """The sessions of a user that go on, the one that was used last first."""
        return tuple(session for session in self._table.list(user) if not self._is_over(session))

    @property
    def longest(self) -> int:
        """Seconds after which a browser may forget its token."""
        return int(self._limits.whole.total_seconds())

    def _is_first(self, session: KeptSession, token: str) -> bool:
        return session.confirmed_at is None and digest(token) == session.token

    def _is_over(self, session: KeptSession) -> bool:
        now = self._clock()
        return now - session.begun_at >= self._limits.whole or now - session.seen_at >= self._limits.idle

    def _is_stolen(self, session: KeptSession, token: str) -> bool:
        if digest(token) == session.token or session.confirmed_at is None:
            return False
        return self._clock() - session.confirmed_at >= self._limits.grace


def digest(token: str) -> str:
    """What is kept of a token. It is random and long, so it needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
