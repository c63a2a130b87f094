"""Pages from the network: polite, bounded, and never from an address that is not public."""

import ssl
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from importlib import metadata
from socket import getaddrinfo

from index.errors import FetchError
from index.fetch.connect import Budget, GuardedBackend, Resolver
from index.fetch.exchange import Line, Reply, asked
from index.fetch.models import Fetched, FetchLimits, NotModified
from index.fetch.pace import Pace
from index.fetch.parse import Target, parse, shown
from index.fetch.robots import ALLOW_ALL, MOST_BYTES, UNKNOWN, Robots, parse_robots

PRODUCT = "Sanad"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({429, 500, 502, 503, 504})  # worth one more try
_MOST_HOSTS = 1_000
_DAY = 86_400.0
_SAVE = "Save the page and index the file."
_REASONS = {
    401: ("It asks for a login.", _SAVE),
    403: ("The host refuses to give it to a program.", _SAVE),
    404: ("There is no such page.", "Check the address."),
    410: ("The page was taken away.", "Look for it in an archive of the web."),
    429: ("The host asks for fewer requests.", "Run it again later."),
    451: ("The host may not give it for legal reasons.", _SAVE),
}


class Fetcher:
    """Gets pages. One serves a whole run, from any number of threads: it remembers robots.txt and whose turn it is.

    Args:
        limits: How much one page may take.
        allow_loopback: A port of this machine's own loopback (127.0.0.0/8 and ::1) that may be reached; for tests. There is no
            setting for it.
        resolver: What answers as ``socket.getaddrinfo`` does.
        clock: Seconds that only grow.
        sleep: Waits so many seconds.
        user_agent: What hosts are told; its part before the slash is the name robots.txt is searched for.
        trust: Whose certificates are believed; certifi's and the machine's own unless given.
    """

    def __init__(
        self,
        *,
        limits: FetchLimits | None = None,
        allow_loopback: int | None = None,
        resolver: Resolver = getaddrinfo,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        user_agent: str | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._loopback_port = allow_loopback
        self._resolver = resolver
        self._clock = clock
        self._sleep = sleep
        self._agent = user_agent or f"{PRODUCT}/{metadata.version('sanad')}"
        self._trust = trust
        self._pace = Pace(clock=clock, sleep=sleep)
        self._robots: dict[str, tuple[float, Robots]] = {}

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched | NotModified:
        """The page at ``url``, through at most ``limits.redirects`` redirects, each checked as the first address was.

        A redirect from https to http is refused: what came over it could be changed on the way and would still be cited.

        Args:
            url: An http or https address.
            etag: That of the copy at hand, so that an unchanged page is not sent again.
            modified: ``last_modified`` of the copy at hand.

        Raises:
            FetchError: It is refused, forbidden by robots.txt, too large, too slow, of a kind that is not read, or not there.
        """
        budget = Budget(self._limits, clock=self._clock)
        known = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
        try:
            return self._followed(parse(url), budget, known)
        except FetchError as error:
            raise FetchError(f"{shown(url)} was not fetched: {error.message}", remedy=error.remedy) from error

    def _followed(self, target: Target, budget: Budget, known: dict[str, str]) -> Fetched | NotModified:
        for _ in range(self._limits.redirects + 1):
            outcome = self._page(target, budget, known)
            if not isinstance(outcome, Target):
                return outcome
            target = outcome
        raise FetchError(f"It redirects more than {self._limits.redirects} times.", remedy="Give the address it should lead to.")

    def _page(self, target: Target, budget: Budget, known: dict[str, str]) -> Fetched | NotModified | Target:
        robots = self._rules(target, budget)
        if not robots.allows(target.path.decode("ascii")):
            what = "cannot be read" if robots.failed else "asks programs not to read it"
            raise FetchError(f"robots.txt of {shown(target.host)} {what}.", remedy=_SAVE)
        interval = max(self._limits.interval, min(robots.delay, self._limits.patience))
        budget.extend(self._pace.wait(target.host, interval=interval))
        with asked(target, self._line(budget), headers=known) as reply:
            if reply.status not in _PASSING:
                return self._outcome(reply, target, known)
            pause = _retry_after(reply)
        if pause > self._limits.patience:
            raise FetchError(f"The host asks to wait {pause:,.0f} seconds (HTTP {reply.status}).", remedy="Run it again later.")
        self._sleep(pause)
        budget.extend(pause + self._pace.wait(target.host, interval=interval))
        with asked(target, self._line(budget), headers=known) as reply:
            return self._outcome(reply, target, known)

    def _outcome(self, reply: Reply, target: Target, known: dict[str, str]) -> Fetched | NotModified | Target:
        etag, modified = reply.headers.get("etag"), reply.headers.get("last-modified")
        if reply.status in _REDIRECTS and "location" in reply.headers:
            return _next(target, reply.headers["location"])
        if reply.status == 304 and known:
            return NotModified(
                url_final=target.url,
                etag=etag or known.get("If-None-Match"),
                last_modified=modified or known.get("If-Modified-Since"),
            )
        if reply.status not in {200, 203}:
            reason, remedy = _REASONS.get(reply.status, ("The host gave no page.", "Try again later."))
            raise FetchError(f"{reason} (HTTP {reply.status})", remedy=remedy)
        if reply.media_type is not None and reply.media_type not in self._limits.media_types:
            raise FetchError(f"It is {shown(reply.media_type)}, which is not read.", remedy="Give the address of an article.")
        return Fetched(
            url_final=target.url,
            status=reply.status,
            media_type=reply.media_type,
            charset=reply.charset,
            body=reply.body(most=self._limits.body_bytes),
            etag=etag,
            last_modified=modified,
        )

    def _rules(self, target: Target, budget: Budget) -> Robots:
        key = f"{target.scheme}://{target.authority}"
        cached = self._robots.get(key)
        if cached is None or self._clock() - cached[0] > _DAY:
            if len(self._robots) >= _MOST_HOSTS:
                self._robots.clear()
            cached = self._robots[key] = (self._clock(), self._read_rules(parse(f"{key}/robots.txt"), budget))
        return cached[1]

    def _read_rules(self, target: Target, budget: Budget) -> Robots:
        """RFC 9309: a host that has none, or redirects for ever, allows all; one that fails allows nothing."""
        for _ in range(self._limits.redirects + 1):
            with asked(target, self._line(budget), headers={}) as reply:
                if reply.status in _REDIRECTS and "location" in reply.headers:
                    target = _next(target, reply.headers["location"])
                elif reply.status == 200:
                    return parse_robots(reply.body(most=MOST_BYTES, cut=True), agent=self._agent.partition("/")[0])
                else:
                    return UNKNOWN if reply.status in _PASSING or reply.status >= 500 else ALLOW_ALL
        return ALLOW_ALL

    def _line(self, budget: Budget) -> Line:
        backend = GuardedBackend(resolver=self._resolver, limits=self._limits, budget=budget, loopback_port=self._loopback_port)
        return Line(backend, self._limits, self._agent, self._trust)


def _next(target: Target, location: str) -> Target:
    following = parse(location, base=target)
    if target.scheme == "https" and following.scheme == "http":
        raise FetchError("It redirects from https to http.", remedy="Give the http address itself, if you trust the way to it.")
    return following


def _retry_after(reply: Reply) -> float:
    """Seconds the host asks to wait; 0 where it does not say."""
    value = reply.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0
