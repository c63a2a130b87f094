"""Runs that are broken off, by a person, a crash or a kill, and go on to the same end."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.models import Choice, Run
from eval.records import read_run
from eval.run import carry_out, prepare, run
from eval.runs.file import RunFile, read
from index.errors import EvaluationError
from index.lock import LibraryLock
from index.settings import Settings, load_settings
from tests.asked import TIMES, squad_file

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-c", "from ui.cli.main import main; main()", "eval", "run", "samples", "-o"]
SOME = 5  # cases that are finished before it is broken off


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(embedder="none", library=tmp_path / "library")


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    return squad_file(tmp_path / "harbours.json", size=12)


def same(finished: Run) -> dict[str, Any]:
    """All of a run but its times."""
    return finished.model_dump(exclude={"latency": True, "seconds": True, "started": True, "versions": True, "cases": {"__all__": TIMES}})


def after(cases: int) -> Callable[[], bool]:
    """Says that it is enough, but only once it was asked so often; the first twelve are the articles."""
    calls = iter(range(1_000))
    return lambda: next(calls) >= 12 + 1 + cases


def broken_off(squad: Path, settings: Settings, path: Path, *, cases: int = SOME, **options: Any) -> Run:
    return run(squad, settings=settings, output=path, cancelled=after(cases), **options)


def test_a_run_that_was_cancelled_goes_on_to_the_same_end(squad: Path, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    part = broken_off(squad, settings, path)
    assert not part.complete
    assert SOME <= len(part.cases) < part.questions == 12
    with pytest.raises(EvaluationError, match=f"not finished: {len(part.cases)} cases"):
        read_run(path)
    assert read_run(path, unfinished=True) == part
    seen: list[tuple[str, int, int]] = []
    whole = run(squad, settings=settings, output=path, progress=lambda *step: seen.append(step))
    assert ("Asking", len(part.cases), 12) in seen and ("Asking", 0, 12) not in seen
    assert same(whole) == same(run(squad, settings=settings))
    assert whole.cases[: len(part.cases)] == part.cases  # their times too: they were not asked again
    assert read_run(path) == whole == read_run(path, anew=True)


def test_a_line_that_was_cut_off_is_asked_again(squad: Path, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    broken_off(squad, settings, path)
    data = path.read_bytes()
    path.write_bytes(data[:-40])
    assert len(read(path).rows) == data.count(b'{"row"') - 1
    assert same(run(squad, settings=settings, output=path)) == same(run(squad, settings=settings))
    path.write_bytes(data[:30])  # not even the first line is whole
    assert run(squad, settings=settings, output=path).complete


def test_what_was_begun_otherwise_is_refused_and_says_what_differs(squad: Path, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    broken_off(squad, settings, path, choice=Choice(sample=12))
    before = path.read_bytes()
    other = settings.model_copy(update={"answer_threshold": 0.6})
    with pytest.raises(EvaluationError, match=r"begun otherwise: sample was 12 and is None; setting answer_threshold was 0\.5 and is 0\.6"):
        run(squad, settings=other, output=path)
    squad_file(squad, size=11)
    with pytest.raises(EvaluationError, match="the set harbours has other contents"):
        run(squad, settings=settings, output=path, resume=True)
    assert path.read_bytes() == before
    assert run(squad, settings=other, output=path, resume=False).complete


def test_a_library_that_has_changed_is_refused(squad: Path, settings: Settings, tmp_path: Path) -> None:
    path, library = tmp_path / "run.jsonl", tmp_path / "kept"
    broken_off(squad, settings, path, library=library)
    assert run(squad, settings=settings, output=path, library=library).complete
    broken_off(squad, settings, path, library=library, cases=-8)  # no article is indexed any more
    run(squad_file(tmp_path / "others.json", size=13), settings=settings, library=tmp_path / "kept 2")
    library.rename(tmp_path / "away")
    (tmp_path / "kept 2").rename(library)
    with pytest.raises(EvaluationError, match="the articles of the library are others"):
        run(squad, settings=settings, output=path, library=library)


def test_a_finished_run_is_begun_anew_but_not_when_it_is_to_go_on(squad: Path, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with pytest.raises(EvaluationError, match="is empty"):
        run(squad, settings=settings, output=path, resume=True)
    first = run(squad, settings=settings, output=path)
    with pytest.raises(EvaluationError, match="is finished"):
        run(squad, settings=settings, output=path, resume=True)
    again = run(squad, settings=settings, output=path)
    assert again.started > first.started
    assert len(read(path).rows) == 12


def test_a_run_keeps_its_day(squad: Path, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    prepared = prepare(squad, settings=settings)
    yesterday = prepared.begun.today.replace(year=2001)
    carry_out(prepared._replace(begun=prepared.begun.model_copy(update={"today": yesterday})), path, cancelled=after(SOME))
    with pytest.raises(EvaluationError, match="today was 2001-"):
        run(squad, settings=settings, output=path, today=prepared.begun.today)
    assert run(squad, settings=settings, output=path).today == yesterday


def test_two_processes_do_not_write_one_run(squad: Path, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with RunFile(path), pytest.raises(EvaluationError, match="Another process is writing"):
        run(squad, settings=settings, output=path)
    assert run(squad, settings=settings, output=path).complete
    assert not path.with_name("run.jsonl.lock").exists()


def test_what_killed_runs_left_is_swept_away(squad: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, used, young, other = (tmp_path / name for name in ("sanad-eval-left", "sanad-eval-used", "sanad-eval-young", "elsewhere"))
    for directory in (left, used, young, other):
        directory.mkdir()
    lock = LibraryLock(used)
    lock.acquire(0)
    for directory in (left, used, other):
        os.utime(directory, (0, 0))
    run(squad, settings=settings)
    assert [directory.exists() for directory in (left, used, young, other)] == [False, True, True, True]
    lock.release()


def test_a_file_that_is_no_run_is_not_overwritten(squad: Path, settings: Settings) -> None:
    before = squad.read_bytes()
    with pytest.raises(EvaluationError, match="is not a run"):
        run(squad, settings=settings, output=squad)
    assert squad.read_bytes() == before


def _begin(path: Path, *more: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts in the background ignore it
    try:
        return subprocess.Popen([*COMMAND, str(path), *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    finally:
        signal.signal(signal.SIGINT, heard)


def _stopped_in_the_middle(path: Path, number: signal.Signals, *more: str) -> tuple[int, str]:
    """The exit code, and what it said, of a run that gets a signal when some of its cases are finished."""
    process = _begin(path, *more)
    while process.poll() is None and not (path.exists() and path.read_bytes().count(b'{"row"') >= SOME):
        time.sleep(0.005)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    return process.returncode, said


def test_a_killed_run_goes_on_to_the_same_end(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    assert _stopped_in_the_middle(path, signal.SIGKILL)[0] == -signal.SIGKILL
    kept = read_run(path, unfinished=True)
    assert SOME <= len(kept.cases) < kept.questions
    process = _begin(path, "--resume", "--json")
    told, said = process.communicate(timeout=240)
    assert process.returncode == 0, said
    assert f"Going on with run: {len(kept.cases)} of {kept.questions}" in said
    assert same(read_run(path)) == same(run("samples", settings=load_settings()))
    assert read_run(path).cases[: len(kept.cases)] == kept.cases
    assert json.loads(told)["metrics"] == read_run(path).metrics


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    code, said = _stopped_in_the_middle(path, signal.SIGINT, "--workers", "2", "--no-answers")
    kept = read_run(path, unfinished=True)
    assert code == 128 + signal.SIGINT
    assert f"{len(kept.cases)} of {kept.questions} questions are answered. The same command again goes on with run." in said
    assert "Traceback" not in said
