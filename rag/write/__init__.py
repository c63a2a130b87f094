"""Answers that a model writes from passages, sentence by sentence, each with the spans it rests on."""

from rag.prompt.build import Turn
from rag.write.models import Draft
from rag.write.writer import ModelWriter

__all__ = ["Draft", "ModelWriter", "Turn"]
