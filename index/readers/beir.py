"""Corpora in the layout of BEIR (Thakur et al. 2021): ``corpus.jsonl`` beside ``queries.jsonl`` and ``qrels/``.

Only the corpus holds articles. Its lines (``_id``, ``title``, ``text``, ``metadata``) are read as any table is; what is here
keeps its questions and judgements from being taken for articles.
"""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from index.errors import ReadError
from index.models import RawArticle
from index.readers.bounds import ReadOne
from index.readers.members import Budget, zip_members
from index.readers.source import Limits, ReadOptions, Source, Unreadable
from index.readers.zipped import opened_zip, zip_kind

CORPUS = "corpus.jsonl"
_QUESTIONS = frozenset({"queries.jsonl", "queries.jsonl.gz"})
_CORPORA = frozenset({CORPUS, f"{CORPUS}.gz"})


class BeirReader:
    """The corpus in a zipped data set; the origin of an article is ``#id=`` and its id in the corpus.

    Args:
        read_table: Reads JSON Lines.
    """

    def __init__(self, *, read_table: ReadOne) -> None:
        self._read_table = read_table

    def accepts(self, source: Source, head: bytes) -> bool:
        """Whether it is a zip file with a corpus and its questions in it."""
        if zip_kind(source, head) != "zip":
            return False
        try:
            return bool(companions(_names(source, Limits())))
        except ReadError:  # cut short: it is an archive, and its reader says what is wrong with it
            return False

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The articles of the corpus.

        Raises:
            ReadError: It is damaged, or unpacks to too much.
        """
        besides = companions(_names(source, limits))
        for member in zip_members(source, limits, Budget(limits)):
            if PurePosixPath(member.name).name not in _CORPORA or member.name in besides:
                continue
            if member.opener is None:
                raise ReadError(f"{source.name}: {member.name!r} {member.refused}.", remedy=member.remedy)
            inner = Source(source.origin, PurePosixPath(member.name).name, member.opener, member.size)
            yield from self._read_table(inner, limits=limits, options=options)


def companions(names: Iterable[str]) -> frozenset[str]:
    """Those of the files ``names`` (with ``/``) that hold questions and judgements of a corpus among them."""
    paths = [PurePosixPath(name) for name in names]
    corpora = {path.parent for path in paths if path.name in _CORPORA}
    return frozenset(
        str(path)
        for path in paths
        if (path.name in _QUESTIONS and path.parent in corpora) or (path.parent.name == "qrels" and path.parent.parent in corpora)
    )


def _names(source: Source, limits: Limits) -> list[str]:
    with opened_zip(source, limits) as archive:
        return archive.namelist()
