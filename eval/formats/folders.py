"""Sets that are folders of files: which kind a folder is, and what is in it."""

from pathlib import Path

from eval.formats.beir import QRELS, is_beir, read_beir
from eval.formats.multihop import QUESTIONS, is_multihop, read_multihop
from eval.formats.parsed import Folder
from eval.formats.trec import is_qrels, is_trec, read_trec
from index.derived import Progress


def is_folder(path: Path) -> bool:
    """Whether ``path`` is a folder of BEIR, TREC or MultiHop-RAG, or the file of one that says which questions are meant."""
    if path.is_dir():
        return is_beir(path) or is_multihop(path) or is_trec(path)
    return path.is_file() and (_is_split(path) or _is_questions(path) or is_qrels(path))


def read_folder(path: Path, *, progress: Progress) -> Folder:
    """The set in ``path``, for which ``is_folder`` holds.

    Raises:
        EvaluationError: It is not plain which files are meant, or one cannot be read.
    """
    if path.is_dir():
        if is_beir(path):
            return read_beir(path, progress=progress)
        return read_multihop(path, progress=progress) if is_multihop(path) else read_trec(path, progress=progress)
    if _is_split(path):
        return read_beir(path.parent.parent, split=path.stem, progress=progress)
    if _is_questions(path):
        return read_multihop(path.parent, progress=progress)
    return read_trec(path.parent, qrels=path, progress=progress)


def _is_split(path: Path) -> bool:
    return path.parent.name == QRELS and path.suffix == ".tsv" and is_beir(path.parent.parent)


def _is_questions(path: Path) -> bool:
    return path.name == QUESTIONS and is_multihop(path.parent)
