"""Verification: whether sentences say what their sources say."""

from rag.verify.against import CheckedSentence, check, checks
from rag.verify.models import Check, ClauseSupport, Evidence, Judgement
from rag.verify.verifier import verify

__all__ = ["Check", "CheckedSentence", "ClauseSupport", "Evidence", "Judgement", "check", "checks", "verify"]
