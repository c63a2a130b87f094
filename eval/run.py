"""Running an evaluation set: passages into a library, questions through the engine, figures out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from eval.among import others
from eval.asking import Task, Way, ask_all
from eval.assemble import assemble
from eval.environment import code, commit, recorded, versions
from eval.measure import unreadable
from eval.models import Choice, EvaluationSet, Run
from eval.pools import halves
from eval.records import check_no_other, check_output
from eval.runs.file import RunFile
from eval.runs.models import Begun, Opened
from eval.runs.recording import ALONE, WHOLE, Recording
from eval.sources import find_set, is_bundled
from eval.subject import Subject, index, opened, refusal
from index.derived import Progress, silent
from index.errors import EvaluationError
from index.models import RawArticle
from index.record import never
from index.settings import Settings

_ANSWERED = ("sanad", "ramdocs", "feedback")  # kinds of sets of which answers are asked for by themselves


class Prepared(NamedTuple):
    """A run that is ready to start.

    Attributes:
        parts: The sets that are asked, each of a library of its own, by what that is called in the run's file.
        library: The one named by the person.
        dated: Whether the day was given.
    """

    begun: Begun
    chosen: EvaluationSet
    parts: dict[str, EvaluationSet]
    settings: Settings
    library: Path | None
    bundled: bool
    dated: bool


class _Cancelled(Exception):
    """The person wants no more."""


def run(
    set_path: str | Path,
    *,
    settings: Settings,
    choice: Choice | None = None,
    library: Path | None = None,
    answers: bool | None = None,
    limit: int | None = None,
    keep_going: bool = False,
    output: Path | None = None,
    workers: int = 1,
    today: date | None = None,
    resume: bool | None = None,
    progress: Progress = silent,
    cancelled: Callable[[], bool] = never,
) -> Run:
    """Ask every question of a set and measure what comes back: `prepare` and `carry_out`, which tell of the arguments and errors."""
    check_output(output)
    prepared = prepare(
        set_path,
        settings=settings,
        choice=choice,
        library=library,
        answers=answers,
        limit=limit,
        keep_going=keep_going,
        workers=workers,
        today=today,
        progress=progress,
    )
    return carry_out(prepared, output, resume=resume, progress=progress, cancelled=cancelled)


def prepare(
    set_path: str | Path,
    *,
    settings: Settings,
    choice: Choice | None = None,
    library: Path | None = None,
    answers: bool | None = None,
    limit: int | None = None,
    keep_going: bool = False,
    workers: int = 1,
    today: date | None = None,
    progress: Progress = silent,
) -> Prepared:
    """Read the set and note all that its figures will depend on; nothing is indexed or asked yet.

    A set's own passages are indexed into a temporary library, as are the sample articles for the bundled set; other
    sets of our own are about the articles of ``library``. Every search asks for 100 passages, so a rank below counts
    as not found. The same set, library, settings and day give the same metrics, with any number of ``workers``.

    Args:
        set_path: A file of a known format, a directory of aligned sentences, or the name of a bundled set such as ``samples``.
        settings: What is in force; its ``library`` is asked where the set brings no passages and none is named.
        choice: Which passages and questions to take; ``None`` takes those of the one file.
        library: The library to ask. A new directory is filled with the set's own passages and kept; one that exists
            must hold them already, and is not changed.
        answers: Whether to ask for answers too and measure them; ``None`` does so for sets of our own format, and where
            declining is what is measured.
        limit: Ask only the first so many questions (all passages are indexed all the same).
        keep_going: Count what is broken in the set as failed cases instead of refusing the set.
        workers: Processes that ask; each has the library open.
        today: The day that "last week" counts from in a question; ``None`` takes this one.
        progress: Told of the reading of large files.

    Raises:
        EvaluationError: The set cannot be used.
    """
    choice = choice or Choice()
    _check(choice, limit, library, workers)
    path = find_set(set_path)
    chosen = assemble(path, choice, keep_going=keep_going, progress=progress)
    chosen = chosen.model_copy(update={"cases": chosen.cases[:limit]})
    parts = _parts(chosen, choice)
    bundled = is_bundled(path)
    asked = library if library is not None or bundled or chosen.documents else settings.library
    begun = Begun(
        set_path=str(set_path),
        set_name=chosen.name,
        set_kind=chosen.kind,
        set_sha256=chosen.sha256,
        parts=chosen.parts,
        choice=choice,
        answered=chosen.kind in _ANSWERED or choice.unanswerable if answers is None else answers,
        limit=limit,
        keep_going=keep_going,
        questions=sum(len(part.cases) for part in parts.values()) + len(chosen.broken) * (2 if choice.among else 1),
        library="" if asked is None else str(asked.absolute()),
        settings=recorded(settings),
        versions={**versions(), "code": code()},
        commit=commit(),
        today=today or date.today(),
        workers=workers,
        started=datetime.now(UTC),
    )
    return Prepared(begun, chosen, parts, settings, library, bundled, today is not None)


def carry_out(
    prepared: Prepared,
    output: Path | None = None,
    *,
    resume: bool | None = None,
    progress: Progress = silent,
    cancelled: Callable[[], bool] = never,
) -> Run:
    """Ask what is prepared. Every case is written when it is finished, so that a run that was broken off can go on.

    Args:
        prepared: What to ask.
        output: The run's file, one JSON object a line; ``None`` keeps it in memory only.
        resume: Whether to go on with the run that is in ``output`` already. ``None`` does if it is not finished, and otherwise
            writes it anew; ``False`` always does that.
        progress: Told what is being done, how much is done and how much there is.
        cancelled: Whether the person wants no more; asked after each article and each case.

    Returns:
        The run; if it was cancelled, as far as it is, and not ``complete``.

    Raises:
        EvaluationError: The set does not fit the library, ``output`` cannot be written, or what is there was begun otherwise.
    """

    def heeding(stage: str, done: int, total: int) -> None:
        progress(stage, done, total)
        if cancelled():
            raise _Cancelled

    if output is not None:
        check_no_other(output)
    with ExitStack() as stack:
        file = None if output is None else stack.enter_context(RunFile(output))
        recording = Recording.started(prepared.begun, file, resume=resume, dated=prepared.dated)
        asking = _Asking(prepared, recording, heeding)
        try:
            asking.ask()
        except _Cancelled:
            return recording.run()
        return recording.end()


class _Asking(NamedTuple):
    """How the questions of a run are asked."""

    prepared: Prepared
    recording: Recording
    progress: Progress

    def ask(self) -> None:
        """Ask every question of its library, and of the same again when other articles have joined, if there are to be any."""
        choice = self.prepared.begun.choice
        more = others(choice, progress=self.progress)
        halved = self.prepared.parts if choice.unanswerable else {WHOLE: self.prepared.chosen}
        for phase, part in halved.items():
            with opened(
                part,
                settings=self.prepared.settings,
                bundled=self.prepared.bundled and not choice.unanswerable,
                library=self.prepared.library,
                progress=self.progress,
            ) as subject:
                if more:
                    self._ask_one(ALONE, part, subject)
                    self._add(more, subject)
                self._ask_one(phase, part, subject)

    def _ask_one(self, phase: str, part: EvaluationSet, subject: Subject) -> None:
        """Ask one library what is not answered yet."""
        notices = (*subject.sanad.library.notices, *part.notices)
        found = Opened(phase=phase, fingerprint=subject.fingerprint, articles=subject.digest, counts=subject.counts, notices=notices)
        tasks = tuple(self._tasks(part, subject))
        lost = [(task.case.id, task.problem) for task in tasks if task.problem]
        if lost and not self.prepared.begun.keep_going:
            raise refusal(lost)
        self.recording.open(found)
        begun, total = self.recording.begun, len(tasks)
        left = [task for task in tasks if not self.recording.has(phase, task.position)]
        way = Way(subject.sanad.library.path, self.prepared.settings, begun.answered, begun.today)
        self.progress("Asking", total - len(left), total)
        for done, finished in enumerate(ask_all(left, way, workers=self.prepared.begun.workers), start=total - len(left) + 1):
            self.recording.add(phase, finished.task.position, finished.result)
            self.progress("Asking", done, total)
        for place, broken in enumerate(unreadable(part.broken), start=total):
            if not self.recording.has(phase, place):
                self.recording.add(phase, place, broken)

    def _tasks(self, part: EvaluationSet, subject: Subject) -> Iterator[Task]:
        groups = {document.id: document.group for document in part.documents if document.group}
        for position, case in enumerate(part.cases):
            located = subject.locate(case)
            about = dict.fromkeys(groups[place.document] for place in case.relevant if place.document in groups)
            yield Task(position, case, located.targets, located.problem, tuple(about))

    def _add(self, more: Sequence[RawArticle], subject: Subject) -> None:
        failures = index(subject.sanad, more, progress=self.progress)
        for origin, reason in failures.items():
            raise EvaluationError(f"{origin} was not indexed: {reason}", remedy="Give other articles with --among.")


def _parts(chosen: EvaluationSet, choice: Choice) -> dict[str, EvaluationSet]:
    """What is asked of which library; broken questions count once."""
    if not choice.unanswerable:
        return {**({ALONE: chosen} if choice.among else {}), WHOLE: chosen}
    one, other = halves(chosen, seed=choice.seed)
    if not (one.documents and other.documents):
        raise EvaluationError(f"{chosen.name} has no two articles to part.", remedy="Give a set with passages of several articles.")
    return {"half 1": one, "half 2": other.model_copy(update={"broken": chosen.broken})}


def _check(choice: Choice, limit: int | None, library: Path | None, workers: int) -> None:
    if limit is not None and limit < 1:
        raise EvaluationError(f"A run of {limit} questions measures nothing.", remedy="Give a limit of at least 1.")
    if workers < 1:
        raise EvaluationError(f"{workers} workers ask nothing.", remedy="Give at least 1.")
    if library is not None and (choice.unanswerable or choice.among):
        option = "--unanswerable" if choice.unanswerable else "--among"
        raise EvaluationError(f"{option} makes a library of its own; {library} stays as it is.", remedy="Leave out --library.")
    if choice.unanswerable and choice.among:
        raise EvaluationError("--unanswerable and --among measure two different things.", remedy="Run them one after the other.")
