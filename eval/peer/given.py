"""Sanad and the stock pipeline on an evaluation set that brings its passages: how soon, how fast, how good."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.apart import apart
from eval.assemble import assemble, named
from eval.environment import peak_memory
from eval.measure import measure
from eval.metrics import CUTOFF, metrics
from eval.models import Case, CaseResult, Choice, EvaluationSet
from eval.peer.beside import embedder_of
from eval.service import PASSAGES, Latency, latency
from eval.subject import opened, refusal
from index.derived import Progress
from index.errors import EvaluationError
from index.models import Record
from index.settings import Settings

METRICS = ("MRR", "Hit@1", "Hit@10")  # of passages with evidence, which both sides tell


class Side(Record):
    """One of two on a set.

    Attributes:
        seconds: Until all passages could be asked.
        search: For 10 passages.
        metrics: Those of ``METRICS``.
        peak_memory: Most bytes its process held; ``None`` where the system does not tell.
    """

    seconds: float
    search: Latency
    metrics: dict[str, float]
    peak_memory: int | None


class Given(Record):
    """Both on the answerable questions of one set.

    Attributes:
        stock: ``None`` where it was not asked for.
    """

    set_name: str
    passages: int
    questions: int
    sanad: Side
    stock: Side | None


def chosen_set(text: str, *, questions: int) -> EvaluationSet:
    """The set that ``SET`` or ``SET@FILE+FILE`` names, with so many of its answerable questions at most, drawn by chance.

    Raises:
        EvaluationError: There is none, it is broken, or it brings no passages or no answerable question.
    """
    path, choice = named(text, Choice(sample=questions))
    chosen = assemble(path, choice)
    cases = tuple(case for case in chosen.cases if case.answerable and case.relevant)
    if not (chosen.documents and cases):
        raise EvaluationError(f"{chosen.name} does not bring passages and questions they answer.", remedy="Give a set such as SQuAD's.")
    return chosen.model_copy(update={"cases": cases})


def given(chosen: EvaluationSet, *, settings: Settings, stock: bool, progress: Progress) -> Given:
    """Index the passages of ``chosen`` and ask its questions, with Sanad and, if wanted, with the stock pipeline.

    Raises:
        EvaluationError: Evidence is not where the set says, or a process died.
    """
    return Given(
        set_name=chosen.name,
        passages=len(chosen.documents),
        questions=len(chosen.cases),
        sanad=apart(partial(_by_sanad, chosen, settings), progress=progress),
        stock=apart(partial(_by_stock, chosen, settings), progress=progress) if stock else None,
    )


def _by_sanad(chosen: EvaluationSet, settings: Settings, progress: Progress) -> Side:
    clock = time.perf_counter()
    with opened(chosen, settings=settings, bundled=False, library=None, progress=progress) as subject:
        seconds = time.perf_counter() - clock
        search = latency("Searching", lambda case: subject.sanad.search(case.question, limit=PASSAGES), chosen.cases, progress)
        found = [(case, subject.locate(case)) for case in chosen.cases]
        lost = [(case.id, places.problem) for case, places in found if places.problem]
        if lost:
            raise refusal(lost)
        results = [measure(case, places.targets, subject.sanad, answered=False) for case, places in found]
    return _side(seconds, search, results)


def _by_stock(chosen: EvaluationSet, settings: Settings, progress: Progress) -> Side:
    from llama_index.core import Document

    from eval.peer.stock import Stock

    embedder = embedder_of(settings)
    documents = [
        Document(id_=one.id, text=one.article.text, metadata={"title": one.article.title} if one.article.title else {})
        for one in chosen.documents
    ]
    with TemporaryDirectory(prefix="sanad-stock-", ignore_cleanup_errors=True) as directory:
        progress("Indexing, stock", 0, 1)
        clock = time.perf_counter()
        stock = Stock(Path(directory), documents, embedder=embedder.as_llama_index())
        seconds = time.perf_counter() - clock
        first, all_of_them = stock.finder(PASSAGES), stock.finder(CUTOFF)
        search = latency("Searching, stock", lambda case: first(case.question), chosen.cases, progress)
        results = [_result(case, all_of_them(case.question)) for case in chosen.cases]
        stock.close()
    return _side(seconds, search, results)


def _result(case: Case, found: tuple[str, ...]) -> CaseResult:
    right = tuple(dict.fromkeys(place.document for place in case.relevant))
    return CaseResult(id=case.id, question=case.question, ranking=found, relevant=right)


def _side(seconds: float, search: Latency, results: Sequence[CaseResult]) -> Side:
    measured = metrics(results, answered=False)
    return Side(seconds=seconds, search=search, metrics={name: measured[name] for name in METRICS}, peak_memory=peak_memory())
