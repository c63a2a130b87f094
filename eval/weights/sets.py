"""Sets read one after the other, and gathered for trying out weights."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from eval.assemble import assemble, named
from eval.models import Choice, EvaluationSet
from eval.sources import is_bundled
from eval.subject import opened
from eval.weights.figures import Figures
from eval.weights.material import gather
from index.derived import Progress
from index.errors import EvaluationError
from index.settings import Settings


class Taken(NamedTuple):
    """One set of several: where it is, what of it is taken, and whom to tell what is done with it."""

    path: Path
    chosen: EvaluationSet
    progress: Progress


def taken(sets: Sequence[str], *, choice: Choice, progress: Progress) -> Iterator[Taken]:
    """Read one set after the other.

    Args:
        sets: As ``named`` reads them.
        choice: What else to take of each.
        progress: Told what is being done, and with which set.

    Raises:
        EvaluationError: A set cannot be used.
    """
    for number, text in enumerate(sets, start=1):
        path, own = named(text, choice)
        chosen = assemble(path, own)

        def report(stage: str, done: int, total: int, at: str = f"{number}/{len(sets)} {chosen.name}") -> None:
            progress(f"{at}: {stage.lower()}", done, total)

        yield Taken(path, chosen, report)


def gathered(sets: Sequence[str], *, choice: Choice, settings: Settings, progress: Progress) -> Iterator[Figures]:
    """Index each set's passages into a temporary library, ask its questions and keep all their candidates.

    Args:
        sets: As ``named`` reads them.
        choice: What else to take of each.
        settings: How to embed.
        progress: Told what is being done.

    Raises:
        EvaluationError: A set cannot be used, or holds no question that is answered.
    """
    for path, chosen, report in taken(sets, choice=choice, progress=progress):
        with opened(chosen, settings=settings, bundled=is_bundled(path), library=None, progress=report) as subject:
            material = gather(chosen, subject, progress=report)
        if not material.groups:
            raise EvaluationError(f"{chosen.name} has no question that its passages answer.", remedy="Leave it out.")
        yield Figures(material)
