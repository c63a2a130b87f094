"""Whether people have to sign in, and what a server needs for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from index.catalog.users import USERS_FILE, UserStore
from index.errors import SettingsError
from index.settings import Settings
from ui.auth.cookies import Cookies
from ui.auth.door import Door
from ui.listening import is_loopback

_REMEDY = (
    "Add a user with `sanad user add NAME`, use --host 127.0.0.1, or --allow-remote where everybody who can reach it may do everything."
)


@contextmanager
def opened_door(settings: Settings, *, allow_remote: bool = False) -> Iterator[Door | None]:
    """The door that people have to come through; ``None`` where nobody has to sign in.

    Args:
        settings: ``sign_in`` decides, and with ``auto`` whether there are users and who can reach ``host``.
        allow_remote: Whether other machines may reach a server that asks nobody to sign in.

    Raises:
        SettingsError: Other machines could reach it without signing in, or nobody could sign in.
        CatalogError: The users cannot be read.
    """
    path = settings.library / USERS_FILE
    if settings.sign_in == "off" or not path.exists():
        _refuse(settings, allow_remote=allow_remote)
        yield None
        return
    with UserStore(path) as store:
        if store.is_empty():
            _refuse(settings, allow_remote=allow_remote)
            yield None
        else:
            yield Door(store)


def is_remote(settings: Settings) -> bool:
    """Whether other machines can reach the server, itself or through a proxy."""
    return settings.public_address is not None or not is_loopback(settings.host)


def cookies_of(settings: Settings) -> Cookies:
    """How browsers keep what they are given: for a site with a public address of https, by https alone."""
    return Cookies(secure=(settings.public_address or "").startswith("https://"))


def public_names(settings: Settings) -> frozenset[str]:
    """The names that a proxy passes requests on under."""
    name = urlsplit(settings.public_address or "").hostname
    return frozenset({name}) if name else frozenset()


def trusted_proxies(settings: Settings) -> tuple[str, ...]:
    """Who is believed when they say whose request they pass on."""
    return tuple(filter(None, (each.strip() for each in settings.trusted_proxies.split(","))))


def _refuse(settings: Settings, *, allow_remote: bool) -> None:
    """Refuse to serve without sign-in where that was not meant."""
    if settings.sign_in == "on":
        raise SettingsError(
            "Setting sign_in is on, and there is nobody who could sign in.", remedy="Add a user with `sanad user add NAME`."
        )
    if is_remote(settings) and not allow_remote:
        where = settings.public_address or settings.host
        reason = "sign_in is off: nobody has to sign in" if settings.sign_in == "off" else "there is nobody who could sign in"
        raise SettingsError(f"Other machines could reach the page on {where}, and {reason}.", remedy=_REMEDY)
