"""Drafted sets under review on the page: each decision is on the disk before the next question is shown."""

import threading
from pathlib import Path

from eval.draft.review import Review
from eval.formats.line import Line
from index.errors import EvaluationError
from index.models import Record
from ui.evaluating.sets import Sets


class Reviewed(Record):
    """A draft as far as it is decided.

    Attributes:
        chosen: The set, as the page names it.
        counts: Questions by state.
        left: How many wait.
        line: The next one; ``None`` when all is decided.
    """

    chosen: str
    counts: dict[str, int]
    left: int
    line: Line | None = None


class Reviews:
    """The drafts of one server. It may be used from several threads at once."""

    def __init__(self, sets: Sets) -> None:
        """Review what ``sets`` keeps."""
        self._sets = sets
        self._lock = threading.Lock()
        self._open: dict[Path, Review] = {}

    def begin(self, chosen: str) -> Reviewed:
        """Go on with a draft, as its file has it now.

        Raises:
            EvaluationError: It is no draft, or comes with Sanad.
        """
        path = self._path(chosen)
        with self._lock:
            review = self._open[path] = Review(path)
            return _reviewed(review, chosen)

    def now(self, chosen: str) -> Reviewed | None:
        """A draft as it stands in this session; ``None`` if it was not begun here."""
        try:
            review = self._open.get(self._path(chosen))
        except EvaluationError:
            return None
        return _reviewed(review, chosen) if review is not None else None

    def waits(self, chosen: str) -> bool:
        """Whether a set is a draft with questions to decide upon."""
        try:
            return Review(self._path(chosen)).left > 0
        except EvaluationError:
            return False

    def decide(self, chosen: str, deed: str, identity: str, *, question: str = "", answers: str = "") -> Reviewed:
        """Accept, edit, reject or skip a question, or take the last decision back.

        Args:
            chosen: The set.
            deed: ``accept``, ``edit``, ``reject``, ``skip`` or ``take_back``.
            identity: Id of the question; of no matter when a decision is taken back.
            question: Its new words, for ``edit``.
            answers: Its new reference answers, one on a line.

        Raises:
            EvaluationError: There is no such question, or it cannot pass.
        """
        path = self._path(chosen)
        with self._lock:
            review = self._open.get(path) or self._open.setdefault(path, Review(path))
            if deed == "take_back":
                review.undo()
                return _reviewed(review, chosen)
            line = next((line for line in review.lines if line.id == identity), None)
            if line is None:
                raise EvaluationError(f"There is no question {identity!r} in this draft.", remedy="Open the draft again.")
            if deed == "edit":
                told = [answer.strip() for answer in answers.splitlines() if answer.strip()]
                review.edit(line, question=question.strip(), answers=told)
            elif deed == "accept":
                review.accept(line)
            elif deed == "reject":
                review.reject(line)
            else:
                review.skip(line)
            return _reviewed(review, chosen)

    def _path(self, chosen: str) -> Path:
        path = Path(self._sets.find(chosen))
        if chosen.startswith("bundled:") or not path.is_file():
            raise EvaluationError(f"{chosen} is no draft.", remedy="`sanad eval new` makes one; upload it, or name its path.")
        return path


def _reviewed(review: Review, chosen: str) -> Reviewed:
    return Reviewed(chosen=chosen, counts=review.counts, left=review.left, line=next(review.waiting(), None))
