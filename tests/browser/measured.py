"""Runs over the samples to look at: one that is really carried out, and ones that went worse or were broken off."""

from collections.abc import Sequence
from typing import Any

from eval.models import CaseResult, Choice, Run
from eval.run import prepare
from eval.runs.file import RunFile
from eval.runs.models import Opened
from eval.runs.recording import WHOLE, Recording
from eval.runs.store import Runs
from index.settings import Settings

_ASKED = 24  # questions


def measure(settings: Settings) -> None:
    """Keep four runs: ``before`` and ``between``, which are made worse, ``after``, and ``broken off``."""
    run = Runs(settings.runs_directory).start(prepare("samples", settings=settings, choice=Choice(sample=_ASKED)), name="after")
    _keep("before", _worse(run, every=3), settings)
    _keep("between", _worse(run, every=5), settings)
    _keep("broken off", run.cases[: _ASKED // 2], settings, whole=False)


def _worse(run: Run, *, every: int) -> tuple[CaseResult, ...]:
    """The same answers, but some articles further down, some questions declined and one failed."""
    return tuple(_changed(case, number) if number % every == 0 else case for number, case in enumerate(run.cases))


def _changed(case: CaseResult, number: int) -> CaseResult:
    known: dict[str, Any] = {
        "id": case.id,
        "question": case.question,
        "language": case.language,
        "type": case.type,
        "answerable": case.answerable,
    }
    if number == 0:
        return CaseResult(**known, relevant=case.relevant, error="TimeoutError: the model did not answer within 60 s.")
    declined: dict[str, Any] = {
        "status": "declined",
        "answer": (),
        "quotes": (),
        "citations": 0,
        "valid_citations": 0,
        "answer_contained": False,
    }
    later: dict[str, Any] = {"ranking": ("another article", *case.ranking), "passage_ranking": (), "sentence_ranking": ()}
    return case.model_copy(update=later | (declined if number % 2 and case.answerable else {}))


def _keep(name: str, cases: Sequence[CaseResult], settings: Settings, *, whole: bool = True) -> None:
    begun = prepare("samples", settings=settings, choice=Choice(sample=_ASKED)).begun
    with RunFile(settings.runs_directory / f"{name}.jsonl") as file:
        recording = Recording.started(begun, file, resume=False, dated=False)
        recording.open(Opened(phase=WHOLE, fingerprint=None, articles="ab", counts={"documents": 16, "chunks": 40}))
        for position, case in enumerate(cases):
            recording.add(WHOLE, position, case)
        if whole:
            recording.end()
