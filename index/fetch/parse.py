"""Addresses: what a URL asks for, and whether an IP address is one of the public internet."""

import ipaddress
import re
import socket
from typing import NamedTuple

import httpx

from index.errors import FetchError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

SHOWN_CHARACTERS = 200
_PORTS = {"http": 80, "https": 443}
_FIRST_FREE_PORT = 1024
_HOST = re.compile(r"[a-z0-9_.-]{1,253}|[0-9a-f:.]{2,45}")
_NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")  # a host that ends in one is an IPv4 address to every resolver
_UNICAST_6 = ipaddress.IPv6Network("2000::/3")  # all that was ever assigned to be reached publicly
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Not for the public, though some versions of Python call parts of them global.
_SPECIAL = [
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "2001::/23", "2001:db8::/32", "3fff::/20")
]


class Target(NamedTuple):
    """What one request asks for.

    Attributes:
        url: The address, without a fragment.
        scheme: ``http`` or ``https``.
        host: Name (in ASCII) or IP address, without brackets or a last dot.
        port: Where to connect.
        path: Path and query as they are sent.
    """

    url: str
    scheme: str
    host: str
    port: int
    path: bytes

    @property
    def authority(self) -> str:
        """Host and port as the ``Host`` header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def parse(text: str, *, base: Target | None = None) -> Target:
    """The target of a URL, or of a redirect from ``base``.

    Raises:
        FetchError: It is no address of a web page, carries a password, or asks for a port of another service.
    """
    try:
        url = httpx.URL(base.url).join(text) if base else httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"{shown(text)} is not a web address ({error}).", remedy="Check how it is written.") from error
    if url.scheme not in _PORTS:
        raise FetchError(f"{shown(text)} is not an http or https address.", remedy="Give the address of a web page.")
    if url.userinfo:
        raise FetchError("The address carries a user name or password.", remedy="Leave it out, or save the page and index the file.")
    host = url.raw_host.decode("ascii").lower().removesuffix(".")
    if not _HOST.fullmatch(host):
        raise FetchError(f"{shown(host)!r} is not the name of a host.", remedy="Check how the address is written.")
    port = _PORTS[url.scheme] if url.port is None else url.port
    if not (port in _PORTS.values() or _FIRST_FREE_PORT <= port <= 65_535):
        raise FetchError(f"Port {port} does not belong to the web.", remedy="Give the address of a web page.")
    return Target(str(url.copy_with(fragment=None)), url.scheme, host, port, url.raw_path)


def shown(text: str) -> str:
    """A stranger's text for a message: one line, not too long, nothing that moves the cursor or turns the direction."""
    line = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[: SHOWN_CHARACTERS + 1])
    return line if len(line) <= SHOWN_CHARACTERS else f"{line[:SHOWN_CHARACTERS]}…"


def literal(host: str) -> IPAddress | None:
    """The IP address that ``host`` writes, in any way resolvers read (``127.1``, ``2130706433``, ``0x7f.1``), or ``None``.

    Raises:
        FetchError: It ends in a number and still is no address.
    """
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        if not _NUMBER.search(host):
            return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError as error:
        raise FetchError(f"{shown(host)} is not an IP address.", remedy="Check how the address is written.") from error


def is_public(address: IPAddress) -> bool:
    """Whether packets to ``address`` end at one host of the public internet, whatever tunnel they take."""
    inner = _embedded(address)
    if inner is not None:
        return is_public(inner)
    if any(address in network for network in _SPECIAL):
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return address in _UNICAST_6 and address.is_global
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _embedded(address: IPAddress) -> ipaddress.IPv4Address | None:
    """The IPv4 address within an IPv6 one (mapped, 6to4, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
