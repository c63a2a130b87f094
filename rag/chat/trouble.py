"""What the SDK, the connection and the server's words mean, as errors of ours."""

import re
from typing import NamedTuple

import openai

from index.endpoint import Endpoint, Limit, backoff, explain, pause
from index.errors import ChatError

DEAD = frozenset({"unreachable", "timeout", "server"})  # kinds that say the endpoint is not worth asking for a while
_LASTING = frozenset({"key", "model", "context", "request"})  # kinds that no second try mends
OPTIONAL = ("max_completion_tokens", "max_tokens", "temperature", "stream_options", "response_format")  # what some servers do not take

_OVERFLOW = re.compile(
    r"context.{0,30}(?:length|window|size|limit)|exceed\w*.{0,60}context|too many tokens|prompt is too long|maximum.{0,30}tokens",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(r"model.{0,80}(?:not found|does not exist|not loaded|unknown)|(?:unknown|invalid|no such) model", re.IGNORECASE)
_FILTERED = re.compile(r"content[ _](?:filter|policy|management)", re.IGNORECASE)
_OTHERWISE = "Check SANAD_CHAT_MODEL and SANAD_CHAT_BASE_URL, or look at the server's log."
_SAID = 200  # characters of the server's own words
_FEW = 1  # tries again where they seldom help: nothing listens at the address, or it is no chat endpoint
_SHORTER = "Lower SANAD_CHAT_CONTEXT_TOKENS to what the model takes, or give the server a larger context."


class Trouble(NamedTuple):
    """Why a try gave nothing.

    Attributes:
        error: For the person.
        pause: Seconds after which another try may help; ``None`` when none can.
        without: Fields of the request that the refusal names; without one of them another try may help at once.
    """

    error: ChatError
    pause: float | None = None
    without: tuple[str, ...] = ()


def trouble_of(error: Exception, endpoint: Endpoint, *, limits: tuple[Limit, Limit], attempt: int) -> Trouble:
    """What ``error`` means.

    Args:
        error: What was raised while a stream was opened or read.
        endpoint: Where.
        limits: For the next piece and for the whole.
        attempt: How many tries were made again before, from 0.

    Raises:
        Exception: ``error`` itself, if it is none of the endpoint's.
    """
    if isinstance(error, TimeoutError):
        return Trouble(_late(endpoint, limits, whole=str(error) == "whole"))
    if isinstance(error, openai.OpenAIError):
        return _of_sdk(error, endpoint, limits, attempt)
    if isinstance(error, ValueError):  # broken JSON and broken UTF-8 are
        return Trouble(protocol_error(endpoint, "sent something that is no part of a chat"), backoff(attempt) if attempt < _FEW else None)
    if type(error).__module__.partition(".")[0].startswith("http"):  # older SDKs let the connection's own errors through
        return Trouble(_broken(endpoint, error), backoff(attempt))
    raise error


def protocol_error(endpoint: Endpoint, what: str) -> ChatError:
    """The server answered, but not as the protocol says."""
    return ChatError(
        f"{endpoint.name} {what}.",
        kind="protocol",
        remedy="Check SANAD_CHAT_BASE_URL: it should end where /chat/completions begins, often in /v1.",
    )


def empty_error(endpoint: Endpoint, finish: str | None, *, max_tokens: int, refusal: str = "") -> ChatError:
    """A stream ended without a word of an answer.

    Args:
        endpoint: Where.
        finish: The reason the server gave, in the protocol's words; ``None`` when it gave none.
        max_tokens: How many it was allowed.
        refusal: The model's own words.
    """
    name, said = endpoint.name, f" ({endpoint.without_key(refusal.strip()[:200])})" if refusal.strip() else ""
    if finish == "length":
        message = f"{name} used all its {max_tokens} tokens before it began to answer."
        return ChatError(message, kind="empty", remedy="Raise SANAD_CHAT_MAX_TOKENS; a model that reasons first needs some thousands.")
    if finish == "content_filter" or said:
        return ChatError(f"{name} refused to answer{said}.", kind="refused", remedy="Ask it in other words, or use another model.")
    if finish is None:
        return ChatError(f"{name} broke off before it answered.", kind="cut", remedy="Try again, or look at the server's log.")
    return ChatError(f"{name} gave an empty answer.", kind="empty", remedy="Try again, or use another model.")


def cut_error(endpoint: Endpoint) -> ChatError:
    """A stream ended in the midst of an answer."""
    return ChatError(f"{endpoint.name} broke off in the midst of its answer.", kind="cut", remedy="Ask again for the rest.")


def _late(endpoint: Endpoint, limits: tuple[Limit, Limit], *, whole: bool) -> ChatError:
    limit = limits[1] if whole else limits[0]
    what = "had not finished after" if whole else "sent nothing for"
    remedy = f"Raise {limit.setting}, or look whether the server is overloaded; a local model may still be loading."
    return ChatError(f"{endpoint.name} {what} {limit.seconds:g} s.", kind="timeout", remedy=remedy)


def _of_sdk(error: openai.OpenAIError, endpoint: Endpoint, limits: tuple[Limit, Limit], attempt: int) -> Trouble:
    if isinstance(error, openai.APITimeoutError) and type(error.__cause__).__name__ != "ConnectTimeout":
        return Trouble(_late(endpoint, limits, whole=False))
    kind = _kind(error)
    if kind == "refused":
        return Trouble(empty_error(endpoint, "content_filter", max_tokens=0, refusal=str(error)))
    message, remedy = explain(error, endpoint, limit=limits[0], otherwise=_OTHERWISE)
    if kind == "context":
        message, remedy = endpoint.without_key(f"{endpoint.name} takes no prompt of this length ({str(error)[:_SAID]})."), _SHORTER
    told = ChatError(message, kind=kind, remedy="Check SANAD_CHAT_MODEL." if kind == "model" and "404" not in message else remedy)
    again = pause(error, attempt=attempt) if isinstance(error, openai.APIError) else None
    if kind == "server" and again is None:  # an error sent within a stream has no status
        again = backoff(attempt)
    if kind in _LASTING or _is_quota(error) or (kind == "unreachable" and attempt >= _FEW):
        again = None
    return Trouble(told, again, _without(error) if kind == "request" else ())


def _kind(error: openai.OpenAIError) -> str:
    if isinstance(error, openai.APIConnectionError):
        return "unreachable"
    said = f"{getattr(error, 'code', '')} {getattr(error, 'type', '')} {error}"
    status = getattr(error, "status_code", 0)
    if status in (401, 403):
        return "key"
    if status == 404:
        return "model"
    if status == 429:
        return "busy"
    if _OVERFLOW.search(said):
        return "context"
    if _FILTERED.search(said):
        return "refused"
    if _NO_MODEL.search(said):
        return "model"
    return "request" if 300 <= status < 500 and status not in (408, 409) else "server"


def _without(error: openai.OpenAIError) -> tuple[str, ...]:
    """The fields that a refusal names, the one it is about first."""
    said = f"{getattr(error, 'param', '')} {error}"
    places = {field: re.search(rf"(?<!\w){field}(?!\w)", said) for field in OPTIONAL}
    found = {field: place.start() for field, place in places.items() if place}
    return tuple(sorted(found, key=lambda field: found[field]))


def _is_quota(error: openai.OpenAIError) -> bool:
    return "insufficient_quota" in (getattr(error, "code", None), getattr(error, "type", None))


def _broken(endpoint: Endpoint, error: Exception) -> ChatError:
    message = endpoint.without_key(f"{endpoint.name} broke the connection ({error}).")
    return ChatError(message, kind="unreachable", remedy="Try again, or look at the server's log.")
