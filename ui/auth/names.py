"""The names of users: how they are kept, and who may have one."""

import re
import unicodedata

from index.errors import UserError

_NAME = re.compile(r"[^\W_][\w.@-]{0,63}")


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
