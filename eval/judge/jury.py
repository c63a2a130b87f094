"""Asking for the votes: what they will take, and all of them, several at a time. What was asked before is not asked again."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from statistics import median_high
from typing import NamedTuple

from eval.judge.evaluator import StructuredEvaluator
from eval.judge.llm import ChatModel
from eval.judge.models import LABELS, Error, Estimate, Item, Judged, Label, Vote
from eval.judge.prompts import FORMS, Texts, messages_of
from index.derived import Progress, silent
from index.errors import EvaluationError
from rag.chat.models import Message, Prices
from rag.prompt.tokens import count_message

MOST_VOTES = FORMS
_USUAL = 90  # tokens of a vote
_LOST: frozenset[Error] = frozenset({"timeout", "failed"})  # kinds that say something of the endpoint and nothing of the answer
_IN_A_ROW = 5  # such failures, behind which nobody goes on asking


class Seat(NamedTuple):
    """One vote that is to be given."""

    item: Item
    variant: int

    @property
    def texts(self) -> Texts:
        """What is judged."""
        return Texts(self.item.question, self.item.answer, self.item.against, self.item.language)


class Jury:
    """Several votes on each item."""

    def __init__(self, model: ChatModel, *, votes: int = 3, workers: int = 4) -> None:
        """Ask ``model`` for ``votes`` on each item, by so many threads.

        Raises:
            EvaluationError: There are fewer than one or more than twelve votes.
        """
        if not 1 <= votes <= MOST_VOTES:
            raise EvaluationError(
                f"{votes} votes cannot be asked for.", remedy=f"Give 1 to {MOST_VOTES}: there are so many forms of the prompt."
            )
        self.votes = votes
        self._model = model
        self._workers = workers

    @property
    def model_name(self) -> str:
        """As the endpoint knows it."""
        return self._model.metadata.model_name

    @property
    def address(self) -> str:
        """Of the endpoint."""
        return self._model.address

    def estimate(self, items: Sequence[Item], *, most_tokens: int, prices: Prices) -> Estimate:
        """What the votes on ``items`` will take.

        Args:
            items: All of a run.
            most_tokens: Of one vote.
            prices: Of a million tokens.
        """
        seats = list(self._seats(items))
        asked = [seat for seat in seats if not self._evaluator(seat).is_kept(seat.texts)]
        sent = sum(count_message(message.content) for seat in asked for message in _messages(seat))
        usual, most = len(asked) * min(_USUAL, most_tokens), len(asked) * most_tokens
        return Estimate(
            votes=len(seats),
            cached=len(seats) - len(asked),
            prompt_tokens=sent,
            completion_tokens=usual,
            most_completion_tokens=most,
            cost=prices.cost(sent, usual),
            most_cost=prices.cost(sent, most),
        )

    def judge(self, items: Sequence[Item], *, progress: Progress = silent) -> tuple[Judged, ...]:
        """What comes of each item, in their order.

        Raises:
            ChatError: The endpoint refuses whoever asks.
            EvaluationError: The endpoint failed several times in a row; what was answered is kept for the next time.
        """
        votes = self._all_votes(list(self._seats(items)), progress)
        given: dict[tuple[str, str, int | None], list[Vote]] = {}
        for seat, vote in votes:
            given.setdefault(seat.item.key, []).append(vote)
        return tuple(_judged(item, tuple(given.get(item.key, ()))) for item in items)

    def _seats(self, items: Sequence[Item]) -> Iterator[Seat]:
        return (Seat(item, variant) for item in items if item.decided is None for variant in range(self.votes))

    def _all_votes(self, seats: Sequence[Seat], progress: Progress) -> list[tuple[Seat, Vote]]:
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="judge")
        try:
            futures = [pool.submit(self._vote, seat) for seat in seats]
            return list(zip(seats, _watched(futures, progress), strict=True))
        except BaseException:  # Ctrl-C too; raised again
            self._model.stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def _vote(self, seat: Seat) -> Vote:
        item = seat.item
        texts = {"reference" if item.aspect == "correctness" else "contexts": item.against}
        return self._evaluator(seat).evaluate(item.question, item.answer, **texts).vote

    def _evaluator(self, seat: Seat) -> StructuredEvaluator:
        return StructuredEvaluator(self._model, seat.item.aspect, variant=seat.variant, language=seat.item.language)


def verdict_of(labels: Sequence[Label], *, best_first: Sequence[Label], votes: int) -> Label | None:
    """The median of the votes, the worse of two in the middle; ``None`` unless more than half could be read."""
    if 2 * len(labels) <= votes:
        return None
    return best_first[median_high([best_first.index(label) for label in labels])]


def _watched(futures: Sequence[Future[Vote]], progress: Progress) -> Iterator[Vote]:
    """The votes in order, until too many in a row are lost."""
    lost: list[Vote] = []
    for done, future in enumerate(futures):
        progress("Judging", done, len(futures))
        vote = future.result()
        lost = [*lost, vote] if vote.error in _LOST else []
        if len(lost) == _IN_A_ROW:
            raise EvaluationError(
                f"The judge failed {_IN_A_ROW} times in a row: {vote.said}", remedy="What it answered is kept; run the command again."
            )
        yield vote
    progress("Judging", len(futures), len(futures))


def _judged(item: Item, votes: tuple[Vote, ...]) -> Judged:
    verdict = item.label
    if item.decided is None:
        read = [vote.label for vote in votes if vote.label is not None]
        verdict = verdict_of(read, best_first=LABELS[item.aspect], votes=len(votes))
    return Judged(case=item.case, aspect=item.aspect, sentence=item.sentence, decided=item.decided, verdict=verdict, votes=votes)


def _messages(seat: Seat) -> Sequence[Message]:
    return messages_of(seat.item.aspect, seat.texts, variant=seat.variant)
