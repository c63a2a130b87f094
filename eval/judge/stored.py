"""What a judge said, kept beside the run, and taken into its figures wherever the run is read."""

from pathlib import Path

from eval.judge.items import judged_sha256
from eval.judge.judging import Worth, worths
from eval.judge.models import Aspect, Judgement
from eval.metrics import metrics, metrics_by_language
from eval.models import CaseResult, Run
from index.errors import EvaluationError

_PREFIX = "Judge "


def place_beside(run_path: Path) -> Path:
    """Where the judgement of a run is kept: ``run.judge.json`` beside ``run.json``."""
    return run_path.with_name(f"{run_path.stem}.judge.json")


def read_judgement(path: Path) -> Judgement:
    """The judgement in a file.

    Raises:
        EvaluationError: The file cannot be read or does not hold one.
    """
    try:
        return Judgement.model_validate_json(path.read_bytes())
    except OSError as error:
        raise EvaluationError(f"The judgement {path} cannot be read: {error.strerror}.", remedy="Check the path.") from error
    except ValueError as error:
        raise EvaluationError(f"{path} does not hold a judgement.", remedy="Remove it, or judge the run again.") from error


def with_judgement(run: Run, run_path: Path) -> Run:
    """``run`` with the figures of the judge, if one was asked; with a notice, if it was asked about another run of that name.

    Raises:
        EvaluationError: What is kept beside the run does not hold a judgement.
    """
    path = place_beside(run_path)
    if not path.is_file():
        return run
    judgement = read_judgement(path)
    if judgement.judged_sha256 != judged_sha256(run):
        told = f"{path.name} judges other answers than those of this run, and is left out; judge the run again."
        return run.model_copy(update={"notices": (*run.notices, told)})
    return judged(run, judgement)


def judged(run: Run, judgement: Judgement) -> Run:
    """``run`` with scores of the judge for each case, the means of them, and who judged among the settings."""
    known = worths(judgement.items)
    cases = tuple(_scored(case, known) for case in run.cases)
    told = metrics(cases, answered=run.answered)
    by_language = metrics_by_language(cases, answered=run.answered)
    return run.model_copy(
        update={
            "cases": cases,
            "metrics": run.metrics | _of_judge(told),
            "by_language": {code: own | _of_judge(by_language.get(code, {})) for code, own in run.by_language.items()},
            "counts": run.counts | {"judge errors": judgement.counts["errors"], "judge open": judgement.counts["open"]},
            "settings": run.settings
            | {"judge model": judgement.model, "judge votes": judgement.votes, "judge prompts": judgement.prompts_sha256[:12]},
            "notices": (*run.notices, *judgement.notices),
        }
    )


def _scored(case: CaseResult, known: dict[Aspect, dict[str, Worth]]) -> CaseResult:
    """A case that failed before it had any score counts as zero in all of them, these included."""
    if case.error is not None and not case.scores:
        return case
    found = {f"{_PREFIX}{aspect}": worth.value for aspect, cases in known.items() if (worth := cases.get(case.id)) is not None}
    if case.error is not None and case.answerable:
        found = {f"{_PREFIX}{aspect}": 0.0 for aspect in known}
    told = {name: value for name, value in found.items() if value is not None}
    return case.model_copy(update={"scores": {**case.scores, **told}}) if told else case


def _of_judge(figures: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in figures.items() if name.startswith(_PREFIX)}
