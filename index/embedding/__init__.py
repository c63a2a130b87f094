"""Embedders: texts in, vectors of unit length out. Importing this package is cheap; an embedder's libraries load with it."""

from collections.abc import Callable
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
    name = settings.embedder
    if name in _LOADERS:
        return _LOADERS[name](settings)
    if "." not in name.partition(":")[0]:
        raise SettingsError(
            f"embedder={name!r} is unknown.", remedy=f"Use {', '.join(_LOADERS)}, or the dotted name of a llama-index embedding."
        )
    from index.embedding.dotted import load_dotted

    return load_dotted(name, model=settings.embedding_model)


def _none(settings: "Settings") -> None:
    return None


def _bundled(settings: "Settings") -> "Embedder | None":
    if unavailable_reason() is not None:
        return None
    from index.embedding.bundled import BundledEmbedder

    return BundledEmbedder()


def _openai(settings: "Settings") -> "Embedder":
    if settings.embedding_base_url is None and settings.embedding_api_key is None:
        raise SettingsError("embedder=openai needs a key or an address.", remedy="Set SANAD_EMBEDDING_API_KEY or SANAD_EMBEDDING_BASE_URL.")
    if settings.embedding_base_url is not None and settings.embedding_model is None:
        raise SettingsError(f"No model is named for {settings.embedding_base_url}.", remedy="Set SANAD_EMBEDDING_MODEL to one it serves.")
    from index.embedding.openai import HOSTED, HOSTED_MODEL, OpenAIEmbedder

    return OpenAIEmbedder(
        model=settings.embedding_model or HOSTED_MODEL,
        base_url=settings.embedding_base_url or HOSTED,
        key=settings.embedding_api_key,
        dimensions=settings.embedding_dimensions,
        timeout=settings.embedding_timeout,
        question_timeout=settings.embedding_question_timeout,
    )


def _onnx(settings: "Settings") -> "Embedder":
    if settings.onnx_directory is None:
        raise SettingsError("embedder=onnx needs a directory.", remedy="Set SANAD_ONNX_DIRECTORY: it holds model.onnx and tokenizer.json.")
    from index.embedding.onnx import OnnxEmbedder

    return OnnxEmbedder(directory=settings.onnx_directory)


_LOADERS: "dict[str, Callable[[Settings], Embedder | None]]" = {"bundled": _bundled, "openai": _openai, "onnx": _onnx, "none": _none}


def __getattr__(name: str) -> Any:
    """``Embedder`` is imported when first asked for: what it is made of takes time."""
    if name == "Embedder":
        from index.embedding.base import Embedder

        return Embedder
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
