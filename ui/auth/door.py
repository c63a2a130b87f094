"""Signing in: who gives a name and its password gets a session, and who guesses waits."""

import hashlib
import ipaddress
import math
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from index.catalog.users import USERS_FILE as USERS_FILE
from index.catalog.users import User, UserStore
from index.errors import UserError
from index.models import Record
from ui.auth.passwords import LONGEST, Passwords
from ui.auth.sessions import Limits, Sessions

_NAME = re.compile(r"[^\W_][\w.@-]{0,63}")
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

    def enter(self, name: str, password: str, *, address: str = "", agent: str = "", before: str = "") -> Entry:
        """Begin a session if the password is that of the name. A name that nobody has takes as long and answers the same.

        Args:
            name: As typed.
            password: As typed.
            address: The request came from.
            agent: What the browser calls itself.
            before: The token of the session that this one takes the place of.
        """
        known = normal_name(name)
        by_name, by_address = _key("name", known), _key("address", _network(address))
        waits = {by_name: (_FREE_BY_NAME, _LONGEST_BY_NAME), by_address: (_FREE_BY_ADDRESS, _LONGEST_BY_ADDRESS)}
        wait = self._store.attempts.begin(waits, moment=self._clock(), forget=_FORGET)
        if wait > timedelta():
            return Entry(wait=math.ceil(wait.total_seconds()))
        user = self._store.find(known)
        if not self._passwords.fits(password[: LONGEST + 1], user.password if user else None) or user is None:
            return Entry()
        self._store.attempts.forgive(by_name)
        self._store.attempts.take_back(by_address)
        self._freshen(user, password)
        return Entry(token=self.sessions.begin(user.id, before=before, address=address, agent=agent))

    def _freshen(self, user: User, password: str) -> None:
        if self._passwords.is_outdated(user.password):
            self._store.give_password(user.id, self._passwords.hash(password))


def normal_name(name: str) -> str:
    """A name as it is kept: the same however it is typed."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def checked_name(name: str) -> str:
    """The name as it is kept, if somebody may have it.

    Raises:
        UserError: It is no name.
    """
    known = normal_name(name)
    if not _NAME.fullmatch(known):
        message = f"{name[:64]!r} cannot be the name of a user."
        raise UserError(message, remedy="Take 1 to 64 letters, digits, dots, hyphens, underscores or @, a letter or digit first.")
    return known


def _network(address: str) -> str:
    """What one guesser has: an address of IPv4, but a whole network of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode(errors="replace")).hexdigest()
