"""Evaluation sets, metrics and runs. Imports ``rag`` and ``index``."""
