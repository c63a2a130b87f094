"""Rerankers: the first passages of a search in another order. Off by default; importing this package is cheap."""

from typing import TYPE_CHECKING, Any

from index.errors import RerankError, SettingsError

if TYPE_CHECKING:
    from index.settings import Settings
    from rag.rerank.reranking import Reranking

__all__ = ["RerankError", "load_reranking"]

_SHARE = 0.85  # of the time limit that a local model plans with


def load_reranking(settings: "Settings") -> "Reranking | None":
    """The reranking that the settings ask for; ``None`` for ``none``.

    Raises:
        SettingsError: A setting the reranker needs is missing, or the name is not that of a node postprocessor.
        RerankError: It cannot be loaded.
    """
    if settings.reranker == "none":
        return None
    from rag.rerank.reranking import Reranking

    return Reranking(_postprocessor(settings), seconds=settings.reranker_timeout, most=settings.reranker_passages)


def _postprocessor(settings: "Settings") -> Any:
    if settings.reranker != "onnx":
        from rag.rerank.dotted import load_postprocessor

        return load_postprocessor(settings.reranker)
    if settings.reranker_directory is None:
        raise SettingsError("reranker=onnx needs a directory.", remedy="Set SANAD_RERANKER_DIRECTORY, or run `sanad models use`.")
    from rag.rerank.onnx import OnnxReranker

    return OnnxReranker(directory=settings.reranker_directory, seconds=_SHARE * settings.reranker_timeout)
