"""``status``, ``--help``, ``--version`` and the evaluation commands."""

from importlib.metadata import version
from pathlib import Path

import pytest

from index.settings import Settings
from tests.cli import run, run_json

SECRET = "sk-do-not-show"
COMMANDS = (
    *("index", "watch", "ask", "search", "chat", "list", "show", "edit", "delete", "restore"),
    *("status", "answers", "jobs", "reclean", "rebuild", "eval"),
)


def test_status_shows_every_setting_and_where_it_came_from(sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANAD_EMBEDDING_API_KEY", SECRET)
    monkeypatch.setenv("SANAD_EMBEDDING_BASE_URL", f"https://user:{SECRET}@example.org/v1")
    Path(".env").write_text("SANAD_PORT=8123\n")
    found = run_json("status", "--library", sample_library)
    assert set(found) == {"library", "embedder", "answers", "settings"}
    assert set(found["settings"]) == set(Settings.model_fields)
    assert found["settings"]["library"] == {"value": str(sample_library), "from": "flag"}
    assert found["settings"]["port"] == {"value": 8123, "from": ".env"}
    assert found["settings"]["embedding_base_url"]["value"] == "https://example.org/v1"
    shown = run("status", "--library", sample_library).stdout
    assert SECRET not in shown + str(found)
    assert "8123  (.env)" in shown


def test_status_counts_and_checks_the_library(sample_library: Path) -> None:
    library = run_json("status", "--library", sample_library)["library"]
    assert library["problem"] is None
    assert library["articles"] == sum(library["languages"].values()) == library["states"]["indexed"]
    assert {"en", "ar", "ur", "ru"} <= set(library["languages"])
    assert library["words"] == library["chunks"] > 0
    assert "complete" in run("status", "--library", sample_library).stdout


def test_status_works_where_nothing_else_does() -> None:
    found = run_json("status", "--library", "missing", "--embedder", "onnx")
    assert "missing" in found["library"]["problem"]
    assert found["embedder"]["problem"]
    assert "missing" in run("status", "--library", "missing", "--embedder", "none").stdout


def test_an_unknown_variable_stops_every_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANAD_LIBRRY", "x")
    result = run("status")
    assert result.exit_code == 2
    assert "did you mean SANAD_LIBRARY" in result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert command in run("--help").stdout
    assert "Examples" in (result.stdout if command != "eval" else run("eval", "run", "--help").stdout)


def test_version_is_the_packages() -> None:
    assert run("--version").stdout.strip() == f"sanad {version('sanad')}"


def test_an_evaluation_run_gives_flat_metrics_and_its_settings() -> None:
    found = run_json("eval", "run", "samples", "--limit", "4", "--embedder", "none")
    assert {"metrics", "settings", "cases", "latency"} <= set(found)
    assert {"MRR", "Hit@1"} <= set(found["metrics"])
    assert all(isinstance(value, float) for value in found["metrics"].values())
    assert found["settings"]["embedder"] == "none"
    shown = run("eval", "run", "samples", "--limit", "4", "--embedder", "none")
    assert shown.exit_code == 0
    assert "MRR" in shown.stdout


def test_a_set_that_cannot_be_read_is_an_error() -> None:
    result = run("eval", "run", "nothing.json")
    assert result.exit_code == 2
    assert "nothing.json" in result.stderr
