"""BEIR (Thakur et al., 2021): a folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/<split>.tsv``; the first two may be ``.gz``."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.formats.judged import Collected, Judgements, Row, judged
from eval.formats.parsed import Folder, problems_of
from eval.formats.streams import LineFile
from eval.models import Problem
from index.derived import Progress
from index.errors import EvaluationError

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels"
_USUAL = "test"  # the split that is reported where there are several
_HEADER = ("query-id", "corpus-id", "score")


class _Loose(BaseModel):
    """Other fields are allowed: the format is not ours."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)


class _Metadata(_Loose):
    url: str | None = None


class _Document(_Loose):
    id: str = Field(alias="_id", min_length=1)
    title: str | None = None
    text: str | None = None
    metadata: _Metadata | None = None


class _Query(_Loose):
    id: str = Field(alias="_id", min_length=1)
    text: str = Field(min_length=1)


def is_beir(directory: Path) -> bool:
    """Whether a directory has the files of a BEIR data set."""
    return bool(plain_or_packed(directory, CORPUS) and plain_or_packed(directory, QUERIES) and (directory / QRELS).is_dir())


def read_beir(directory: Path, *, split: str | None = None, progress: Progress) -> Folder:
    """The corpus, and the queries of one split.

    Args:
        directory: The folder.
        split: The name of a file in ``qrels`` without its ending; ``None`` takes ``test``, or the only one there is.
        progress: Told of the reading.

    Raises:
        EvaluationError: There is no such split, or a file cannot be read.
    """
    qrels = LineFile(_split(directory, split), root=directory)
    judgements = Judgements(qrels.name)
    for row in _rows(qrels, judgements):
        judgements.take(row)
    queries, problems, queries_file = read_queries(_present(directory, QUERIES), directory)
    corpus, corpus_file = read_corpus(_present(directory, CORPUS), directory, progress=progress)
    parsed = judged("beir", queries, judgements, corpus)
    files = (corpus_file, queries_file, qrels)
    return Folder(
        parsed._replace(problems=(*problems, *parsed.problems)),
        {f"{directory.resolve().name}/{file.name}": file.sha256 for file in files},
    )


def read_queries(path: Path, root: Path) -> tuple[dict[str, str], list[Problem], LineFile]:
    """Texts of queries by id, from lines of ``{"_id", "text"}``."""
    file = LineFile(path, root=root)
    queries: dict[str, str] = {}
    problems: list[Problem] = []
    for number, line in file.lines():
        try:
            query = _Query.model_validate_json(line)
        except ValidationError as error:
            problems += problems_of(error, item=f"line {number}", file=file.name)
            continue
        if queries.setdefault(query.id, query.text) != query.text:
            where = f"line {number}"
            problems.append(Problem(item=f"{file.name}, {where}", where=where, why=f"the id {query.id!r} is used twice", file=file.name))
    return queries, problems, file


def read_corpus(path: Path, root: Path, *, progress: Progress) -> tuple[Collected, LineFile]:
    """Documents from lines of ``{"_id", "title", "text", "metadata"}``."""
    file = LineFile(path, root=root, progress=progress)
    corpus = Collected(root.resolve().name, file.name)
    for number, line in file.lines():
        try:
            document = _Document.model_validate_json(line)
        except ValidationError as error:
            corpus.problems += problems_of(error, item=f"line {number}", file=file.name)
            continue
        url = document.metadata.url if document.metadata else None
        corpus.take(number, document.id, title=document.title or "", text=document.text or "", url=url or None)
    return corpus, file


def plain_or_packed(directory: Path, name: str) -> Path | None:
    """The file ``name`` of a directory, or the same compressed; ``None`` if there is neither."""
    return next((path for path in (directory / name, directory / f"{name}.gz") if path.is_file()), None)


def _present(directory: Path, name: str) -> Path:
    path = plain_or_packed(directory, name)
    if path is None:
        raise EvaluationError(f"{directory} has no {name}.", remedy="A BEIR folder holds corpus.jsonl, queries.jsonl and qrels/.")
    return path


def _split(directory: Path, split: str | None) -> Path:
    known = {path.stem: path for path in sorted((directory / QRELS).glob("*.tsv"))}
    if split is None:
        split = _USUAL if _USUAL in known or len(known) != 1 else next(iter(known))
    if split not in known:
        named = ", ".join(f"{QRELS}/{name}.tsv" for name in known) or "none"
        raise EvaluationError(f"{directory} has no {QRELS}/{split}.tsv.", remedy=f"Give one of its files in place of the folder: {named}.")
    return known[split]


def _rows(file: LineFile, judgements: Judgements) -> Iterator[Row]:
    for number, line in file.lines():
        fields = [field.strip() for field in line.split("\t")]
        if len(fields) != len(_HEADER) or not all(fields):
            judgements.report(number, f"it must hold {', '.join(_HEADER)}, apart by tabs")
        elif not (number == 1 and tuple(fields) == _HEADER):
            yield Row(number, *fields)
