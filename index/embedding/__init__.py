"""Embedders: texts in, vectors of unit length out. Importing this package is cheap; an embedder's libraries load with it."""

from typing import TYPE_CHECKING, Any

from index.embedding.wheel import unavailable_reason
from index.errors import EmbeddingError, SettingsError

if TYPE_CHECKING:
    from index.embedding.base import Embedder
    from index.settings import Settings

__all__ = ["Embedder", "EmbeddingError", "load_embedder", "unavailable_reason"]


def load_embedder(settings: "Settings") -> "Embedder | None":
    """The embedder the settings name.

    Returns:
        ``None`` for ``none``, and for ``bundled`` where ``unavailable_reason()`` gives a reason, which the caller tells.

    Raises:
        SettingsError: The name is unknown, or a setting the embedder needs is missing.
        EmbeddingError: The embedder cannot be loaded.
    """
    if settings.embedder == "none":
        return None
    if settings.embedder == "bundled":
        return _bundled()
    raise SettingsError(f"embedder={settings.embedder!r} is unknown.", remedy="Use bundled or none.")


def _bundled() -> "Embedder | None":
    if unavailable_reason() is not None:
        return None
    from index.embedding.bundled import BundledEmbedder

    return BundledEmbedder()


def __getattr__(name: str) -> Any:
    """``Embedder`` is imported when first asked for: llama-index takes two seconds."""
    if name == "Embedder":
        from index.embedding.base import Embedder

        return Embedder
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
