"""The sets a run can be made of: those that come with Sanad, those that were uploaded, and files of the machine."""

import re
from functools import cached_property
from pathlib import Path

from eval.assemble import named
from eval.describe.check import Checked, check_set
from eval.formats.claims import claims_kind
from eval.models import Choice
from eval.sources import bundled_sets, find_set
from index.errors import EvaluationError
from index.models import Record

KEPT = "sets"  # the directory among the runs that uploaded sets are kept in
MOST_BYTES = 100_000_000  # of an upload

_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 80  # characters of a file's name


class Offered(Record):
    """A set to choose.

    Attributes:
        value: What stands for it: ``bundled:NAME`` or ``kept:FILE``.
        name: What it is called.
        bundled: Whether it comes with Sanad.
    """

    value: str
    name: str
    bundled: bool


class Sets:
    """The sets of one server."""

    def __init__(self, directory: Path, *, paths: bool) -> None:
        """Keep uploads in ``directory``; ``paths`` says whether a person may name files of this machine."""
        self._directory = directory
        self.paths = paths

    def all(self) -> tuple[Offered, ...]:
        """What can be chosen, those that come with Sanad first."""
        files = sorted(self._directory.iterdir()) if self._directory.is_dir() else []
        kept = (Offered(value=f"kept:{path.name}", name=path.name, bundled=False) for path in files if not path.name.startswith("."))
        return (*self._bundled, *kept)

    def find(self, chosen: str) -> str:
        """The path of a choice, or the name of a bundled set, as `eval.run.prepare` takes it.

        Raises:
            EvaluationError: There is no such set, or files of this machine may not be named.
        """
        kind, _, name = chosen.partition(":")
        if any(one.value == chosen for one in self.all()):
            return name if kind == "bundled" else str((self._directory / name).absolute())
        if not self.paths:
            raise EvaluationError(f"There is no set {chosen!r}.", remedy="Choose one, or upload it.")
        return str(find_set(Path(chosen).expanduser()).absolute())

    def check(self, path: str) -> Checked:
        """What can be used of a set and what cannot, by file, line and field.

        Raises:
            EvaluationError: It cannot be read at all, or it holds claims and no questions.
        """
        file, choice = named(path, Choice())
        found = check_set(file, choice=choice)
        if file.is_file() and _is_of_claims(file):
            raise EvaluationError(f"{found.name} holds claims, not questions.", remedy="`sanad eval run` verifies them.")
        return found

    def place(self, name: str) -> Path:
        """Where an upload called ``name`` is kept; a number tells it from an earlier one.

        Raises:
            EvaluationError: It cannot be written there.
        """
        plain = _UNSAFE.sub("_", Path(name.replace("\\", "/")).name).strip("._")[-_LONGEST:].lstrip("._") or "set"
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EvaluationError(f"{self._directory} cannot be written: {error.strerror}.", remedy="Free some space.") from error
        path, number = self._directory / plain, 1
        while path.exists():
            number += 1
            path = self._directory / f"{Path(plain).stem}-{number}{Path(plain).suffix}"
        return path

    @cached_property
    def _bundled(self) -> tuple[Offered, ...]:
        names = [name for name in bundled_sets() if not _is_of_claims(find_set(name))]
        names.sort(key=lambda name: name != "samples")
        return tuple(Offered(value=f"bundled:{name}", name=name, bundled=True) for name in names)


def _is_of_claims(path: Path) -> bool:
    try:
        return claims_kind(path.read_text(encoding="utf-8-sig")) is not None
    except (OSError, UnicodeDecodeError):
        return False
