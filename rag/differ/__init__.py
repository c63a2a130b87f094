"""Differences between sources: where articles of different voices give different values for what a question asks."""

from rag.differ.differences import differences

__all__ = ["differences"]
