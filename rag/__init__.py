"""Questions in, cited answers out. Imports ``index``."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.engine import Sanad

__all__ = ["Sanad"]


def __getattr__(name: str) -> Any:
    """``Sanad`` is imported when first asked for, so that importing a part of the package stays cheap."""
    if name == "Sanad":
        from rag.engine import Sanad

        return Sanad
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
