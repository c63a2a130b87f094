"""Reviewing a draft: a person accepts, edits, rejects or skips each question, can undo, and can stop and go on at any time."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.draft.file import read_draft, unique, write_draft
from eval.formats.line import Line, Relevant, State
from eval.formats.parsed import problems_of
from eval.models import CaseType
from index.errors import EvaluationError
from index.models import Article

OPEN: frozenset[State] = frozenset({"proposed", "review", "skipped"})
Find = Callable[[str], Article]


class Review:
    """A draft that is being decided upon. Every decision is on the disk before the next question is shown.

    Attributes:
        path: The draft.
        lines: All of it, decided or not.
    """

    def __init__(self, path: Path) -> None:
        """Go on with the draft in ``path``.

        Raises:
            EvaluationError: It cannot be read, is broken, or has an id twice.
        """
        self.path = path
        self.lines = read_draft(path)
        if not unique(self.lines):
            raise EvaluationError(f"{path} has an id twice.", remedy="`sanad eval check` names it.")
        self._before: list[tuple[int, Line]] = []
        self._seen: set[str] = set()

    @property
    def counts(self) -> dict[str, int]:
        """How many lines are in which state; those of a finished set are accepted."""
        return dict(Counter(line.state or "accepted" for line in self.lines).most_common())

    def waiting(self) -> Iterator[Line]:
        """The questions that wait for a decision, in their order; those skipped in an earlier session last, those of this one not."""
        while True:
            later = [line for line in self.lines if line.state in OPEN and line.id not in self._seen]
            if not later:
                return
            yield next((line for line in later if line.state != "skipped"), later[0])

    @property
    def left(self) -> int:
        """How many questions wait, without those that were skipped in this session."""
        return sum(line.state in OPEN and line.id not in self._seen for line in self.lines)

    def accept(self, line: Line) -> None:
        """Let a question pass as it is.

        Raises:
            EvaluationError: It is for review, and states no truth yet.
        """
        if line.state == "review" and not _is_whole(line):
            raise EvaluationError(
                f"Nothing says yet what is true of {line.id}.", remedy="Edit it: name the evidence, or say that nothing answers it."
            )
        self._decide(line, line.model_copy(update={"state": "accepted"}))

    def reject(self, line: Line) -> None:
        """Leave a question out; it stays in the file."""
        self._decide(line, line.model_copy(update={"state": "rejected"}))

    def skip(self, line: Line) -> None:
        """Decide another time."""
        self._decide(line, line.model_copy(update={"state": "skipped"}) if line.state == "proposed" else line)
        self._seen.add(line.id)

    def edit(self, line: Line, **changes: Any) -> Line:
        """Let a question pass as it was changed.

        Args:
            line: The question.
            **changes: New values of its fields.

        Raises:
            EvaluationError: It is no valid line with these.
        """
        try:
            edited = Line.model_validate({**line.model_dump(), **changes, "state": "edited"})
        except ValidationError as error:
            reasons = "; ".join(str(problem) for problem in problems_of(error, item=line.id))
            raise EvaluationError(f"That is no valid question: {reasons}.", remedy="Give other values.") from error
        self._decide(line, edited)
        return edited

    def undo(self) -> Line | None:
        """Take the last decision of this session back; the question waits again. ``None`` if there is none."""
        if not self._before:
            return None
        place, line = self._before.pop()
        self._seen.discard(line.id)
        self.lines[place] = line
        write_draft(self.path, self.lines)
        return line

    def accept_all(self) -> int:
        """Let every question pass that was proposed or skipped, marked as reviewed by nobody; how many."""
        chosen = [place for place, line in enumerate(self.lines) if line.state in ("proposed", "skipped")]
        for place in chosen:
            self.lines[place] = self.lines[place].model_copy(update={"state": "unreviewed"})
        write_draft(self.path, self.lines)
        return len(chosen)

    def _decide(self, line: Line, decided: Line) -> None:
        place = next(place for place, one in enumerate(self.lines) if one.id == line.id)
        self._before.append((place, self.lines[place]))
        self.lines[place] = decided
        write_draft(self.path, self.lines)


def quoted(reference: str, quote: str, *, find: Find) -> Relevant:
    """The evidence ``quote`` in the article that ``reference`` names, at its exact place; all of the article for an empty quote.

    Raises:
        EvaluationError: The article does not hold the quote.
        NotFoundError: There is no such article.
    """
    article = find(reference)
    if not quote:
        return Relevant(article=article.id, source=article.source)
    start = article.text.find(quote)
    if start < 0:
        raise EvaluationError(
            f"“{article.title}” does not hold {quote[:60]!r}.", remedy="Copy the words from the article, to the character."
        )
    return Relevant(article=article.id, quote=quote, start=start, end=start + len(quote), source=article.source)


def unanswered() -> dict[str, object]:
    """The changes that make a question one that nothing answers."""
    kind: CaseType = "unanswerable"
    return {"answerable": False, "relevant": [], "answers": [], "key_facts": [], "type": kind}


def _is_whole(line: Line) -> bool:
    """Whether a line would be valid as a question of a set."""
    try:
        Line.model_validate({**line.model_dump(), "state": "accepted"})
    except ValidationError:
        return False
    return bool(line.relevant) or "down" not in line.tags
