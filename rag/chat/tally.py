"""What a stream has brought so far: text, why it ended, and how much it took."""

import time
from collections.abc import Sequence
from typing import Any

from index.endpoint import Endpoint
from index.errors import ChatError
from rag.chat.models import Ending, Finish, Message, Prices, Usage
from rag.chat.trouble import Trouble, cut_error, empty_error
from rag.prompt.tokens import count_tokens

_FINISHES: dict[str, Finish] = {"stop": "stop", "length": "length", "content_filter": "filtered"}
_AGAIN = 0.5  # seconds before a second try after an empty or broken answer


class Tally:
    """Reads the parts of a completion, however incomplete a server leaves them. The clock starts with it."""

    def __init__(self, messages: Sequence[Message], *, prices: Prices) -> None:
        """Begin to count for ``messages``."""
        self.started = time.monotonic()
        self.shown = False
        self._messages = messages
        self._prices = prices
        self._text: list[str] = []
        self._refusal: list[str] = []
        self._finish: str | None = None
        self._tokens: tuple[int, int] | None = None
        self._first: float | None = None

    def take(self, chunk: Any) -> str:
        """The text in a part of the answer, or in the whole of one that was not streamed."""
        usage = _get(chunk, "usage")
        sent, received = _get(usage, "prompt_tokens"), _get(usage, "completion_tokens")
        if isinstance(sent, int) and isinstance(received, int):
            self._tokens = sent, received
        choices = _get(chunk, "choices")
        if not isinstance(choices, list) or not choices:
            return ""
        choice = choices[0]
        self._finish = _text(choice, "finish_reason") or self._finish
        message = _get(choice, "delta") or _get(choice, "message")
        self._refusal.append(_text(message, "refusal"))
        return self._took(_text(message, "content"))

    def _took(self, text: str) -> str:
        self._text.append(text)
        if text.strip() and not self.shown:
            self.shown = True
            self._first = time.monotonic() - self.started
        return text

    def end(self, endpoint: Endpoint, *, max_tokens: int, attempt: int) -> Ending | Trouble:
        """What the end of the stream means."""
        if not self.shown:
            error = empty_error(endpoint, self._finish, max_tokens=max_tokens, refusal="".join(self._refusal))
            again = _AGAIN if attempt == 0 and (error.kind == "cut" or (error.kind == "empty" and self._finish != "length")) else None
            self._finish, self._text = None, []
            return Trouble(error, again)
        if self._finish is None:
            return self.ending("cut", trouble=cut_error(endpoint))
        if "".join(self._refusal).strip():
            return self.ending("refused")
        return self.ending(_FINISHES.get(self._finish, "stop"))

    def ending(self, finish: Finish, *, trouble: ChatError | None = None) -> Ending:
        """The end, with what the answer took."""
        sent, received = self._tokens or self._estimated()
        usage = Usage(
            prompt_tokens=sent,
            completion_tokens=received,
            estimated=self._tokens is None,
            first_token=self._first,
            seconds=time.monotonic() - self.started,
            cost=self._prices.cost(sent, received),
        )
        return Ending(finish, usage, trouble)

    def _estimated(self) -> tuple[int, int]:
        return sum(count_tokens(message.content) for message in self._messages), count_tokens("".join(self._text))


def _get(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def _text(message: Any, name: str) -> str:
    text = _get(message, name)
    return text if isinstance(text, str) else ""
