"""Connections that go to the address that was checked, and end when their time or bytes are spent.

The packages that offer this were looked at and not taken: safehttpx and httpx-secure are for asynchronous clients only, safehttpx
asks a foreign resolver, drawbridge is a 0.1, ssrfguard is a young one-person project far larger than this module; and none ends
an answer that drips for ever. httpcore's own seam, a network backend, is below TLS and redirects, so nothing gets around it.
"""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from index.errors import FetchError
from index.fetch.models import FetchLimits
from index.fetch.parse import IPAddress, is_public, literal, shown

Resolver = Callable[..., list[Any]]  # socket.getaddrinfo and what stands in for it

MOST_TRIED = 4


class Budget:
    """What is left of the time and the bytes of one page."""

    def __init__(self, limits: FetchLimits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._limits = limits
        self._end = clock() + limits.seconds
        self._bytes = limits.wire_bytes

    def seconds(self, most: float | None = None) -> float:
        """Seconds that one step may take, at most ``most``.

        Raises:
            FetchError: None are left.
        """
        left = self._end - self._clock()
        if left <= 0:
            reason = f"It was not complete after {self._limits.seconds:g} seconds."
            raise FetchError(reason, remedy="Try again later, or save the page and index the file.")
        return left if most is None else min(left, most)

    def take(self, count: int) -> None:
        """Count bytes that were received.

        Raises:
            FetchError: They were too many.
        """
        self._bytes -= count
        if self._bytes < 0:
            reason = f"It is larger than {self._limits.wire_bytes / 1e6:g} MB."
            raise FetchError(reason, remedy="Save the part you need and index the file.")

    def extend(self, seconds: float) -> None:
        """Give back time that was spent on waiting out of politeness."""
        self._end += seconds


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves a name once, refuses it unless all its addresses are public, and connects to one of those addresses.

    Args:
        resolver: ``socket.getaddrinfo``, or what answers like it.
        limits: Whose ``connect_seconds`` counts.
        budget: That of the page the connection is for.
        loopback_port: The port of this machine's loopback that may be reached as well; ``None`` for none.
    """

    def __init__(self, *, resolver: Resolver, limits: FetchLimits, budget: Budget, loopback_port: int | None = None) -> None:
        self._resolver = resolver
        self._limits = limits
        self._budget = budget
        self._loopback_port = loopback_port
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first checked address that answers."""
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self.checked(host, port)[:MOST_TRIED]:
            seconds = self._budget.seconds(self._limits.connect_seconds)
            try:
                stream = self._sockets.connect_tcp(str(address), port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return GuardedStream(stream, self._budget)
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def checked(self, host: str, port: int) -> list[IPAddress]:
        """All addresses of ``host``, every one of them public.

        Raises:
            FetchError: One is not, or there is none.
        """
        written = literal(host)
        addresses = [written] if written else self._looked_up(host, port)
        for address in addresses:
            if not (is_public(address) or self._is_allowed_loopback(address, port)):
                named = shown(host) if str(address) == host else f"{shown(host)} leads to {address}, and that"
                raise FetchError(f"{named} is not a public address.", remedy="Save the page and index the file.")
        return addresses

    def _is_allowed_loopback(self, address: IPAddress, port: int) -> bool:
        mapped = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None
        return port == self._loopback_port and address.is_loopback and not mapped

    def _looked_up(self, host: str, port: int) -> list[IPAddress]:
        answers: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(self._resolver(host, port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=look_up, daemon=True).start()  # a resolver knows no timeout
        try:
            found = answers.get(timeout=self._budget.seconds(self._limits.connect_seconds))
        except queue.Empty as error:
            raise FetchError(f"No answer to where {shown(host)} is.", remedy="Check the connection to the network.") from error
        if isinstance(found, Exception) or not found:
            cause = found if isinstance(found, Exception) else None
            raise FetchError(f"There is no host {shown(host)}.", remedy="Check the address and the connection to the network.") from cause
        return list(dict.fromkeys(ipaddress.ip_address(answer[4][0]) for answer in found))


class GuardedStream(httpcore.NetworkStream):
    """A connection whose every step is charged to a budget."""

    def __init__(self, stream: httpcore.NetworkStream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes; a silence longer than the time that is left ends it."""
        try:
            data = self._stream.read(max_bytes, self._budget.seconds(timeout))
        except httpcore.ReadTimeout:
            self._budget.seconds()  # says so if it is all the time that is spent
            raise
        self._budget.take(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send ``buffer``."""
        self._stream.write(buffer, self._budget.seconds(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted; the certificate is that of the name, not of the address."""
        return GuardedStream(self._stream.start_tls(ssl_context, server_hostname, self._budget.seconds(timeout)), self._budget)

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)
