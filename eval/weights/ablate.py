"""What each channel adds: the figures of sets with one channel after the other left out of the score."""

from collections.abc import Sequence

from eval.models import Choice
from eval.weights.figures import Figures
from eval.weights.sets import gathered
from eval.weights.table import without
from index.derived import Progress, silent
from index.errors import EvaluationError
from index.models import Record
from index.settings import Settings
from rag.fuse import weight_table


class AblatedSet(Record):
    """Figures of one set.

    Attributes:
        parts: Of every file it was made from, its ``sha256`` by name.
        complete: ``MRR``, and where they apply ``Recall@10`` and ``sentence-MRR``, with all channels.
        without: The same by the channel that was left out.
    """

    name: str
    parts: dict[str, str]
    questions: int
    complete: dict[str, float]
    without: dict[str, dict[str, float]]


def ablate(sets: Sequence[str], *, settings: Settings, choice: Choice | None = None, progress: Progress = silent) -> tuple[AblatedSet, ...]:
    """Leave out one channel after the other, on every set. Candidates stay those of the whole search; their order changes.

    Args:
        sets: Files and what of them, as ``eval.assemble.named`` reads them.
        settings: What is in force.
        choice: What else to take of each set.
        progress: Told what is being done.

    Raises:
        EvaluationError: A set cannot be used.
    """
    if not sets:
        raise EvaluationError("There is no set to measure channels on.", remedy="Name at least one.")
    return tuple(_ablated(figures) for figures in gathered(sets, choice=choice or Choice(), settings=settings, progress=progress))


def _ablated(figures: Figures) -> AblatedSet:
    table, material = weight_table(), figures.material
    return AblatedSet(
        name=material.name,
        parts=dict(material.parts),
        questions=len(material.groups),
        complete=figures.worth(table).metrics,
        without={channel: figures.worth(without(table, channel)).metrics for channel in material.channels},
    )
