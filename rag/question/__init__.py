"""What a question says beyond its words: kind, phrases, outlets, times, and what it lacks from the conversation."""

from rag.question.understanding import EVERYTHING, LONGEST, Rewrite, understand

__all__ = ["EVERYTHING", "LONGEST", "Rewrite", "understand"]
