"""From what a person named to the set that is asked."""

from collections.abc import Sequence
from pathlib import Path

from eval.formats import aligned_set, is_folder, load_set
from eval.models import Choice, EvaluationSet, Problem
from eval.pools import over, sampled, without_titles
from eval.sources import find_set
from index.derived import Progress, silent
from index.errors import EvaluationError

_NAMED = 3  # broken questions spelled out in a message; the rest are counted


def assemble(path: Path, choice: Choice, *, keep_going: bool = False, progress: Progress = silent) -> EvaluationSet:
    """The set in ``path``, as ``choice`` takes it.

    Args:
        path: A file or folder of a known format, or a directory of aligned sentences.
        choice: Which passages, titles and questions to take.
        keep_going: Accept a set with broken cases; they are listed in ``broken`` and count as failed.
        progress: Told of the reading of large files.

    Raises:
        EvaluationError: A file cannot be used, is broken, or the choice does not fit it.
    """
    _check(path, choice)
    if _is_aligned(path):
        chosen = aligned_set(path, source=choice.source, target=choice.target)
    else:
        chosen = load_set(path, keep_going=keep_going, progress=progress)
    if choice.passages:
        chosen = over(chosen, [_with_passages(Path(one), keep_going=keep_going) for one in choice.passages])
    _check_whole(chosen, keep_going=keep_going)
    chosen = chosen if choice.titled else without_titles(chosen)
    return chosen if choice.sample is None else sampled(chosen, choice.sample, seed=choice.seed)


def named(text: str, choice: Choice) -> tuple[Path, Choice]:
    """The set and the passages that ``SET``, ``SET@FILE+FILE`` or ``DIRECTORY@eng:arb`` names, otherwise as ``choice``.

    Files behind the ``@`` may be named as seen from the set's own directory.

    Raises:
        EvaluationError: There is no such set.
    """
    name, at, behind = text.rpartition("@")
    if not at or Path(text).exists():
        return find_set(text), choice
    path = find_set(name)
    if _is_aligned(path):
        source, _, target = behind.partition(":")
        return path, choice.model_copy(update={"source": source or None, "target": target or None})
    files = (Path(one) for one in behind.split("+"))
    return path, choice.model_copy(update={"passages": tuple(str(one if one.exists() else path.parent / one) for one in files)})


def _with_passages(path: Path, *, keep_going: bool) -> EvaluationSet:
    chosen = load_set(path, keep_going=keep_going)
    if not chosen.documents:
        raise EvaluationError(f"{path} brings no passages.", remedy="Give --passages a SQuAD-format file.")
    return chosen


def _is_aligned(path: Path) -> bool:
    return path.is_dir() and not is_folder(path)


def _check(path: Path, choice: Choice) -> None:
    if choice.sample is not None and choice.sample < 1:
        raise EvaluationError(f"A sample of {choice.sample} questions measures nothing.", remedy="Give a sample of at least 1.")
    if path.is_dir() and choice.passages:
        raise EvaluationError(f"{path} brings its own passages.", remedy="Choose their language with --to, without --passages.")
    if not _is_aligned(path) and (choice.source or choice.target):
        raise EvaluationError(f"{path} is one set, in the languages it has.", remedy="--from and --to are for a directory of sentences.")


def _check_whole(chosen: EvaluationSet, *, keep_going: bool) -> None:
    """Refuse broken cases that appeared when files were put together; those of one file are refused when it is read."""
    if chosen.broken and not (keep_going and chosen.cases):
        raise EvaluationError(
            f"{chosen.name} is broken at {_listing(chosen.broken)}.", remedy="Give files that belong together, or go on with --keep-going."
        )
    if not chosen.cases:
        raise EvaluationError(f"{chosen.name} holds no usable question.", remedy="A set needs at least one.")


def _listing(problems: Sequence[Problem]) -> str:
    rest = f"; and {len(problems) - _NAMED:,} more" if len(problems) > _NAMED else ""
    return "; ".join(str(problem) for problem in problems[:_NAMED]) + rest
