"""Questions of the page as jobs: kept from the start, followed by any number of pages, and asked again after a crash."""

import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from index.catalog.answers import ANSWERS_FILE, AnswerStore, KeptAnswer
from index.errors import CatalogError
from index.language import detect
from rag.kept import Request, request_of, turn_of
from rag.models import Answer, Filters, Question
from ui.answering.jobs import Job, Jobs
from ui.conversation import FAILED, Engine, Turn, answer_question, kept_turn

AT_ONCE = 20
HIDDEN_FOR = timedelta(days=1)  # as long as a deletion can be undone

_HISTORY = 12  # turns a question is given
_SNAPSHOT = 0.5  # seconds
_logger = logging.getLogger(__name__)


class Answers:
    """The answers of the page. Threads may share it; close it before the engine."""

    def __init__(
        self, engine: Engine, *, model: str = "", at_once: int = AT_ONCE, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Answer with ``engine``.

        Args:
            engine: What answers; it is called from several threads at once.
            model: Name of the model that writes, where one is configured.
            at_once: How many answers may be worked on at the same time; others wait.
            clock: Tells the moment, UTC.
        """
        self._engine = engine
        self._model = model
        self._clock = clock
        self._temporary: TemporaryDirectory[str] | None = None
        self.store = self._opened()
        self._jobs: Jobs[Turn] = Jobs(at_once, name="sanad-answer")
        self._asking = threading.Lock()
        self._conversations: dict[str, int] = {}  # the answer each is busy with
        self._saved: dict[int, Turn] = {}
        self._closing = threading.Event()
        self._snapshots = threading.Thread(target=self._keep_growing, name="sanad-snapshots", daemon=True)
        self._lock = FileLock(self.store.path.with_suffix(".lock"), thread_local=False)

    def open(self) -> None:
        """Take up what a process that died was working on, and begin to keep how far answers have grown."""
        self._snapshots.start()
        try:
            self._lock.acquire(timeout=0)
        except (Timeout, OSError):  # another server looks after what is left over
            return
        self.store.purge(before=self._clock() - HIDDEN_FOR)
        for kept in self.store.working():
            self._start(kept, kept_turn(kept, model=self._model))

    def ask(
        self,
        conversation: str,
        question: str,
        *,
        filters: Filters | None = None,
        ignored: Sequence[str] = (),
        before: int | None = None,
        instead: int | None = None,
        owner: str = "",
    ) -> int | None:
        """Begin to answer; the number it is kept under, or ``None`` while the conversation is busy with another.

        Args:
            conversation: Its id; one that is not known begins.
            question: As typed.
            filters: What the person restricted the search to.
            ignored: Keys of what is not to be understood.
            before: How many turns of the conversation the question belongs to; all of them without it.
            instead: The answer it takes the place of.
            owner: Whose the conversation is if it begins.

        Raises:
            CatalogError: It cannot be kept.
        """
        with self._asking:
            if conversation in self._conversations:
                return None
            earlier = self.store.conversation(conversation)[:before]
            said = tuple(turn_of(kept) for kept in earlier[-_HISTORY:] if kept.state != "working" and kept.id != instead)
            request = Request(history=said, ignore=tuple(ignored), filters=filters, today=date.today())
            kept = _begun(conversation, question, request, self._clock())
            kept = kept.model_copy(update={"id": self.store.add(kept, instead=instead, owner=owner)})
            self._start(kept, kept_turn(kept, model=self._model))
        return kept.id

    def turns(self, conversation: str) -> tuple[Turn, ...] | None:
        """The turns of a conversation as they are now; ``None`` when there is no such conversation."""
        kept = self.store.conversation(conversation) if self.store.title(conversation) is not None else ()
        said = self.store.feedback.of([one.id for one in kept])
        live = {job.state.number: job.state for job in self._jobs.running}
        known = (live.get(one.id) or kept_turn(one, model=self._model, feedback=said.get(one.id)) for one in kept)
        return tuple(known) or None

    def is_busy(self, conversation: str) -> bool:
        """Whether one of its answers is on its way."""
        return conversation in self._conversations

    def follow(self, number: int) -> Iterator[Turn]:
        """The states of an answer from now on, if it is on its way; the last one always."""
        return self._jobs.follow(number)

    async def watch(self, number: int) -> AsyncIterator[Turn]:
        """``follow`` for an event loop."""
        job = self._jobs.get(number)
        if job is not None:
            async for turn in job.watch(others=lambda: len(self._jobs.running)):
                yield turn

    def stop(self, conversation: str) -> bool:
        """End the answer that is on its way as far as it is, and the model that writes it; whether there was one."""
        number = self._conversations.get(conversation)
        job = self._jobs.get(number) if number is not None else None
        if job is None:
            return False
        job.stop()
        if job.show(job.state.ended("stopped"), last=True):
            self._settle(job)
        self._conversations.pop(conversation, None)
        return True

    def close(self) -> None:
        """Stop working. What is on its way is taken up at the next start."""
        self._closing.set()
        self._jobs.close()
        self._lock.release()
        if self._temporary is not None:
            self.store.close()
            self._temporary.cleanup()

    def _opened(self) -> AnswerStore:
        """Where answers are kept; a file of this process alone where that cannot be used, which the engine says with the answer."""
        try:
            return self._engine.keeper.store
        except CatalogError:
            self._temporary = TemporaryDirectory(prefix="sanad-")
            return AnswerStore(Path(self._temporary.name) / ANSWERS_FILE)

    def _start(self, kept: KeptAnswer, turn: Turn) -> None:
        self._conversations[kept.conversation] = kept.id
        self._jobs.start(lambda job: self._answer(job, kept), identity=kept.id, first=turn)

    def _answer(self, job: Job[Turn], kept: KeptAnswer) -> None:
        """The work of one answer. Whoever stops it has shown and kept its last state already."""
        begun = job.state
        shown = len(begun.answer.sentences) if begun.answer else 0  # before the process died
        try:
            asked = begun.model_copy(update={"answer": None})
            states = answer_question(
                self._engine, asked, request_of(kept), conversation=kept.conversation, cancelled=lambda: job.is_stopped
            )
            for turn in states:
                if turn.state != "working":
                    self._end(job, kept, turn)
                elif not turn.answer or len(turn.answer.sentences) >= shown:
                    job.show(turn)
                if job.is_ended:
                    break
        except Exception:  # the person is told, and it is raised again for the log
            self._end(job, kept, job.state.ended("failed", FAILED))
            raise
        if job.state.state == "stopped":
            self._settle(job)  # again: the engine may have kept more than the person saw

    def _end(self, job: Job[Turn], kept: KeptAnswer, turn: Turn) -> None:
        """Keep the last state before anybody sees it; of what the end of the server cut short, that it is worked on."""
        with self._asking:
            if job.is_ended:
                return
            answer = turn.answer
            if self._jobs.is_closing and job.is_stopped and not (turn.state == "done" and answer and answer.mode == "quotes"):
                self.store.settle(kept.id, "working")
                return
            text = answer.model_dump_json() if answer else None
            self.store.settle(kept.id, turn.state, answer=text, problem=turn.problem)
            self._conversations.pop(kept.conversation, None)
            self._saved.pop(kept.id, None)
        job.show(turn, last=True)

    def _settle(self, job: Job[Turn]) -> None:
        turn = job.state
        self.store.settle(turn.number, turn.state, answer=_frozen(turn))

    def _keep_growing(self) -> None:
        while not self._closing.wait(_SNAPSHOT):
            running = {job.state.number: job.state for job in self._jobs.running if not job.is_ended}
            grown = {number: turn for number, turn in running.items() if turn.answer and self._saved.get(number) is not turn}
            self._saved = running
            if grown:
                try:
                    self.store.snapshot({number: turn.answer.model_dump_json() for number, turn in grown.items() if turn.answer})
                except CatalogError:
                    _logger.exception("What grows is not kept.")


def _begun(conversation: str, question: str, request: Request, moment: datetime) -> KeptAnswer:
    answer = Answer(question=Question(text=question, language=detect(question)), status="answered")
    return KeptAnswer(
        conversation=conversation,
        asked_at=moment,
        question=question,
        state="working",
        request=request.model_dump_json(),
        answer=answer.model_dump_json(),
        settings={},
        versions={},
        seconds=0.0,
    )


def _frozen(turn: Turn) -> str | None:
    return turn.answer.model_copy(update={"growing": ""}).model_dump_json() if turn.answer else None
