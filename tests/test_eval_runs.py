"""Runs that are kept: by how many processes they were asked, listed by name, and compared in a grid."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle

from eval.environment import code, commit
from eval.models import Run
from eval.records import read_run, write
from eval.run import prepare, run
from eval.runs.grid import Grid, Ways, points, read_axes, run_grid
from eval.runs.store import Runs
from index.errors import EvaluationError, NotFoundError, SettingsError
from index.settings import Settings, load_settings
from tests.asked import TIMES, squad_file
from tests.cli import run as run_command
from tests.cli import run_json


class Deadly(BaseNodePostprocessor):
    """Takes the process it is in with it when it is asked about one town."""

    def _postprocess_nodes(self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None) -> list[NodeWithScore]:
        if query_bundle is not None and "Orla" in query_bundle.query_str:
            os._exit(9)
        return nodes


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(embedder="none", library=tmp_path / "library", runs_directory=tmp_path / "runs")


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    return squad_file(tmp_path / "harbours.json", size=8)


@pytest.fixture
def runs(settings: Settings) -> Runs:
    return Runs(settings.runs_directory)


def same(finished: Run) -> dict[str, Any]:
    """All of a run but its times and what asked."""
    without = {"latency", "seconds", "started", "versions", "workers"}
    return finished.model_dump(exclude={**dict.fromkeys(without, True), "cases": {"__all__": TIMES}})


def test_several_processes_give_what_one_gives(squad: Path, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    several = run(squad, settings=settings, answers=True, workers=3, output=path)
    assert several.workers == 3
    assert same(several) == same(run(squad, settings=settings, answers=True))
    assert read_run(path) == several
    with pytest.raises(EvaluationError, match="0 workers"):
        run(squad, settings=settings, workers=0)


def test_a_case_that_kills_its_process_fails_alone(squad: Path, settings: Settings) -> None:
    deadly = settings.model_copy(update={"reranker": "tests.test_eval_runs.Deadly"})
    found = run(squad, settings=deadly, workers=2)
    assert [case.id for case in found.failed] == ["q2"]
    assert "died" in (found.failed[0].error or "")
    assert found.metrics["MRR"] == pytest.approx(7 / 8)


def test_what_a_process_cannot_open_is_said(squad: Path, settings: Settings) -> None:
    missing = settings.model_copy(update={"reranker": "tests.test_eval_runs.Missing"})
    with pytest.raises(SettingsError, match="Missing"):
        run(squad, settings=missing, workers=2)


def test_runs_are_listed_found_renamed_and_deleted(squad: Path, settings: Settings, runs: Runs) -> None:
    assert runs.list() == ()
    with pytest.raises(NotFoundError, match="No run 'last'"):
        runs.find("last")
    first = runs.start(prepare(squad, settings=settings))
    runs.start(prepare(squad, settings=settings, limit=2), name="two of them")
    two, one = runs.list()
    assert (two.name, two.questions, two.done, two.complete) == ("two of them", 2, 2, True)
    assert one.name.endswith("-harbours") and one.metrics == first.metrics
    assert runs.find("last") == runs.find("two")
    assert runs.load(one.name) == first
    runs.rename(one.name, "all")
    with pytest.raises(EvaluationError, match="kept already"):
        runs.rename("two", "all")
    for name in ("../all", "", "last", "a/b", ".hidden"):
        with pytest.raises(EvaluationError, match="cannot be called"):
            runs.rename("two", name)
    runs.delete("all")
    assert [listed.name for listed in runs.list()] == ["two of them"]


def test_a_run_that_was_broken_off_is_found_again(squad: Path, settings: Settings, runs: Runs) -> None:
    calls = iter(range(100))
    part = runs.start(prepare(squad, settings=settings), cancelled=lambda: next(calls) > 12)
    (listed,) = runs.list()
    assert (listed.complete, listed.done, listed.questions) == (False, len(part.cases), 8)
    otherwise = settings.model_copy(update={"answer_sentences": 2})
    with pytest.raises(EvaluationError, match="answer_sentences was 5 and is 2"):
        runs.start(prepare(squad, settings=otherwise), resume=True)
    runs.start(prepare(squad, settings=otherwise))
    assert len(runs.list()) == 2
    assert runs.start(prepare(squad, settings=settings)).complete
    assert [listed.complete for listed in runs.list()] == [True, True]
    with pytest.raises(EvaluationError, match="No unfinished run"):
        runs.start(prepare(squad, settings=settings), resume=True)


def _grid(squad: Path, settings: Settings, runs: Runs, *texts: str, **options: Any) -> tuple[Grid, list[str]]:
    seen: list[str] = []
    ways = Ways(lambda point: load_settings(**{**settings.model_dump(), **point}), lambda own, day: prepare(squad, settings=own, today=day))
    found = run_grid(read_axes(texts), ways, runs, resamples=200, progress=lambda stage, *_: seen.append(stage), **options)
    return found, seen


def test_a_grid_compares_every_combination_with_the_first(squad: Path, settings: Settings, runs: Runs) -> None:
    grid, _ = _grid(squad, settings, runs, "fusion=score,rank", "answer_threshold=0.4,0.9")
    assert [cell.point for cell in grid.cells] == [
        {"fusion": fusion, "answer_threshold": threshold} for fusion in ("score", "rank") for threshold in ("0.4", "0.9")
    ]
    assert grid.cells[0].differences == () and all(cell.differences for cell in grid.cells[1:])
    assert {cell.name for cell in grid.cells} == {listed.name for listed in runs.list()}
    assert runs.load(grid.cells[3].name).settings["fusion"] == "rank"


def test_a_grid_goes_on_and_asks_nothing_twice(squad: Path, settings: Settings, runs: Runs) -> None:
    axes = ("fusion=score,rank",)
    calls = iter(range(100))
    with pytest.raises(EvaluationError, match="stopped at run 2 of 2"):
        _grid(squad, settings, runs, *axes, cancelled=lambda: next(calls) > 28)
    assert [listed.complete for listed in runs.list()] == [False, True]
    grid, seen = _grid(squad, settings, runs, *axes)
    assert {stage[:3] for stage in seen} == {"2/2", "Com"}
    assert _grid(squad, settings, runs, *axes)[1] == ["Comparing"]
    assert len(runs.list()) == 2
    assert _grid(squad, settings, runs, *axes, resume=False)[0].cells[1].metrics == grid.cells[1].metrics
    assert len(runs.list()) == 4


def test_a_grid_that_cannot_be_is_refused_before_anything_is_asked(squad: Path, settings: Settings, runs: Runs) -> None:
    for text in ("fusion", "=a", "fusion=", "fusion=a,"):
        with pytest.raises(EvaluationError, match="not a setting with values"):
            read_axes([text])
    with pytest.raises(EvaluationError, match="100 combinations"):
        read_axes(["a=" + ",".join(map(str, range(10))), "b=" + ",".join(map(str, range(10)))])
    with pytest.raises(SettingsError, match=r"fusoin.*did you mean fusion"):
        _grid(squad, settings, runs, "fusoin=score,rank")
    with pytest.raises(SettingsError, match="rang"):
        _grid(squad, settings, runs, "fusion=score,rang")
    assert runs.list() == ()
    assert points(read_axes(['reranker=a.B:{"x": 1, "y": 2}'])) == ({"reranker": 'a.B:{"x": 1, "y": 2}'},)


def test_the_command_line_keeps_lists_and_compares(squad: Path) -> None:
    assert "No runs" in run_command("eval", "runs").stderr
    for name, fusion in (("by score", "score"), ("by rank", "rank")):
        done = run_command("eval", "run", squad, "--embedder", "none", "--name", name, "--set", f"fusion={fusion}")
        assert done.exit_code == 0, done.stderr
        assert f"Kept as {name}." in done.stderr
    assert [one["name"] for one in run_json("eval", "runs")["runs"]] == ["by rank", "by score"]
    assert "8 questions · MRR 1.000" in run_command("eval", "runs").stdout
    assert run_json("eval", "compare", "by score", "by rank")["settings"] == {"fusion": ["score", "rank"]}
    assert run_command("eval", "gate", "last", "--require", "failed<=0").exit_code == 0
    assert run_json("eval", "figures", "by rank")["metrics"]["MRR"] == 1
    assert run_command("eval", "runs", "rename", "last", "ranks").exit_code == 0
    assert run_command("eval", "runs", "delete", "ranks", "by", "--yes").stdout.split("\n")[:2] == ["ranks", "by score"]
    assert run_json("eval", "runs")["runs"] == []


def test_the_command_line_runs_a_grid(squad: Path, tmp_path: Path) -> None:
    asked = ("eval", "run", squad, "--embedder", "none", "--grid", "fusion=score,rank")
    shown = run_command(*asked, "--name", "g").stdout
    assert "2 runs, each compared with fusion=score" in shown
    assert "g-fusion=rank" in shown
    assert [cell["name"] for cell in run_json(*asked, "--name", "g")["cells"]] == ["g-fusion=score", "g-fusion=rank"]
    refused = run_command(*asked, "-o", tmp_path / "run.jsonl")
    assert refused.exit_code == 2 and "--output and --grid" in refused.stderr


def test_figures_are_computed_again_from_the_cases(squad: Path, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    run(squad, settings=settings, output=path)
    path.write_text(path.read_text(encoding="utf-8").replace('"MRR":1.0', '"MRR":0.5'), encoding="utf-8")
    assert read_run(path).metrics["MRR"] == 0.5
    assert read_run(path, anew=True).metrics["MRR"] == 1
    assert "MRR was 0.500 when the run was made." in run_command("eval", "figures", path).stderr


def test_runs_of_one_object_are_read_too(squad: Path, settings: Settings, tmp_path: Path) -> None:
    finished = run(squad, settings=settings)
    write(finished, tmp_path / "old.json")
    assert read_run(tmp_path / "old.json") == finished
    assert run_command("eval", "gate", tmp_path / "old.json", "--require", "MRR>=1").exit_code == 0


def test_the_code_and_the_commit_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(code()) == 12
    monkeypatch.chdir(tmp_path)
    assert commit() == ""
    (tmp_path / "set.jsonl").write_text("{}", encoding="utf-8")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for arguments in (["init", "-q"], ["add", "set.jsonl"], [*who, "commit", "-q", "-m", "Add a set"]):
        subprocess.run(["git", *arguments], check=True, env={**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    clean = commit()
    assert len(clean) == 40
    (tmp_path / "set.jsonl").write_text("{ }", encoding="utf-8")
    assert commit() == f"{clean}+"
