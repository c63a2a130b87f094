"""The runs that are kept: a directory of files, each listed, loaded, renamed and deleted by its name."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from glob import escape
from pathlib import Path

from eval.models import Run
from eval.records import read_run
from eval.run import Prepared, carry_out
from eval.runs.file import ends, is_being_written, is_run_file, read
from eval.runs.models import Begun, Ended, Listed
from eval.runs.same import changed
from index.catalog import CATALOG_FILE, Catalog
from index.derived import Progress, silent
from index.errors import EvaluationError, NotFoundError
from index.record import never

LAST = "last"  # stands for the run that was begun last
_ENDING = ".jsonl"
_BESIDE = (".judge.json",)  # what is kept beside a run, by how its name ends
_NAME = re.compile(r"[^\W_][\w.+=,@ -]{0,119}")
_NOT_IN_NAMES = re.compile(r"[^\w.+=,@-]+")


class Runs:
    """The runs in one directory.

    ```python
    runs = Runs(settings.runs_directory)
    run = runs.start(prepare("samples", settings=settings), progress=..., cancelled=...)
    for listed in runs.list(): ...
    ```
    """

    def __init__(self, directory: Path) -> None:
        """Keep runs in ``directory``, which is made with the first of them."""
        self.directory = directory

    def start(
        self,
        prepared: Prepared,
        *,
        name: str = "",
        resume: bool | None = None,
        progress: Progress = silent,
        cancelled: Callable[[], bool] = never,
    ) -> Run:
        """Ask what is prepared, and keep it; see `eval.run.carry_out`.

        Args:
            prepared: What to ask, by `eval.run.prepare`.
            name: What to call it; empty makes a name of the time and the set.
            resume: See `place`.
            progress: Told what is being done, how much is done and how much there is.
            cancelled: Whether the person wants no more.

        Raises:
            EvaluationError: See `place` and `eval.run.carry_out`.
        """
        return carry_out(prepared, self.place(prepared, name=name, resume=resume), resume=resume, progress=progress, cancelled=cancelled)

    def place(self, prepared: Prepared, *, name: str = "", resume: bool | None = None) -> Path:
        """The file a run is to be kept in: that of one that was broken off and can be gone on with, or a new one.

        Args:
            prepared: What is to be asked.
            name: What to call it; empty looks for one that was begun in the same way.
            resume: ``True`` wants the last unfinished run over this set, even if it was begun otherwise, so that what differs is
                said; ``False`` wants a new one.

        Raises:
            EvaluationError: The name cannot be one, or there is no run to go on with.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        if name:
            return self._path(name)
        broken_off = self.unfinished(prepared, alike=not resume) if resume is not False else None
        if broken_off is not None:
            return broken_off
        if resume:
            raise EvaluationError(f"No unfinished run over {prepared.begun.set_name} is kept.", remedy="Leave out --resume to begin one.")
        return self._new(prepared.begun)

    def unfinished(self, prepared: Prepared, *, alike: bool = True) -> Path | None:
        """The file of the last run that was broken off; ``None`` if there is none, or another process is at it.

        Args:
            prepared: What is to be asked.
            alike: Whether it must have been begun in the same way; otherwise over a set of the same name.
        """
        begun = prepared.begun
        for path, before, ended in self._all():
            fits = before.point == begun.point and before.set_name == begun.set_name
            if ended or not fits or (alike and changed(before, begun, today=prepared.dated)):
                continue
            if not is_being_written(path):
                return path
        return None

    def finished(self, prepared: Prepared) -> Path | None:
        """The file of the last finished run that was begun in the same way, of the same point of a grid; ``None`` if there is none."""
        return next((path for path, *_ in self._all() if self.holds(path, prepared)), None)

    def holds(self, path: Path, prepared: Prepared) -> bool:
        """Whether a file holds just this run, finished: of the same point of a grid, begun in the same way, of the same articles."""
        begun, both = prepared.begun, ends(path)
        if both is None or both[1] is None:
            return False
        before = both[0]
        alike = before.point == begun.point and not changed(before, begun, today=prepared.dated)
        return alike and _asked_the_same(path, before)

    def list(self) -> tuple[Listed, ...]:
        """All of them, the last first."""
        return tuple(_listed(*one) for one in self._all())

    def find(self, name: str) -> Path:
        """The file of a run, by its name, the beginning of it that no other has, or ``last``.

        Raises:
            NotFoundError: There is none, or several begin so.
        """
        names = [path.stem for path, *_ in self._all()]
        found = [name] if name in names else names[:1] if name == LAST else [one for one in names if one.startswith(name)]
        if len(found) > 1:
            raise NotFoundError(f"{name!r} may be any of {', '.join(found[:5])}.", remedy="Give the whole name.")
        if not found or not name:
            raise NotFoundError(f"No run {name!r} is kept in {self.directory}.", remedy="`sanad eval runs` lists what there is.")
        return self.directory / f"{found[0]}{_ENDING}"

    def load(self, name: str) -> Run:
        """A run with its cases, finished or not.

        Raises:
            NotFoundError: There is no such run.
            EvaluationError: Its file is damaged.
        """
        return read_run(self.find(name), unfinished=True)

    def rename(self, name: str, new: str) -> Path:
        """Call a run otherwise; its file.

        Raises:
            NotFoundError: There is no such run.
            EvaluationError: The new name cannot be one or is taken, or the run is under way.
        """
        return _moved(self._settled(name), self._path(new))

    def move(self, name: str, other: "Runs") -> Path:
        """Keep a run in another directory of runs instead; its file there.

        Raises:
            NotFoundError: There is no such run.
            EvaluationError: The other has one of this name, or the run is under way.
        """
        path = self._settled(name)
        other.directory.mkdir(parents=True, exist_ok=True)
        return _moved(path, other.directory / path.name)

    def delete(self, name: str) -> None:
        """Take a run away, with what is kept beside it.

        Raises:
            NotFoundError: There is no such run.
            EvaluationError: It is under way.
        """
        path = self._settled(name)
        for beside in (*(path.with_name(path.stem + ending) for ending in _BESIDE), path.with_name(f"{path.name}.lock"), path):
            beside.unlink(missing_ok=True)

    def _settled(self, name: str) -> Path:
        path = self.find(name)
        if is_being_written(path):
            raise EvaluationError(f"The run {path.stem} is under way.", remedy="Stop it first.")
        return path

    def _all(self) -> Iterator[tuple[Path, Begun, Ended | None]]:
        """Every run's file with its first and last line, the last begun first."""
        found = [(path, ends(path)) for path in self.directory.glob(f"*{_ENDING}") if is_run_file(path)]
        known = [(path, *both) for path, both in found if both is not None]
        yield from sorted(known, key=lambda one: (one[1].started, one[0].name), reverse=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or name == LAST:
            raise EvaluationError(
                f"A run cannot be called {name!r}.",
                remedy="Take up to 120 letters, digits, spaces and any of . + = , @ - _, other than `last`.",
            )
        return self.directory / f"{name}{_ENDING}"

    def _new(self, begun: Begun) -> Path:
        point = "-".join(f"{name}={value}" for name, value in begun.point.items())
        words = (f"{begun.started:%Y%m%d-%H%M%S}", begun.set_name, point)
        name = "-".join(_NOT_IN_NAMES.sub("_", word)[:48] for word in words if word)
        taken = {path.stem for path in self.directory.glob(f"{escape(name)}*")}
        number = next(number for number in range(1, len(taken) + 2) if (name if number == 1 else f"{name}-{number}") not in taken)
        return self._path(name if number == 1 else f"{name}-{number}")


def _moved(path: Path, to: Path) -> Path:
    """The file in its new place, with what is kept beside it."""
    if to.exists():
        raise EvaluationError(f"A run {to.stem!r} is kept already.", remedy="Give another name, or delete that one first.")
    for ending in _BESIDE:
        beside = path.with_name(path.stem + ending)
        if beside.exists():
            beside.rename(to.with_name(to.stem + ending))
    return path.rename(to)


def _asked_the_same(path: Path, begun: Begun) -> bool:
    """Whether the library that was asked, if it is not made of the set, has the same articles today."""
    catalog = Path(begun.library) / CATALOG_FILE if begun.library else None
    if catalog is None:
        return True
    with closing(Catalog(catalog)) as held:
        digest = held.articles.digest()
    return all(opened.articles == digest for opened in read(path).opened.values())


def _listed(path: Path, begun: Begun, ended: Ended | None) -> Listed:
    rows = read(path).rows.values() if ended is None else ()
    return Listed(
        name=path.stem,
        set_name=begun.set_name,
        started=begun.started,
        questions=begun.questions,
        done=ended.counts["cases"] if ended else len(rows),
        complete=ended is not None,
        failed=ended.counts["failed"] if ended else sum(row.case.error is not None for row in rows),
        grid=begun.grid,
        point=begun.point,
        metrics=ended.metrics if ended else {},
        seconds=ended.seconds if ended else None,
    )
