"""The answers of one person: those of others are as if they were not there."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from index.catalog.answers import Conversation, KeptAnswer
from index.catalog.feedback import KeptFeedback
from ui.answering.answers import Answers
from ui.conversation import Turn


class Own:
    """What one person may see and change of the answers of the page.

    Args:
        answers: Those of all.
        owner: Id of the user; empty where nobody signs in, ``None`` for whom nothing is there.
    """

    def __init__(self, answers: Answers, owner: str | None) -> None:
        self._answers = answers
        self._store = answers.store
        self._owner = owner

    def has(self, conversation: str) -> bool:
        """Whether there is such a conversation, hidden or not, and it is theirs."""
        return self._owner is not None and self._store.owner(conversation) == self._owner

    def may_begin(self, conversation: str) -> bool:
        """Whether an answer may be kept in a conversation of that id: it is theirs, or there is none yet."""
        return self._owner is not None and self._store.owner(conversation) in (None, self._owner)

    def ask(self, conversation: str, question: str, **options: Any) -> int | None:
        """`Answers.ask` in a conversation of theirs."""
        if self._owner is None or not self.may_begin(conversation):
            return None
        return self._answers.ask(conversation, question, owner=self._owner, **options)

    def turns(self, conversation: str) -> tuple[Turn, ...] | None:
        """The turns of a conversation as they are now; ``None`` when there is no such conversation."""
        return self._answers.turns(conversation) if self.has(conversation) else None

    def is_busy(self, conversation: str) -> bool:
        """Whether one of its answers is on its way."""
        return self.has(conversation) and self._answers.is_busy(conversation)

    async def watch(self, number: int) -> AsyncIterator[Turn]:
        """The states of an answer from now on, if it is on its way."""
        if self.get(number) is not None:
            async for turn in self._answers.watch(number):
                yield turn

    def stop(self, conversation: str) -> bool:
        """End the answer that is on its way; whether there was one."""
        return self.has(conversation) and self._answers.stop(conversation)

    def get(self, number: int) -> KeptAnswer | None:
        """One answer; ``None`` when there is none of that number."""
        kept = self._store.get(number)
        return kept if kept is not None and self.has(kept.conversation) else None

    def title(self, conversation: str) -> str | None:
        """The title of a conversation; ``None`` if there is no such conversation."""
        return self._store.title(conversation) if self.has(conversation) else None

    def conversation(self, conversation: str) -> tuple[KeptAnswer, ...]:
        """The answers of a conversation in order; none if there is no such conversation."""
        return self._store.conversation(conversation) if self.title(conversation) is not None else ()

    def conversations(self, *, search: str, limit: int) -> tuple[Conversation, ...]:
        """Their conversations, the one asked in last first."""
        return self._store.conversations(search=search, limit=limit, owner=self._owner) if self._owner is not None else ()

    def rename(self, conversation: str, title: str) -> bool:
        """Give a conversation another title; whether there is such a conversation."""
        return self.has(conversation) and self._store.rename(conversation, title)

    def hide(self, conversation: str, *, moment: datetime) -> bool:
        """Take a conversation out of sight; whether there was one."""
        return self.has(conversation) and self._store.hide(conversation, moment=moment)

    def unhide(self, conversation: str) -> bool:
        """Undo ``hide``; whether there was anything to undo."""
        return self.has(conversation) and self._store.unhide(conversation)

    def rate(self, feedback: KeptFeedback) -> bool:
        """Keep what they say of an answer; whether there is such an answer."""
        return self.get(feedback.answer) is not None and self._store.feedback.give(feedback)

    def withdraw(self, answer: int) -> bool:
        """Forget what they said of an answer; whether they had said anything."""
        return self.get(answer) is not None and self._store.feedback.withdraw(answer)
