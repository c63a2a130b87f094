"""TREC: topics and qrels, with or without the documents they judge.

A folder with ``topics*`` (or ``queries*``) and ``qrels*``; the documents are ``docs*``, ``corpus*`` or ``collection*`` beside them,
or else articles of a library, which the judgements name by id, address or file name.
"""

from collections.abc import Iterator
from pathlib import Path

from eval.formats.beir import read_corpus, read_queries
from eval.formats.judged import Collected, Judgements, Row, judged
from eval.formats.parsed import Folder
from eval.formats.streams import LineFile
from eval.formats.topics import read_documents, read_topics
from index.derived import Progress
from index.errors import EvaluationError

_TOPICS = ("topics", "queries")
_QRELS = "qrels"
_DOCUMENTS = ("docs", "corpus", "collection", "documents")
_COLUMNS = 4


def is_trec(directory: Path) -> bool:
    """Whether a directory holds topics and judgements."""
    return bool(_files(directory, (_QRELS,)) and _files(directory, _TOPICS))


def is_qrels(path: Path) -> bool:
    """Whether a file, by its name, is one of judgements with topics beside it."""
    return path.name.lower().startswith(_QRELS) and is_trec(path.parent)


def read_trec(directory: Path, *, qrels: Path | None = None, progress: Progress) -> Folder:
    """The topics that one file of judgements judges.

    Args:
        directory: The folder.
        qrels: That file; ``None`` takes the only one there is.
        progress: Told of the reading.

    Raises:
        EvaluationError: It is not plain which files are meant, or one cannot be read.
    """
    judged_in = LineFile(qrels or _only(directory, (_QRELS,), "judgements"), root=directory)
    judgements = Judgements(judged_in.name)
    for row in _rows(judged_in, judgements):
        judgements.take(row)
    path = _topics(directory, judged_in.path)
    queries, problems, asked = read_queries(path, directory) if _has(path, ".jsonl") else read_topics(path, directory)
    files = [asked, judged_in]
    corpus: Collected | None = None
    if held := _files(directory, _DOCUMENTS):
        if len(held) > 1:
            _several(directory, held, "documents")
        corpus, documents = (read_corpus if _has(held[0], ".jsonl") else read_documents)(held[0], directory, progress=progress)
        files.append(documents)
    parsed = judged("trec", queries, judgements, corpus)
    parts = {f"{directory.resolve().name}/{file.name}": file.sha256 for file in files}
    return Folder(parsed._replace(problems=(*problems, *parsed.problems)), parts)


def _files(directory: Path, beginnings: tuple[str, ...]) -> list[Path]:
    return sorted(path for path in directory.iterdir() if path.is_file() and path.name.lower().startswith(beginnings))


def _has(path: Path, ending: str) -> bool:
    return path.name.endswith((ending, f"{ending}.gz"))


def _only(directory: Path, beginnings: tuple[str, ...], what: str) -> Path:
    found = _files(directory, beginnings)
    if len(found) > 1:
        _several(directory, found, what)
    return found[0]


def _several(directory: Path, found: list[Path], what: str) -> None:
    names = ", ".join(path.name for path in found)
    raise EvaluationError(
        f"{directory} has several files of {what}: {names}.", remedy="Name one file of judgements in place of the folder."
    )


def _topics(directory: Path, qrels: Path) -> Path:
    """The only file of topics, or of several the one that is called as the judgements are."""
    found = _files(directory, _TOPICS)
    rest = qrels.name[len(_QRELS) :].partition(".gz")[0]
    alike = [path for path in found for start in _TOPICS if path.name.partition(".gz")[0] == start + rest]
    if len(found) > 1 and len(alike) != 1:
        _several(directory, found, "topics")
    return (alike or found)[0]


def _rows(file: LineFile, judgements: Judgements) -> Iterator[Row]:
    for number, line in file.lines():
        fields = line.split()
        if len(fields) != _COLUMNS:
            judgements.report(number, f"it must hold topic, iteration, document and relevance, not {len(fields)} columns")
        else:
            yield Row(number, fields[0], fields[2], fields[3])
