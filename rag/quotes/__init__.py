"""Quotes that can be read alone: what they need beside them, which of their words answer, and in what order they stand."""
