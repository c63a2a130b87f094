"""Runs as the page carries them out: what may be set, which sets are offered, and what becomes of a run whose server is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eval.runs.file import is_being_written
from eval.runs.store import Runs
from index.errors import EvaluationError, NotFoundError, SettingsError
from index.settings import Settings
from tests.evaluated import good, run_of
from ui.evaluating.evaluations import Evaluations, Wish
from ui.evaluating.jobs import Job, Jobs
from ui.evaluating.request import read_changes, settings_with
from ui.evaluating.sets import Sets
from ui.evaluating.tables import risk_csv, times_csv

SERVER = """
import sys, time
from pathlib import Path
from index.settings import Settings
from ui.evaluating.evaluations import Evaluations, Wish
if __name__ == "__main__":
    evaluations = Evaluations(Settings(runs_directory=Path(sys.argv[1])), paths=False)
    job = evaluations.start(Wish())
    while not (evaluations.jobs.get(job.id).stage == "Asking" and evaluations.jobs.get(job.id).done):
        time.sleep(0.02)
    print("asking", flush=True)
    time.sleep(600)
"""


def test_settings_are_read_one_on_a_line() -> None:
    assert read_changes(" fusion = rank \n\nanswer_threshold=.7") == {"fusion": "rank", "answer_threshold": ".7"}
    assert settings_with(Settings(answer_sentences=3), {"answer_threshold": ".7"}).answer_threshold == 0.7
    assert settings_with(Settings(answer_sentences=3), {}).answer_sentences == 3


@pytest.mark.parametrize(
    ("written", "named"),
    [("fusion", "'fusion'"), ("fusion=", "'fusion='"), ("library=/tmp", "'library'"), ("embedder=os.path", "names code"), ("=1", "'=1'")],
)
def test_what_cannot_be_set_from_the_page_is_named(written: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        read_changes(written)


def test_a_wrong_value_is_refused_before_anything_starts(tmp_path: Path) -> None:
    evaluations = Evaluations(Settings(runs_directory=tmp_path), paths=False)
    with pytest.raises(SettingsError, match="fusion"):
        evaluations.start(Wish(changes="fusion=magic"))
    assert evaluations.jobs.all() == ()


def test_sets_of_questions_are_offered_and_paths_only_where_they_may_be_named(tmp_path: Path) -> None:
    directory = tmp_path / "sets"
    sets = Sets(directory, paths=False)
    assert [one.value for one in sets.all()] == ["bundled:samples"]
    with pytest.raises(EvaluationError, match="no set"):
        sets.find("/etc/passwd")
    path = sets.place("../../x y/Été #1.jsonl")
    assert path.parent == directory and path.name == "Été_1.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    assert sets.find(f"kept:{path.name}") == str(path)
    assert sets.place(path.name).name == "Été_1-2.jsonl"
    with pytest.raises(EvaluationError, match="no set"):
        sets.find("kept:../x")


def test_a_set_of_claims_is_not_taken_for_questions(tmp_path: Path) -> None:
    sets = Sets(tmp_path, paths=True)
    with pytest.raises(EvaluationError, match="claims"):
        sets.check("altered")


def test_a_deleted_run_comes_back_with_what_a_judge_said(tmp_path: Path) -> None:
    evaluations = Evaluations(Settings(runs_directory=tmp_path), paths=False)
    with pytest.raises(NotFoundError):
        evaluations.delete("one")
    _begin(tmp_path, "one")
    (tmp_path / "one.judge.json").write_text("{}", encoding="utf-8")
    evaluations.delete("one")
    assert evaluations.listed() == () and not (tmp_path / "one.judge.json").exists()
    evaluations.bring_back("one")
    assert [one.name for one in evaluations.listed()] == ["one"] and (tmp_path / "one.judge.json").exists()


def test_only_so_many_runs_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.evaluating.jobs.AT_ONCE", 0)
    with pytest.raises(EvaluationError, match="under way"):
        Evaluations(Settings(runs_directory=tmp_path), paths=False).start(Wish())


def test_a_run_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    jobs = Jobs(Settings(runs_directory=tmp_path))
    from ui.evaluating.request import Request

    job = _over(jobs, jobs.start(Request(set_path=str(tmp_path / "none.jsonl")), set_name="none"))
    assert job.state == "failed" and "none.jsonl" in job.why


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process as POSIX does")
def test_a_run_whose_server_is_killed_ends_and_is_gone_on_with(tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(SERVER, encoding="utf-8")
    runs = Runs(tmp_path / "runs")
    with subprocess.Popen(
        [sys.executable, str(script), str(runs.directory)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "asking\n"
        server.send_signal(signal.SIGKILL)
    (listed,) = runs.list()
    while is_being_written(runs.find(listed.name)):
        time.sleep(0.05)
    (listed,) = runs.list()
    assert not listed.complete and listed.done > 0
    evaluations = Evaluations(Settings(runs_directory=runs.directory), paths=False)
    done = _over(evaluations.jobs, evaluations.go_on(listed.name))
    assert done.state == "finished", done.why
    (finished,) = evaluations.listed()
    assert finished.complete and finished.done == finished.questions > listed.done


def test_what_is_drawn_can_be_read_as_a_table() -> None:
    from eval.report.view import report

    made = report(run_of(good()), name="one")
    assert risk_csv(made).splitlines()[0] == "\ufeffjudged,coverage,risk"
    assert len(times_csv(made).splitlines()) == 1 + sum(len(values) for values in made.taken.values())


def _over(jobs: Jobs, job: Job) -> Job:
    while True:
        now = jobs.get(job.id)
        assert now is not None
        if now.is_over:
            return now
        time.sleep(0.05)


def _begin(directory: Path, name: str) -> None:
    from eval.run import prepare
    from eval.runs.file import RunFile

    directory.mkdir(exist_ok=True)
    with RunFile(directory / f"{name}.jsonl") as file:
        file.begin(prepare("samples", settings=Settings(runs_directory=directory)).begun)
