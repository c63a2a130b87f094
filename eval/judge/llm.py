"""The chat client as a llama-index model, so that any evaluator of llama-index runs on it. Importing this takes a second or two."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback
from llama_index.core.llms.custom import CustomLLM

from eval.judge.cache import Cache, key_of
from index.errors import ChatError
from rag.chat.client import ChatClient
from rag.chat.models import Completion, Message

_LOOK = 0.25  # seconds between two looks whether an endpoint that failed may be asked again
_ROLES = {MessageRole.SYSTEM: "system", MessageRole.ASSISTANT: "assistant"}


class Given(NamedTuple):
    """An answer, and whether it was kept from an earlier time."""

    completion: Completion
    cached: bool


class ChatModel(CustomLLM):
    """Our chat client behind llama-index's interface: temperature 0, our deadlines and breaker. ``raw`` of a response is a `Given`."""

    _client: ChatClient = PrivateAttr()
    _cache: Cache | None = PrivateAttr()
    _context: int = PrivateAttr()
    _stopped: threading.Event = PrivateAttr(default_factory=threading.Event)

    def __init__(self, client: ChatClient, *, cache: Cache | None = None, context_tokens: int = 8192) -> None:
        """Ask with ``client``.

        Args:
            client: Stays open.
            cache: Where answers are kept; ``None`` asks anew each time.
            context_tokens: What the model takes, its answer included.
        """
        super().__init__()
        self._client = client
        self._cache = cache
        self._context = context_tokens

    @property
    def metadata(self) -> LLMMetadata:
        """What llama-index wants to know of the model."""
        name, most = self._client.endpoint.model, self._client.max_tokens
        return LLMMetadata(model_name=name, context_window=self._context, num_output=most, is_chat_model=True)

    @property
    def address(self) -> str:
        """Of the endpoint, without a key."""
        return self._client.endpoint.address

    def give(self, messages: Sequence[Message], *, schema: Mapping[str, Any] | None = None) -> Given:
        """The answer to ``messages``, from the cache if it is there.

        Raises:
            ChatError: There is none.
            EvaluationError: It cannot be kept.
        """
        key = key_of(self._client, messages, schema)
        kept = self._cache.get(key) if self._cache else None
        if kept is not None:
            return Given(kept, cached=True)
        completion = self._asked(messages, schema)
        if self._cache is not None:
            self._cache.put(key, completion)
        return Given(completion, cached=False)

    def is_kept(self, messages: Sequence[Message], *, schema: Mapping[str, Any] | None = None) -> bool:
        """Whether the answer is in the cache."""
        return self._cache is not None and self._cache.get(key_of(self._client, messages, schema)) is not None

    def _asked(self, messages: Sequence[Message], schema: Mapping[str, Any] | None) -> Completion:
        """Ask as soon as the breaker lets anybody; nobody is waiting for a judge."""
        while True:
            try:
                return self._client.complete(messages, json_schema=schema, cancelled=self._stopped.is_set)
            except ChatError as error:
                if error.kind != "resting" or self._stopped.wait(_LOOK):
                    raise

    def stop(self) -> None:
        """Want no more: requests under way end at once."""
        self._stopped.set()

    @llm_chat_callback()
    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """The answer to a conversation; ``schema`` may be given."""
        given = self.give([_message(one) for one in messages], schema=kwargs.get("schema"))
        return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=given.completion.text), raw=given)

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """The answer to one message."""
        given = self.give([Message(role="user", content=prompt)], schema=kwargs.get("schema"))
        return CompletionResponse(text=given.completion.text, raw=given)

    @llm_chat_callback()
    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseGen:
        """The same in one piece."""
        whole = self.chat(messages, **kwargs)

        def pieces() -> ChatResponseGen:
            yield whole.model_copy(update={"delta": whole.message.content})

        return pieces()

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        """The same in one piece."""
        whole = self.complete(prompt, **kwargs)

        def pieces() -> CompletionResponseGen:
            yield whole.model_copy(update={"delta": whole.text})

        return pieces()


def _message(one: ChatMessage) -> Message:
    return Message.model_validate({"role": _ROLES.get(one.role, "user"), "content": one.content or ""})
