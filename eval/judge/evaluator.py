"""An evaluator of llama-index whose answers are structured and read strictly.

The stock ones read loosely. ``CorrectnessEvaluator`` takes the first line for a number: an answer without a second line raises, one
with an empty line before it has no score, and neither is counted. ``FaithfulnessEvaluator`` passes every answer that holds the letters
"yes", so that "NO: yesterday's figure is missing" passes, and a refusal fails the system that is measured.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from llama_index.core.evaluation.base import BaseEvaluator, EvaluationResult
from llama_index.core.prompts.mixin import PromptDictType

from eval.judge.llm import ChatModel, Given
from eval.judge.models import Aspect, Error, Vote, worth
from eval.judge.prompts import Texts, best_of, messages_of, schema_of
from eval.judge.reply import read_vote
from index.errors import ChatError

_KINDS: dict[str, Error] = {"timeout": "timeout", "refused": "refused", "cut": "cut", "empty": "malformed", "context": "too_long"}
_SETUP = frozenset({"key", "model"})  # kinds of failure that every vote would have


class Evaluated(EvaluationResult):
    """A result with the vote it was made of."""

    vote: Vote


class StructuredEvaluator(BaseEvaluator):
    """One look at an answer, in one form of the prompt. What cannot be read is an invalid result, never a score."""

    def __init__(self, llm: ChatModel, aspect: Aspect, *, variant: int = 0, language: str = "en") -> None:
        """Judge ``aspect`` with ``llm``.

        Args:
            llm: The judge.
            aspect: What is judged.
            variant: The form of the prompt, from 0; see `eval.judge.prompts`.
            language: ISO 639-1 code of what is judged, to find its sentences.
        """
        self._llm = llm
        self.aspect = aspect
        self.variant = variant
        self.language = language

    def evaluate(
        self,
        query: str | None = None,
        response: str | None = None,
        contexts: Sequence[str] | None = None,
        reference: str | Sequence[str] | None = None,
        **kwargs: Any,
    ) -> Evaluated:
        """One vote.

        Args:
            query: The question.
            response: The answer, or one sentence of it.
            contexts: What it is to rest on; for faithfulness and citations.
            reference: The reference answer, or several; for correctness.
            **kwargs: Not used.

        Raises:
            ValueError: ``response`` or what it is held against is missing.
            ChatError: The endpoint is set up wrongly, so that no vote can be had.
        """
        against = _against(reference if self.aspect == "correctness" else contexts)
        if response is None or not against:
            raise ValueError(f"{self.aspect} needs a response and {'a reference' if self.aspect == 'correctness' else 'contexts'}")
        vote = self._vote(Texts(query or "", response, tuple(against), self.language))
        return Evaluated(
            query=query,
            response=response,
            contexts=contexts,
            passing=None if vote.label is None else vote.label == best_of(self.aspect),
            score=None if vote.label is None else worth(self.aspect, vote.label),
            feedback=vote.reason or vote.said,
            invalid_result=vote.label is None,
            invalid_reason=vote.error,
            vote=vote,
        )

    async def aevaluate(
        self,
        query: str | None = None,
        response: str | None = None,
        contexts: Sequence[str] | None = None,
        **kwargs: Any,
    ) -> Evaluated:
        """The same, in a thread."""
        return await asyncio.to_thread(self.evaluate, query, response, contexts, **kwargs)

    def is_kept(self, texts: Texts) -> bool:
        """Whether the judge has said this before."""
        return self._llm.is_kept(messages_of(self.aspect, texts, variant=self.variant), schema=schema_of(self.aspect))

    def _vote(self, texts: Texts) -> Vote:
        try:
            given = self._llm.give(messages_of(self.aspect, texts, variant=self.variant), schema=schema_of(self.aspect))
        except ChatError as error:
            if error.kind in _SETUP:
                raise
            return Vote(variant=self.variant, error=_KINDS.get(error.kind, "failed"), said=str(error))
        return self._read(given)

    def _read(self, given: Given) -> Vote:
        text, finish, usage = given.completion
        vote = read_vote(text, finish, aspect=self.aspect, variant=self.variant)
        return vote.model_copy(update={"cached": given.cached, "usage": usage})

    def _get_prompts(self) -> PromptDictType:
        """None that a caller could exchange: the form of the answer depends on them."""
        return {}

    def _update_prompts(self, prompts: PromptDictType) -> None:
        """Nothing to exchange."""


def _against(texts: str | Sequence[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())
