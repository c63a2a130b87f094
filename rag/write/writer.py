"""The writer of model mode: a question and passages in, drafts out while the model writes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from index.errors import ChatError
from index.record import never
from index.settings import Settings
from rag.chat.models import Ending
from rag.cite.parser import CitationParser
from rag.cite.sentences import CitedSentence
from rag.models import Passage, Question
from rag.prompt.build import Prompt, Turn, build_prompt, repair_messages
from rag.prompt.tokens import count_message
from rag.write.models import Draft

if TYPE_CHECKING:
    from rag.chat.client import ChatClient

_SMALLER = 0.5  # share of the prompt that is tried next when it is too long for the model
_MOST_TRIES = 3
_REQUEST = 150  # tokens of the words around the request to mend an answer
_ENDS = {
    "length": "The answer was cut off at {most} tokens (SANAD_CHAT_MAX_TOKENS).",
    "filtered": "The provider's content filter ended the answer.",
    "refused": "The model refused to go on.",
    "cancelled": "The answer was stopped.",
}


class ModelWriter:
    """Writes answers through a chat endpoint. Threads may share it."""

    def __init__(self, client: "ChatClient", settings: Settings) -> None:
        """Write with the model behind ``client``, within the tokens that ``settings`` allow."""
        self._client = client
        self._budget = max(settings.chat_context_tokens - client.max_tokens, settings.chat_context_tokens // 4)

    def write(
        self,
        question: Question,
        passages: Sequence[Passage],
        *,
        history: Sequence[Turn] = (),
        language: str,
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[Draft]:
        """The answer while the model writes it; the last draft is finished.

        Args:
            question: As understood.
            passages: What was found for it, best first.
            history: The conversation so far, the latest last.
            language: ISO 639-1 code of the answer's language.
            cancelled: Whether the person wants no more; asked many times a second.

        Raises:
            ChatError: There is no sentence of an answer. Once there is one nothing is raised, and the last draft says what went wrong.
        """
        budget = self._budget
        for attempt in range(_MOST_TRIES):
            prompt = build_prompt(question, passages, budget=budget, language=language, history=history)
            try:
                yield from self._drafts(prompt, language, cancelled)
                return
            except ChatError as error:
                if error.kind != "context" or attempt + 1 == _MOST_TRIES:
                    raise
                budget = int(min(budget, prompt.tokens) * _SMALLER)

    def repair(
        self,
        question: Question,
        passages: Sequence[Passage],
        sentences: Sequence[CitedSentence],
        problems: Mapping[int, str],
        *,
        language: str,
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[Draft]:
        """The answer again, after the model was told what is wrong with some of its sentences; the last draft is finished.

        Args:
            question: As understood.
            passages: The same as for the answer, in the same order.
            sentences: Of the answer.
            problems: Why some do not hold, by their place in ``sentences``.
            language: ISO 639-1 code of the answer's language.
            cancelled: Whether the person wants no more.

        Raises:
            ChatError: There is no sentence of an answer.
        """
        said = [(one.text, one.spans) for one in sentences]
        again = 2 * sum(count_message(text) for text, _ in said) + sum(count_message(reason) for reason in problems.values())
        prompt = build_prompt(question, passages, budget=self._budget - again - _REQUEST, language=language)
        messages = repair_messages(prompt, said, problems, language=language)
        yield from self._drafts(prompt._replace(messages=messages), language, cancelled)

    def _drafts(self, prompt: Prompt, language: str, cancelled: Callable[[], bool]) -> Iterator[Draft]:
        parser = CitationParser(prompt.known, language=language)
        draft = Draft(notices=prompt.notices)
        for event in self._client.stream(prompt.messages, cancelled=cancelled):
            if isinstance(event, Ending):
                yield self._finished(parser, prompt, event)
                return
            parser.feed(event.text)
            changed = _so_far(draft, parser)
            if changed != draft:
                draft = changed
                yield draft

    def _finished(self, parser: CitationParser, prompt: Prompt, ending: Ending) -> Draft:
        parser.close(complete=ending.finish == "stop")
        if not parser.sentences and ending.finish != "cancelled":
            raise ending.trouble or self._nothing(ending)
        told = str(ending.trouble) if ending.trouble else _ENDS.get(ending.finish, "").format(most=self._client.max_tokens)
        draft = _so_far(Draft(notices=(*prompt.notices, *filter(None, (told, _removed(parser.removed))))), parser)
        return draft.model_copy(update={"finished": True, "finish": ending.finish, "usage": ending.usage})

    def _nothing(self, ending: Ending) -> ChatError:
        name = self._client.endpoint.name
        if ending.finish in ("filtered", "refused"):
            return ChatError(f"{name} refused to answer.", kind="refused", remedy="Ask it in other words, or use another model.")
        if ending.finish == "length":
            message = f"{name} used all its {self._client.max_tokens} tokens before it finished a sentence."
            return ChatError(message, kind="empty", remedy="Raise SANAD_CHAT_MAX_TOKENS; a model that reasons first needs some thousands.")
        return ChatError(f"{name} gave an answer without a sentence.", kind="empty", remedy="Try again, or use another model.")


def _so_far(draft: Draft, parser: CitationParser) -> Draft:
    return draft.model_copy(
        update={"sentences": parser.sentences, "growing": parser.growing, "dropped": parser.dropped, "removed": parser.removed}
    )


def _removed(count: int) -> str:
    return (
        f"{count} links, images or active elements that the model wrote were left out."
        if count > 1
        else ("A link, image or active element that the model wrote was left out." if count else "")
    )
