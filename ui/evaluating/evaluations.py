"""All that the page does with evaluations, over one directory of runs."""

from pathlib import Path
from typing import NamedTuple

from eval.describe.check import Checked
from eval.models import Choice
from eval.runs.file import read
from eval.runs.models import Listed
from eval.runs.store import Runs
from index.settings import Settings
from ui.evaluating.jobs import Job, Jobs
from ui.evaluating.reports import Reports
from ui.evaluating.request import Request, going_on, read_changes
from ui.evaluating.reviews import Reviews
from ui.evaluating.sets import KEPT, Sets

_DELETED = "deleted"  # the directory among the runs that deleted ones wait in


class Wish(NamedTuple):
    """What a person chose for a run, as it was typed.

    Attributes:
        chosen: A set that is offered; empty where a path is given.
        path: A file of the machine.
        answers: ``yes``, ``no``, or empty as the set wants it.
        changes: Settings, a ``name=value`` on each line.
    """

    chosen: str = "bundled:samples"
    path: str = ""
    sample: int | None = None
    seed: int = 1
    answers: str = ""
    changes: str = ""


class Evaluations:
    """Runs, sets and reports of one server. It may be used from several threads at once."""

    def __init__(self, settings: Settings, *, paths: bool) -> None:
        """Carry out runs with ``settings``; ``paths`` says whether a person may name files of this machine."""
        self._settings = settings
        self.runs = Runs(settings.runs_directory)
        self.sets = Sets(settings.runs_directory / KEPT, paths=paths)
        self.reviews = Reviews(self.sets)
        self.jobs = Jobs(settings)
        self.reports = Reports(self.runs)

    def check(self, wish: Wish) -> Checked:
        """What of the chosen set can be used.

        Raises:
            EvaluationError: It cannot be read at all.
        """
        return self.sets.check(self._path(wish))

    def start(self, wish: Wish) -> Job | Checked:
        """Begin a run; what is wrong with the set where it is broken.

        Raises:
            EvaluationError: The set cannot be used, or too much is under way.
            SettingsError: A setting is not valid.
        """
        path, changes = self._path(wish), read_changes(wish.changes)
        checked = self.sets.check(path)
        if checked.complaints:
            return checked
        answers = {"yes": True, "no": False}.get(wish.answers)
        choice = Choice(sample=wish.sample, seed=wish.seed)
        return self.jobs.start(Request(set_path=path, choice=choice, answers=answers, changes=changes), set_name=checked.name)

    def go_on(self, name: str) -> Job:
        """Go on with a run that was broken off.

        Raises:
            NotFoundError: There is no such run.
            EvaluationError: It cannot be gone on with.
        """
        path = self.runs.find(name)
        begun = read(path).begun
        return self.jobs.start(going_on(begun, path.stem, self._settings), set_name=begun.set_name)

    def delete(self, name: str) -> None:
        """Put a run away, so that it can come back.

        Raises:
            NotFoundError: There is no such run.
            EvaluationError: It is under way.
        """
        away = self._away()
        if (away.directory / f"{name}.jsonl").exists():
            away.delete(name)
        self.runs.move(name, away)

    def bring_back(self, name: str) -> None:
        """Undo `delete`.

        Raises:
            NotFoundError: It was not deleted.
            EvaluationError: Another run has its name now.
        """
        self._away().move(name, self.runs)

    def listed(self) -> tuple[Listed, ...]:
        """The runs, the last first."""
        return self.runs.list()

    def close(self) -> None:
        """Stop what is under way; it can be gone on with."""
        self.jobs.close()

    def _path(self, wish: Wish) -> str:
        return self.sets.find(wish.path.strip() or wish.chosen)

    def _away(self) -> Runs:
        directory: Path = self.runs.directory / _DELETED
        directory.mkdir(parents=True, exist_ok=True)
        return Runs(directory)
