"""One request and its answer, over httpcore: headers first, the body only if it is wanted."""

import contextlib
import functools
import re
import ssl
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import httpcore
import httpx

from index.errors import FetchError
from index.fetch.connect import GuardedBackend
from index.fetch.decode import ENCODINGS, unpacked
from index.fetch.models import FetchLimits
from index.fetch.parse import Target, shown

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)


class Reply:
    """An answer whose body has not been read yet."""

    def __init__(self, status: int, headers: Mapping[str, str], pieces: Iterator[bytes]) -> None:
        self.status = status
        self.headers = headers
        self._pieces = pieces

    @property
    def media_type(self) -> str | None:
        """Such as ``text/html``; ``None`` if the server does not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()[:100] or None

    @property
    def charset(self) -> str | None:
        """The encoding the server claims."""
        match = _CHARSET.search(self.headers.get("content-type", ""))
        return match[1].lower() if match else None

    def body(self, *, most: int, cut: bool = False) -> bytes:
        """The unpacked body; what is longer than ``most`` bytes is refused, or cut."""
        with _translated():
            return unpacked(self._pieces, self.headers.get("content-encoding", ""), most=most, cut=cut)


class Line(NamedTuple):
    """How requests are sent: everything but what they ask for."""

    backend: GuardedBackend
    limits: FetchLimits
    agent: str
    trust: ssl.SSLContext | None


@contextlib.contextmanager
def asked(target: Target, line: Line, *, headers: Mapping[str, str]) -> Iterator[Reply]:
    """Send one GET request and give its answer; the connection is closed at the end of the block.

    Connections are not kept: each belongs to the budget of one page, and politeness leaves seconds between two of them.

    Raises:
        FetchError: The host is refused, cannot be reached, or breaks off.
    """
    own = {
        "Host": target.authority,
        "User-Agent": line.agent,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Encoding": ENCODINGS,
        "Connection": "close",
    }
    url = httpcore.URL(scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path)
    seconds = {"connect": line.limits.connect_seconds, "read": line.limits.read_seconds, "write": line.limits.read_seconds, "pool": 1.0}
    trust = (line.trust or _trust()) if target.scheme == "https" else None
    sent = [(name.encode("ascii"), value.encode("utf-8")) for name, value in {**own, **headers}.items()]
    with (
        _translated(),
        httpcore.ConnectionPool(ssl_context=trust, network_backend=line.backend, max_keepalive_connections=0) as pool,
        pool.stream("GET", url, headers=sent, extensions={"timeout": seconds}) as response,
    ):
        yield Reply(response.status, _texts(response.headers), response.iter_stream())


def _texts(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their names in lower case; the first of a name counts."""
    texts: dict[str, str] = {}
    for name, value in headers:
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        texts.setdefault(name.decode("latin-1").lower(), text)
    return texts


@functools.cache
def _trust() -> ssl.SSLContext:
    """The certificates of certifi and those of this machine."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    later = "Try again later, or save the page and index the file."
    try:
        yield
    except httpcore.TimeoutException as error:
        raise FetchError("The host did not answer in time.", remedy=later) from error
    except httpcore.NetworkError as error:
        raise FetchError(f"The host cannot be reached ({shown(str(error))}).", remedy=later) from error
    except httpcore.ProtocolError as error:
        raise FetchError(f"The answer broke off or is not HTTP ({shown(str(error))}).", remedy=later) from error
