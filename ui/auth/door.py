"""Signing in: who gives a name and its password gets a session, and who guesses waits."""

import hashlib
import ipaddress
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from index.catalog.users import USERS_FILE as USERS_FILE
from index.catalog.users import User, UserStore
from index.models import Record
from ui.auth.names import checked_name as checked_name
from ui.auth.names import normal_name as normal_name
from ui.auth.passwords import LONGEST, Passwords, checked
from ui.auth.sessions import Limits, Sessions
from ui.auth.users import Users

_FREE_BY_NAME, _LONGEST_BY_NAME = 3, timedelta(minutes=5)  # short enough that a stranger cannot lock a person out for long
_FREE_BY_ADDRESS, _LONGEST_BY_ADDRESS = 15, timedelta(minutes=15)
_FORGET = timedelta(days=1)


class Entry(Record):
    """What came of an attempt.

    Attributes:
        token: Of the session that began; empty if none did.
        wait: Seconds to wait before the next attempt; 0 unless this one came too early and was not looked at.
    """

    token: str = ""
    wait: int = 0


class Door:
    """Lets users in. Threads may share it."""

    def __init__(
        self,
        store: UserStore,
        *,
        passwords: Passwords | None = None,
        limits: Limits | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Know the users of ``store``.

        Args:
            store: The users; closed by whoever opened it.
            passwords: How passwords are compared.
            limits: How long sessions last.
            clock: Tells the moment, UTC.
        """
        self._store = store
        self._passwords = passwords or Passwords()
        self._clock = clock
        self.sessions = Sessions(store.sessions, limits=limits, clock=clock)
        self.users = Users(store, self._passwords, self.sessions, clock=clock)

    def enter(self, name: str, password: str, *, address: str = "", agent: str = "", before: str = "") -> Entry:
        """Begin a session if the password is that of the name. A name that nobody has takes as long and answers the same.

        Args:
            name: As typed.
            password: As typed.
            address: The request came from.
            agent: What the browser calls itself.
            before: The token of the session that this one takes the place of.
        """
        user, wait = self._proven(name, password, address=address)
        if user is None:
            return Entry(wait=wait)
        self._freshen(user, password)
        return Entry(token=self.sessions.begin(user.id, before=before, address=address, agent=agent))

    def change_password(self, name: str, password: str, new: str, *, session: int, address: str = "") -> Entry:
        """Give somebody another password who knows the one they have, and end their sessions but the one they ask from.

        Args:
            name: Of the user.
            password: The one they have, as typed.
            new: The other one.
            session: Number of the session that goes on; it is the token of the entry, as text.
            address: The request came from.

        Raises:
            UserError: The new password may not be used.
        """
        checked(new, name=normal_name(name))
        user, wait = self._proven(name, password, address=address)
        if user is None:
            return Entry(wait=wait)
        self.users.give_password(user.id, new, keep=session)
        return Entry(token=str(session))

    def _proven(self, name: str, password: str, *, address: str) -> tuple[User | None, int]:
        """The user whose name and password these are, or ``None`` and the seconds to wait before the next attempt."""
        known = normal_name(name)
        by_name, by_address = _key("name", known), _key("address", _network(address))
        waits = {by_name: (_FREE_BY_NAME, _LONGEST_BY_NAME), by_address: (_FREE_BY_ADDRESS, _LONGEST_BY_ADDRESS)}
        wait = self._store.attempts.begin(waits, moment=self._clock(), forget=_FORGET)
        if wait > timedelta():
            return None, math.ceil(wait.total_seconds())
        user = self._store.find(known)
        if not self._passwords.fits(password[: LONGEST + 1], user.password if user else None) or user is None:
            return None, 0
        self._store.attempts.forgive(by_name)
        self._store.attempts.take_back(by_address)
        return user, 0

    def _freshen(self, user: User, password: str) -> None:
        if self._passwords.is_outdated(user.password):
            self._store.give_password(user.id, self._passwords.hash(password))


def _network(address: str) -> str:
    """What one guesser has: an address of IPv4, but a whole network of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode(errors="replace")).hexdigest()
