"""robots.txt as RFC 9309 reads it: the longest rule that matches wins, ``*`` and ``$`` have their meaning.

``urllib.robotparser`` knows neither and takes the first rule that matches, so ``Disallow: /*?print=`` would be overlooked.
"""

import re
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

MOST_BYTES = 500_000  # RFC 9309: at least that much is to be read
_MOST_RULES = 10_000
_TOKEN = re.compile(r"[a-z_-]+", re.IGNORECASE)
_SAFE = "/*$?&=;:@!'(),+~%"  # what stays as it is in paths and rules


class Rule(NamedTuple):
    """One line: a pattern, and whether what matches it may be fetched."""

    pattern: str
    allowed: bool


class Robots(NamedTuple):
    """What one host asks of us.

    Attributes:
        rules: Those of our group, in no order.
        delay: Seconds between requests; 0 where the host does not say.
        failed: Whether the host failed to say; nothing is allowed then.
    """

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0
    failed: bool = False

    def allows(self, path: str) -> bool:
        """Whether ``path`` (with its query) may be fetched."""
        if self.failed:
            return False
        asked = _normal(path)
        matching = [rule for rule in self.rules if _matches(rule.pattern, asked)]
        return max(matching, key=lambda rule: (len(rule.pattern), rule.allowed), default=Rule("", True)).allowed


ALLOW_ALL = Robots()
UNKNOWN = Robots(failed=True)


def parse_robots(data: bytes, *, agent: str) -> Robots:
    """The rules for ``agent``, or those for ``*`` where it has none; what is no rule is passed over.

    Args:
        data: The file; only its first half million bytes count.
        agent: Our product token.
    """
    groups: dict[str, list[Rule]] = {}
    delays: dict[str, float] = {}
    agents: list[str] = []
    naming = False  # whether the line before named an agent too, so that both share the rules
    for name, value in _lines(data[:MOST_BYTES].decode("utf-8-sig", errors="replace")):
        if name == "user-agent":
            token = "*" if value.startswith("*") else (_TOKEN.match(value) or [""])[0].lower()
            agents = [*agents, token] if naming else [token]
            groups.setdefault(token, [])
            naming = True
        elif name in {"allow", "disallow", "crawl-delay"}:
            naming = False
            for token in agents:
                _add(name, value, groups[token], delays, token)
    own = agent.lower() if agent.lower() in groups else "*"
    return Robots(tuple(groups.get(own, ())), delays.get(own, 0.0))


def _add(name: str, value: str, rules: list[Rule], delays: dict[str, float], token: str) -> None:
    if name == "crawl-delay":
        if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
            delays[token] = float(value)
    elif value and len(rules) < _MOST_RULES:  # an empty "Disallow:" forbids nothing
        rules.append(Rule(_normal(value), name == "allow"))


def _lines(text: str) -> list[tuple[str, str]]:
    pairs = (line.partition("#")[0].partition(":") for line in text.splitlines())
    return [(name.strip().lower(), value.strip()) for name, colon, value in pairs if colon]


def _normal(path: str) -> str:
    """The same path in one spelling: percent-encoded, but for what needs no encoding."""
    parts = re.split(r"(%2[Ff]|%2[Aa]|%24)", path)  # an encoded slash, star or dollar is not the sign itself
    return "".join(part.upper() if index % 2 else quote(unquote_to_bytes(part), safe=_SAFE) for index, part in enumerate(parts))


def _matches(pattern: str, path: str) -> bool:
    """Whether the path begins as the pattern says, in time that grows with their lengths only."""
    ends = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    position = len(first)
    for index, part in enumerate(others):
        if ends and index == len(others) - 1:
            return len(path) - len(part) >= position and path.endswith(part)
        position = path.find(part, position)
        if position < 0:
            return False
        position += len(part)
    return not ends or position == len(path)
