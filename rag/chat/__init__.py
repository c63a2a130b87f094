"""Chat with a model behind an OpenAI-compatible endpoint. Importing this package is cheap; the SDK loads with the client."""

from typing import TYPE_CHECKING

from index.errors import SettingsError
from index.settings import Settings
from rag.chat.models import Prices

if TYPE_CHECKING:
    from rag.chat.breaker import Breaker
    from rag.chat.client import ChatClient

__all__ = ["is_configured", "load_chat"]


def is_configured(settings: Settings) -> bool:
    """Whether the settings ask for a model that writes answers."""
    return any(value is not None for value in (settings.chat_model, settings.chat_base_url, settings.chat_api_key))


def load_chat(settings: Settings, *, breaker: "Breaker | None" = None) -> "ChatClient | None":
    """The client that the settings describe; ``None`` when they name no model. Nothing is sent yet.

    Args:
        settings: What is in force.
        breaker: Decides when a failing endpoint is asked again; ``None`` lets it rest as suits a person who waits.

    Raises:
        SettingsError: An address or a key is given without a model, or a model without either; or a second opinion is wanted of none.
    """
    if not is_configured(settings):
        if settings.verify == "model":
            raise SettingsError("verify='model' needs a model to give a second opinion.", remedy="Set SANAD_CHAT_MODEL, or verify=own.")
        return None
    if settings.chat_model is None:
        raise SettingsError("No model is named for the chat endpoint.", remedy="Set SANAD_CHAT_MODEL to one it serves.")
    if settings.chat_base_url is None and settings.chat_api_key is None:
        raise SettingsError(
            f"chat_model={settings.chat_model!r} needs a key or an address.", remedy="Set SANAD_CHAT_API_KEY or SANAD_CHAT_BASE_URL."
        )
    from index.endpoint import HOSTED, Endpoint
    from rag.chat.client import ChatClient

    return ChatClient(
        Endpoint("chat", settings.chat_base_url or HOSTED, settings.chat_model, settings.chat_api_key, "SANAD_CHAT"),
        timeout=settings.chat_timeout,
        deadline=settings.chat_deadline,
        max_tokens=settings.chat_max_tokens,
        prices=Prices(sent=settings.chat_price_in, received=settings.chat_price_out),
        proxy=settings.chat_proxy,
        breaker=breaker,
    )
