"""The values of a chat: messages, what comes back, and what it cost."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from pydantic import Field

from index.errors import ChatError
from index.models import Record

Finish = Literal["stop", "length", "filtered", "refused", "cut", "late", "cancelled"]


class Message(Record):
    """One turn of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Prices(Record):
    """What a million tokens cost, in the currency of whoever set it; ``None`` where it is not known."""

    sent: float | None = None
    received: float | None = None

    def cost(self, sent: int, received: int) -> float | None:
        """The price of so many tokens; ``None`` unless both prices are known."""
        if self.sent is None or self.received is None:
            return None
        return (sent * self.sent + received * self.received) / 1_000_000


class Usage(Record):
    """What one answer of a model took.

    Attributes:
        prompt_tokens: Tokens sent.
        completion_tokens: Tokens received, those of reasoning among them.
        estimated: Whether the tokens are counted by Sanad because the endpoint did not say.
        first_token: Seconds from the question to the first text; ``None`` when none came.
        seconds: Seconds from the question to the end.
        cost: In the currency of the prices; ``None`` without prices.
    """

    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)
    estimated: bool = False
    first_token: float | None = None
    seconds: float = 0.0
    cost: float | None = None

    def plus(self, other: "Usage") -> "Usage":
        """Both together, as when a second request mends the first; the first text is that of the first."""
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            estimated=self.estimated or other.estimated,
            first_token=self.first_token,
            seconds=self.seconds + other.seconds,
            cost=None if self.cost is None or other.cost is None else self.cost + other.cost,
        )


def together(usages: Iterable[Usage | None]) -> Usage | None:
    """What several requests took; ``None`` where none of them is known."""
    total: Usage | None = None
    for usage in filter(None, usages):
        total = usage if total is None else total.plus(usage)
    return total


class Piece(NamedTuple):
    """The next characters of an answer, as they came."""

    text: str


class Ending(NamedTuple):
    """The end of an answer.

    Attributes:
        finish: Why it ended: ``stop`` (complete), ``length`` (the most tokens), ``filtered`` or ``refused`` (by the provider or the
            model), ``cut`` (the connection broke), ``late`` (a time limit) or ``cancelled`` (by the person).
        usage: What it took.
        trouble: What went wrong behind ``cut`` and ``late``.
    """

    finish: Finish
    usage: Usage
    trouble: ChatError | None = None


class Completion(NamedTuple):
    """A whole answer."""

    text: str
    finish: Finish
    usage: Usage
