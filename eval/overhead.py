"""What Sanad adds to the time of a model: until the first words of an answer, and for each of its sentences. Measured, never asserted."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from eval.assemble import assemble
from eval.models import Choice
from eval.recital import Recital, pieces, recital, reciting
from eval.sources import find_set, is_bundled
from eval.subject import opened
from index.derived import Progress, silent
from index.endpoint import Endpoint
from index.errors import EvaluationError
from index.models import Record
from index.record import never
from index.settings import Settings
from rag import Sanad
from rag.chat.models import Ending, Message, Piece, Usage
from rag.engine import PASSAGES
from rag.models import Answer

if TYPE_CHECKING:
    from rag.chat.client import ChatClient

T = TypeVar("T")

_RETRIEVAL = ("candidates", "scoring", "reading")
_NAMED = Endpoint("chat", "http://127.0.0.1/v1", "recital", None, "SANAD_CHAT")


class Spread(Record):
    """Seconds: mean, median, 95th percentile and the longest, over ``count`` times."""

    count: int
    mean: float
    p50: float
    p95: float
    longest: float


class Overhead(Record):
    """What was measured.

    Attributes:
        set_name: Whose questions were asked.
        questions: How many.
        first_token: From the question to the first words, without the search and without the endpoint's own time.
        retrieval: Of the search.
        endpoint: The endpoint's own time until its first piece was on its way.
        sentence: Parsing and verifying, for each sentence of an answer.
        sentence_processor: The same as time of the processor, to which other work on the machine adds little.
    """

    set_name: str
    questions: int
    first_token: Spread
    retrieval: Spread
    endpoint: Spread
    sentence: Spread
    sentence_processor: Spread


class _Moment(NamedTuple):
    """A moment, or the time between two: in seconds on the clock, and of the processor in this thread."""

    clock: float
    processor: float

    @classmethod
    def now(cls) -> "_Moment":
        return cls(time.perf_counter(), time.thread_time())


class _First(NamedTuple):
    added: float
    retrieval: float
    endpoint: float


def overhead(set_path: str | Path, *, settings: Settings, limit: int = 40, progress: Progress = silent) -> Overhead:
    """Ask the questions of a set of a model that says sentences of its prompt again, on the loopback interface.

    The first question is asked before and its sentences do not count, so that none is charged for what is loaded late. The others are
    verified for the first time while they are measured.

    Args:
        set_path: A file of a known format, or the name of a bundled set.
        settings: What is in force; those of the chat model are not used.
        limit: How many questions to ask at most.
        progress: Told what is being done.

    Raises:
        EvaluationError: The set cannot be used, or none of its questions finds a passage.
    """
    path = find_set(set_path)
    chosen = assemble(path, Choice(), keep_going=True)
    asked = [case.question for case in chosen.cases if case.answerable][:limit]
    with (
        reciting() as server,
        opened(chosen, settings=_told(settings, server), bundled=is_bundled(path), library=None, progress=progress) as subject,
    ):
        firsts = [one for one in _each(asked[:1] + asked, lambda question: _first(subject.sanad, server, question), progress) if one][1:]
        _sentences(subject.sanad, settings, asked[0])
        sentences = [
            seconds
            for found in _each(asked[1:], lambda question: _sentences(subject.sanad, settings, question), progress)
            for seconds in found
        ]
    if not firsts or not sentences:
        raise EvaluationError(f"No question of {chosen.name} finds a passage.", remedy="Give a set whose passages answer its questions.")
    return Overhead(
        set_name=chosen.name,
        questions=len(firsts),
        first_token=_spread([one.added for one in firsts]),
        retrieval=_spread([one.retrieval for one in firsts]),
        endpoint=_spread([one.endpoint for one in firsts]),
        sentence=_spread([one.clock for one in sentences]),
        sentence_processor=_spread([one.processor for one in sentences]),
    )


def _told(settings: Settings, server: Recital) -> Settings:
    own = {"chat_base_url": server.url, "chat_model": "recital", "chat_api_key": None, "chat_proxy": None}
    return settings.model_copy(update={**own, "chat_translations": False, "verify": "own", "answer_threshold": 0.0})


def _each(asked: Sequence[str], call: Callable[[str], T], progress: Progress) -> Iterator[T]:
    for done, question in enumerate(asked):
        progress("Asking", done, len(asked))
        yield call(question)
    progress("Asking", len(asked), len(asked))


def _first(sanad: Sanad, server: Recital, question: str) -> _First | None:
    """One question, as far as its first words; ``None`` where no model is asked."""
    requests, started = len(server.own_seconds), time.perf_counter()
    answers = cast("Generator[Answer]", sanad.stream(question))
    answer = next(answers)
    seconds = time.perf_counter() - started
    answers.close()
    if answer.mode == "quotes" or len(server.own_seconds) == requests:
        return None
    retrieval, endpoint = sum(answer.timings[stage] for stage in _RETRIEVAL), server.own_seconds[requests]
    return _First(seconds - retrieval - endpoint, retrieval, endpoint)


def _sentences(sanad: Sanad, settings: Settings, question: str) -> list[_Moment]:
    """Seconds for each sentence of an answer that is dictated without an endpoint."""
    from rag.write import ModelWriter
    from rag.written import Writing, written

    found = sanad.find(question, limit=PASSAGES)
    if not found.passages:
        return []
    dictation = _Dictation(settings.chat_max_tokens)
    writer = ModelWriter(cast("ChatClient", dictation), settings)
    writing = Writing(question=found.question, passages=found.passages, language=found.question.language)
    for _ in written(writer, writing, Answer(question=found.question, status="answered")):
        pass
    return dictation.took(_Moment.now())


class _Dictation:
    """In place of a client: gives an answer piece by piece, and notes when each of its sentences begins and the last one has been taken."""

    def __init__(self, max_tokens: int) -> None:
        self.endpoint = _NAMED
        self.max_tokens = max_tokens
        self._moments: list[_Moment] = []

    def stream(self, messages: Sequence[Message], *, cancelled: Callable[[], bool] = never) -> Iterator[Piece | Ending]:
        """The answer; it ends as if at its most tokens, for then no second one is asked for to mend it."""
        self._moments.append(_Moment.now())
        for sentence in recital("\n".join(message.content for message in messages)):
            for piece in pieces(sentence):
                yield Piece(piece)
            self._moments.append(_Moment.now())
        yield Ending("length", Usage(prompt_tokens=0, completion_tokens=0))

    def took(self, ended: _Moment) -> list[_Moment]:
        """What was done with each sentence until the next one was asked for; the last has all that came behind it."""
        moments = [*self._moments[:-1], ended]
        return [_Moment(*(after - before for before, after in zip(*pair, strict=True))) for pair in pairwise(moments)]


def _spread(seconds: Sequence[float]) -> Spread:
    import numpy as np

    p50, p95 = np.percentile(seconds, (50, 95)).tolist()
    return Spread(count=len(seconds), mean=sum(seconds) / len(seconds), p50=p50, p95=p95, longest=max(seconds))
