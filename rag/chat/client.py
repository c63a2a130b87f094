"""Chat completions, streamed, through the ``openai`` SDK.

Retries are counted here and not by the SDK, which knows no overall deadline; and none is made once the person has seen a word.
"""

import contextlib
import random
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import openai

from index.endpoint import Endpoint, Limit
from index.errors import ChatError
from index.record import never
from rag.chat.breaker import Breaker
from rag.chat.models import Completion, Ending, Message, Piece, Prices
from rag.chat.pump import Pump
from rag.chat.tally import Tally
from rag.chat.trouble import DEAD, Trouble, protocol_error, trouble_of

Cancelled = Callable[[], bool]
Schema = Mapping[str, Any]

_CONNECT = 5.0  # seconds
_MOST_TRIES = 8  # fields left out and pauses together
_JITTER = 0.3  # share of a pause that is left to chance, so that many do not come back at once
_LOOK = 0.05
_NAMES_OF_LIMIT = frozenset({"max_tokens", "max_completion_tokens"})  # the older one, and the one that newer hosted models ask for


class ChatClient:
    """A model behind an OpenAI-compatible endpoint. Threads may share it.

    Proxies, keys and addresses in variables of the environment are not used: what is not in the settings is not sent anywhere.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        timeout: float = 30.0,
        deadline: float = 120.0,
        max_tokens: int = 1024,
        prices: Prices | None = None,
        proxy: str | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        """Prepare the client; nothing is sent yet.

        Args:
            endpoint: Where the model is.
            timeout: Seconds to wait for the first and each next piece of an answer.
            deadline: Seconds a whole answer may take, retries included.
            max_tokens: Most tokens of an answer.
            prices: To compute what an answer cost.
            proxy: Address of a proxy to use.
            breaker: Decides when a failing endpoint is asked again.
        """
        self.endpoint = endpoint
        self.max_tokens = max_tokens
        self._prices = prices or Prices()
        self._limits = (Limit(timeout, "SANAD_CHAT_TIMEOUT"), Limit(deadline, "SANAD_CHAT_DEADLINE"))
        self._breaker = breaker or Breaker()
        self._unwanted: set[str] = {"max_tokens" if endpoint.address.startswith("api.openai.com/") else "max_completion_tokens"}
        self._swapped = False
        self._client = openai.OpenAI(
            api_key=endpoint.key.get_secret_value() if endpoint.key else "none",
            base_url=endpoint.base_url,
            max_retries=0,
            timeout=openai.Timeout(timeout, connect=min(_CONNECT, timeout)),
            http_client=openai.DefaultHttpxClient(trust_env=False, follow_redirects=False, proxy=proxy),
        )

    def stream(
        self,
        messages: Sequence[Message],
        *,
        cancelled: Cancelled = never,
        schema: Schema | None = None,
        seconds: float | None = None,
    ) -> Iterator[Piece | Ending]:
        """The answer while it comes; the last item is its `Ending`.

        Args:
            messages: The conversation.
            cancelled: Whether the person wants no more; asked many times a second.
            schema: A JSON schema that the answer is to follow, where the server can make it.
            seconds: The deadline of this answer, if it is to be earlier.

        Raises:
            ChatError: There is no answer. Once a word was given nothing is raised, and the ending says what went wrong.
        """
        wait = self._breaker.enter()
        if wait > 0:
            raise ChatError(
                f"{self.endpoint.name} failed a moment ago and is left alone for {max(wait, 1):.0f} s more.",
                kind="resting",
                remedy="Ask again then.",
            )
        failed: bool | None = None
        try:
            for event in self._tries(messages, cancelled, schema, seconds):
                failed = False
                yield event
        except ChatError as error:
            in_haste = seconds is not None and error.kind == "timeout"  # a patient question may still be answered
            failed = None if in_haste else error.kind in DEAD
            raise
        finally:
            self._breaker.leave(failed=failed)

    def complete(
        self,
        messages: Sequence[Message],
        *,
        json_schema: Schema | None = None,
        seconds: float | None = None,
        cancelled: Cancelled = never,
    ) -> Completion:
        """The whole answer.

        Args:
            messages: The conversation.
            json_schema: A JSON schema that the answer is to follow; it is not checked that it does.
            seconds: The deadline of this answer, if it is to be earlier.
            cancelled: Whether the person wants no more; what there is then is the answer.

        Raises:
            ChatError: There is no answer, or none that is whole.
        """
        text: list[str] = []
        for event in self.stream(messages, cancelled=cancelled, schema=json_schema, seconds=seconds):
            if isinstance(event, Piece):
                text.append(event.text)
            elif event.trouble is not None:
                raise event.trouble
            else:
                return Completion("".join(text), event.finish, event.usage)
        raise protocol_error(self.endpoint, "ended without an end")

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._client.close()

    def _tries(
        self, messages: Sequence[Message], cancelled: Cancelled, schema: Schema | None, seconds: float | None
    ) -> Iterator[Piece | Ending]:
        """Try until there is a word, nothing more can help, or time is up."""
        tally = Tally(messages, prices=self._prices)
        limits = (self._limits[0], self._limits[1]._replace(seconds=min(self._limits[1].seconds, seconds or float("inf"))))
        attempt = 0
        for _ in range(_MOST_TRIES):
            trouble: Trouble | None = None
            for event in self._attempt(tally, self._request(messages, schema), limits=limits, cancelled=cancelled, attempt=attempt):
                if isinstance(event, Trouble):
                    trouble = event
                else:
                    yield event
            if trouble is None:
                return
            field = next((field for field in trouble.without if field not in self._unwanted), None)
            if field is not None:
                self._leave_out(field)
                continue
            pause = None if trouble.pause is None else trouble.pause * (1 + _JITTER * random.random())
            if pause is None or time.monotonic() + pause >= tally.started + limits[1].seconds:
                raise trouble.error from None  # the cause may repeat the key
            if _slept(pause, cancelled):
                yield tally.ending("cancelled")
                return
            attempt += 1
        raise trouble.error if trouble else protocol_error(self.endpoint, "takes none of the requests")

    def _attempt(
        self, tally: Tally, request: Mapping[str, Any], *, limits: tuple[Limit, Limit], cancelled: Cancelled, attempt: int
    ) -> Iterator[Piece | Ending | Trouble]:
        deadline = tally.started + limits[1].seconds
        pump: Pump[Any] = Pump(lambda pump: self._chunks(request, pump))
        try:
            for chunk in pump.items(each=limits[0].seconds, deadline=deadline, cancelled=cancelled):
                text = tally.take(chunk)
                if text:
                    yield Piece(text)
            yield tally.ending("cancelled") if pump.cancelled else tally.end(self.endpoint, max_tokens=self.max_tokens, attempt=attempt)
        except Exception as error:  # noqa: BLE001  what is none of the endpoint's is raised again
            trouble = trouble_of(error, self.endpoint, limits=limits, attempt=attempt)
            if tally.shown:
                yield tally.ending("late" if trouble.error.kind == "timeout" else "cut", trouble=trouble.error)
            else:
                yield trouble
        finally:
            pump.close()

    def _chunks(self, request: Mapping[str, Any], pump: Pump[Any]) -> Iterator[Any]:
        """Parts of a streamed completion; the completion itself from a server that does not stream."""
        # Plain objects: to make each piece an object of the SDK's takes longer than all else that is done with it.
        kind_of: dict[str, Any] = {"cast_to": object, "stream": True, "stream_cls": openai.Stream[object]}
        stream = self._client.post("/chat/completions", **request, **kind_of)
        pump.closing(lambda: _hang_up(stream.response))
        kind = stream.response.headers.get("content-type", "")
        if kind.startswith("application/json"):
            stream.response.read()
            yield stream.response.json()
        elif kind.startswith("text/html"):
            raise ValueError(f"a page ({kind}) came in place of a stream")
        else:
            yield from stream

    def _request(self, messages: Sequence[Message], schema: Schema | None) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "max_tokens": self.max_tokens,
            "max_completion_tokens": self.max_tokens,
            "temperature": 0,
            "stream_options": {"include_usage": True},
        }
        if schema is not None:
            fields["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
        body = {
            "model": self.endpoint.model,
            "messages": [message.model_dump() for message in messages],
            "stream": True,
            **{name: value for name, value in fields.items() if name not in self._unwanted},
        }
        return {"body": body, "options": {"headers": self.endpoint.headers}}

    def _leave_out(self, field: str) -> None:
        """Send no more what the server does not take; of the two names of one field the other one then."""
        if field in _NAMES_OF_LIMIT and not self._swapped:
            self._swapped = True
            self._unwanted -= _NAMES_OF_LIMIT
        self._unwanted.add(field)


def _hang_up(response: Any) -> None:
    """End a response that is still being read in another thread, so that the server stops writing: closing alone does not wake a reader."""
    if response.is_closed:
        return
    network = response.extensions.get("network_stream")
    connection = network.get_extra_info("socket") if network is not None else None
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    response.close()


def _slept(seconds: float, cancelled: Cancelled) -> bool:
    """Wait; whether the person cancelled meanwhile."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if cancelled():
            return True
        time.sleep(min(left, _LOOK))
    return False
