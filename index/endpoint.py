"""What OpenAI-compatible endpoints have in common: the headers sent, when to try again, and what a failure means in words."""

import time
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

import openai
from pydantic import SecretStr

HOSTED = "https://api.openai.com/v1"
RETRIES = 4

_FIRST_PAUSE = 0.5  # seconds, doubled at each retry
_OF_THIS_MACHINE = tuple(
    f"X-Stainless-{name}"
    for name in ("Lang", "Package-Version", "OS", "Arch", "Runtime", "Runtime-Version", "Async", "Retry-Count", "Read-Timeout")
)
_DETAIL = 300  # characters of the server's own words that are repeated


class Endpoint(NamedTuple):
    """One model at one address.

    Attributes:
        what: What it is used for, as it stands before "endpoint": ``embedding`` or ``chat``.
        base_url: The address that the protocol's paths are added to.
        model: Name of the model there.
        key: Sent as a bearer token, and never repeated in a message.
        variables: What the names of its settings begin with, such as ``SANAD_CHAT``.
    """

    what: str
    base_url: str
    model: str
    key: SecretStr | None
    variables: str

    @property
    def address(self) -> str:
        """Host, port and path: what tells one server from another, without the user and password an address may hold."""
        parts = urlsplit(self.base_url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.hostname}{port}{parts.path.rstrip('/')}"

    @property
    def name(self) -> str:
        """What begins a sentence about it."""
        return f"The {self.what} endpoint {self.address.partition('/')[0]}"

    @property
    def headers(self) -> dict[str, str | openai.Omit]:
        """Headers that say who asks: the key, but nothing of this machine or of ``OPENAI_*`` variables, which may be of another host."""
        return {
            "User-Agent": "Sanad",
            **dict.fromkeys(_OF_THIS_MACHINE, openai.Omit()),
            "Authorization": f"Bearer {self.key.get_secret_value()}" if self.key else openai.Omit(),
            "OpenAI-Organization": openai.Omit(),
            "OpenAI-Project": openai.Omit(),
        }

    def without_key(self, message: str) -> str:
        """``message`` with the key made unreadable."""
        secret = self.key.get_secret_value() if self.key else ""
        return message.replace(secret, "***") if secret else message


class Limit(NamedTuple):
    """Seconds that something may take, and the setting that says so."""

    seconds: float
    setting: str


def pause(error: openai.APIError, *, attempt: int) -> float | None:
    """Seconds until the next try; ``None`` when trying again cannot help.

    Args:
        error: What went wrong.
        attempt: How many tries were made again before, from 0.
    """
    usual = backoff(attempt)
    if usual is None or not isinstance(error, openai.APIStatusError):
        return usual if isinstance(error, openai.APIConnectionError) else None
    if error.status_code not in (408, 409, 429) and error.status_code < 500:
        return None
    stated = _stated(error.response.headers.get("retry-after", ""))
    return usual if stated is None else stated


def backoff(attempt: int) -> float | None:
    """Seconds until the next try after a passing failure; ``None`` when there were enough."""
    return None if attempt >= RETRIES else _FIRST_PAUSE * 2.0**attempt


def _stated(retry_after: str) -> float | None:
    """Seconds, from a number of them or from a date; see RFC 9110, 10.2.3."""
    if retry_after.replace(".", "", 1).isdecimal():
        return float(retry_after)
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except ValueError:
        return None


def explain(error: openai.OpenAIError, endpoint: Endpoint, *, limit: Limit, otherwise: str) -> tuple[str, str]:
    """What a failure means: a sentence that names the host and never the key, and a remedy.

    Args:
        error: What the SDK raised.
        endpoint: Where it was raised.
        limit: How long was waited.
        otherwise: The remedy when the request itself was refused.
    """
    if isinstance(error, openai.APITimeoutError):
        message, remedy = f"did not answer within {limit.seconds:g} s", f"Raise {limit.setting}, or look whether the server is overloaded."
    elif isinstance(error, openai.APIStatusError):
        message, remedy = _refused(error, endpoint, limit=limit, otherwise=otherwise)
    elif isinstance(error, openai.APIConnectionError):
        cause = error.__cause__ or error
        message, remedy = f"cannot be reached ({cause})", f"Check {endpoint.variables}_BASE_URL and that the server runs."
    else:
        message, remedy = f"failed ({str(error)[:_DETAIL]})", "Try again, or use another endpoint."
    return endpoint.without_key(f"{endpoint.name} {message}."), remedy


def _refused(error: openai.APIStatusError, endpoint: Endpoint, *, limit: Limit, otherwise: str) -> tuple[str, str]:
    status, variables = error.status_code, endpoint.variables
    if status in (401, 403):
        what = "refused the key" if endpoint.key else "asks for a key"
        return f"{what} (HTTP {status})", f"Set {variables}_API_KEY to a key that is valid there."
    if status == 404:
        what = f"does not know the model {endpoint.model!r} or the address (HTTP 404)"
        return what, f"Check {variables}_MODEL and {variables}_BASE_URL."
    if status == 429:
        return "takes no more requests for now (HTTP 429)", f"Wait, check the quota of the key, or raise {limit.setting}."
    if status >= 500:
        return f"failed (HTTP {status})", "Try again later, or look at the server's log."
    return f"refused the request (HTTP {status}: {error.message[:_DETAIL]})", otherwise
