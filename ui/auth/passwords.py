"""Passwords: what is asked of them, and how they are kept. Owner of argon2."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from index.errors import UserError

SHORTEST, LONGEST = 10, 1_000  # characters

_AT_ONCE = 2  # each takes 64 MB and some 50 ms of four threads


class Passwords:
    """Hashes passwords with argon2id (RFC 9106) and compares them. Threads may share it."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Hash with ``hasher``; without one, as RFC 9106 recommends where memory is not plenty."""
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash("the password of nobody")
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        with self._turns:
            return self._hasher.hash(_normal(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether it is the password; where there is none (``None``) the answer takes as long."""
        with self._turns:
            try:
                same = self._hasher.verify(kept or self._nobody, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return same and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def checked(password: str, *, name: str) -> str:
    """The password, if it may be used.

    Raises:
        UserError: It is too short, too long, or the name.
    """
    shown = _normal(password)
    if len(shown) < SHORTEST:
        raise UserError(
            f"The password has {len(shown)} characters.", remedy=f"Take at least {SHORTEST}; a few words are easy to keep in mind."
        )
    if len(shown) > LONGEST:
        raise UserError(f"The password has {len(shown):,} characters.", remedy=f"Take at most {LONGEST:,}.")
    if shown.casefold() == name.casefold() or len(set(shown)) < 3:
        raise UserError("The password is too easy to guess.", remedy="Take another; a few words that do not belong together are good.")
    return password


def _normal(password: str) -> str:
    """The same password however a keyboard composes its letters."""
    return unicodedata.normalize("NFKC", password)
