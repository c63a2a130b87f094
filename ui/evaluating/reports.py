"""Runs with their figures and intervals, as the page shows them. Drawing cases again takes seconds, so the last ones are kept."""

import threading
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

from eval.compare.compared import compare
from eval.models import Run
from eval.report.view import Report, report
from eval.runs.store import Runs

_KEPT = 6  # runs, with the cases of each


class Shown(NamedTuple):
    """A run as the page shows it.

    Attributes:
        report: Its figures.
        other: The run it is compared with.
    """

    report: Report
    other: Run | None = None


class Reports:
    """The reports of the runs of a directory. It may be used from several threads at once."""

    def __init__(self, runs: Runs) -> None:
        """Report of ``runs``."""
        self._runs = runs
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[object, ...], Shown] = OrderedDict()

    def of(self, name: str, against: str = "") -> Shown:
        """A run, and how it differs from another.

        Raises:
            NotFoundError: There is no such run.
            EvaluationError: A file is damaged, or the runs are not over the same cases.
        """
        paths = [self._runs.find(one) for one in (name, against) if one]
        key = tuple(part for path in paths for part in _state(path))
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = self._make(name, against)
        with self._lock:
            self._made[key] = made
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made

    def _make(self, name: str, against: str) -> Shown:
        run = self._runs.load(name)
        if not against:
            return Shown(report(run, name=name))
        other = self._runs.load(against)
        compared = compare(other, run, names=(against, name), by=("language", "type"))
        return Shown(self.of(name).report.model_copy(update={"comparison": compared}), other)


def _state(path: Path) -> tuple[object, ...]:
    """What changes whenever a run or what a judge said of it does."""
    files = (path, path.with_name(f"{path.stem}.judge.json"))
    return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.exists())
