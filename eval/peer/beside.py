"""The stock pipeline over the same articles, measured as Sanad is: in a process of its own, with the same embedder."""

import time
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from eval.apart import apart
from eval.corpus import Asked
from eval.environment import peak_memory
from eval.service import PASSAGES, Latency, latency
from index.derived import Progress
from index.embedding import load_embedder
from index.errors import EvaluationError
from index.models import Record
from index.settings import Settings

if TYPE_CHECKING:
    from index.embedding.base import Embedder

_PARTS = ("llama-index-core", "llama-index-vector-stores-chroma", "bm25s", "chromadb")
_INSTALL = 'pip install "sanad[peers]"'


class Peer(Record):
    """What a stock pipeline of llama-index took for the articles that Sanad indexed against the clock.

    Attributes:
        versions: Of its parts.
        nodes: What it cuts the articles into.
        seconds: Until all articles could be searched: reading, cutting, embedding, storing, and its word index in memory.
        search: For 10 nodes.
        peak_memory: Most bytes its process held, indexing and searching; ``None`` where the system does not tell.
    """

    versions: dict[str, str]
    articles: int
    nodes: int
    seconds: float
    articles_per_second: float
    search: Latency
    peak_memory: int | None


def check_installed() -> None:
    """See to it before the work that the stock pipeline can be put together.

    Raises:
        EvaluationError: The extra is not installed.
    """
    missing = [name for name in ("bm25s", "llama_index.vector_stores.chroma") if not _is_there(name)]
    if missing:
        raise EvaluationError(f"The pipeline to compare with needs {' and '.join(missing)}.", remedy=f"{_INSTALL} brings it.")


def beside(files: Path, *, settings: Settings, asked: Sequence[Asked], progress: Progress) -> Peer:
    """Index the text files below ``files`` with the stock pipeline, and ask it.

    Raises:
        EvaluationError: Its process died.
    """
    return apart(partial(_measured, files, settings, asked), progress=progress)


def embedder_of(settings: Settings) -> "Embedder":
    """The embedder that both sides use.

    Raises:
        EvaluationError: There is none; stock retrieval does not do without.
    """
    embedder = load_embedder(settings)
    if embedder is None:
        raise EvaluationError("The pipeline to compare with needs an embedder, and none is in force.", remedy="Choose one with --embedder.")
    return embedder


def _measured(files: Path, settings: Settings, asked: Sequence[Asked], progress: Progress) -> Peer:
    from llama_index.core import SimpleDirectoryReader

    from eval.peer.stock import Stock

    embedder = embedder_of(settings)
    progress("Indexing, stock", 0, 1)
    clock = time.perf_counter()
    documents = SimpleDirectoryReader(str(files), recursive=True).load_data()
    with TemporaryDirectory(prefix="sanad-stock-", ignore_cleanup_errors=True) as directory:
        stock = Stock(Path(directory), documents, embedder=embedder.as_llama_index())
        seconds = time.perf_counter() - clock
        find = stock.finder(PASSAGES)
        search = latency("Searching, stock", lambda one: find(one.question), asked, progress)
        stock.close()
    return Peer(
        versions={name: version(name) for name in _PARTS},
        articles=len(documents),
        nodes=stock.nodes,
        seconds=seconds,
        articles_per_second=len(documents) / seconds,
        search=search,
        peak_memory=peak_memory(),
    )


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even the package it is in
        return False
