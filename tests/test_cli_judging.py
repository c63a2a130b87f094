"""``eval judge``: what it shows before it starts, what it keeps beside the run, and where its figures appear."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.models import Run
from eval.records import read_run, write
from tests.cli import run as run_command
from tests.cli import run_json
from tests.evaluated import run_of
from tests.judged import number_of, sound, vote, written, written_run
from tests.servers.chat import Asked, ChatServer, chat_server


def _says(asked: Asked) -> str:
    return sound("wrong" if number_of(asked) < 3 else "correct")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    with chat_server(_says) as running:
        for name, value in {"BASE_URL": running.url, "MODEL": "judge-model", "TIMEOUT": "2", "DEADLINE": "4"}.items():
            monkeypatch.setenv(f"SANAD_CHAT_{name}", value)
        yield running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "run.json"
    write(written_run(12), found)
    return found


def _judge(path: Path, *arguments: object, answer: str | None = None) -> tuple[int, str, str]:
    result = run_command("eval", "judge", path, "--aspects", "correctness", *arguments, answer=answer)
    return result.exit_code, result.stdout, result.stderr


def test_the_cost_is_shown_and_nothing_is_asked_without_a_yes(server: ChatServer, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, said = _judge(path, answer="n\n")
    assert (code, out.strip(), server.requests) == (0, "n", [])
    assert "12 items, 0 of them decided without asking. 36 votes, 0 of them known already." in said
    assert "nobody knows what they cost" in said and "Ask judge-model now?" in said and "Nothing was judged." in said
    monkeypatch.setenv("SANAD_CHAT_PRICE_IN", "1000")
    monkeypatch.setenv("SANAD_CHAT_PRICE_OUT", "1000")
    assert "in the currency of your prices" in _judge(path, answer="n\n")[2]
    assert not path.with_name("run.judge.json").exists()


def test_figures_are_kept_beside_the_run_and_shown_by_the_other_commands(server: ChatServer, path: Path, tmp_path: Path) -> None:
    code, out, _ = _judge(path, "--yes")
    assert code == 0 and len(server.requests) == 36
    assert "judge-model" in out and "correctness     0.750" in out and "errors        none" in out
    assert read_run(path).metrics["Judge correctness"] == 0.75
    assert run_command("eval", "gate", path, "--require", "Judge correctness>=.7", "--require", "judge errors<=0").exit_code == 0
    assert run_command("eval", "gate", path, "--require", "Judge correctness>=.8").exit_code == 1

    better = tmp_path / "better.json"
    write(run_of([written(number, (f"Exactly {number} crowns.", (0,))) for number in range(12)]), better)
    server.model = lambda asked: sound("correct")
    assert _judge(better, "--yes")[0] == 0
    compared = run_json("eval", "compare", path, better)
    (found,) = [one for one in compared["differences"] if one["name"] == "Judge correctness"]
    assert (found["before"], found["after"], found["changed"]) == (0.75, 1.0, 3)
    assert run_command("eval", "report", path, "-o", tmp_path / "report.md").exit_code == 0
    assert "Judge correctness" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_labels_are_drafted_filled_in_and_held_against_the_judge(server: ChatServer, path: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    code, out, _ = _judge(path, "--sample-for-labels", 12, "--labels", labels)
    assert code == 0 and "12 items to label" in out and not server.requests
    lines = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line["label"] = "wrong" if line["case"] in ("q0", "q1", "q2", "q3") else "correct"
    labels.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    code, out, _ = _judge(path, "--labels", labels, "--only-labelled", "--yes")
    assert code == 0 and "Cohen's kappa 0.80" in out and "92% of pairs agree on 12 items" in out
    assert "person wrong: judge correct 1, wrong 3" in out
    assert not path.with_name("run.judge.json").exists(), "a part of the items is no figure of the run"
    assert _judge(path, "--sample-for-labels", 3, "--labels", labels)[0] == 2

    asked = len(server.requests)
    found = run_json("eval", "judge", path, "--aspects", "correctness", "--labels", labels)
    assert (found["counts"]["cached"], found["counts"]["votes"], found["usage"]["prompt_tokens"]) == (36, 36, 0)
    assert len(server.requests) == asked
    opinion = found["opinions"]["correctness"]
    assert opinion["calibration"]["kappa"]["value"] == pytest.approx((11 / 12 - 84 / 144) / (1 - 84 / 144))
    assert opinion["agreement"]["value"] == 1.0 and opinion["agreement"]["low"] is None
    _, out, said = _judge(path)
    assert "Nothing is asked, and nothing paid." in said and "now?" not in said and "36 of 36 known already" in out


def test_one_category_is_told_and_null_in_json(server: ChatServer, path: Path) -> None:
    server.model = lambda asked: sound("correct")
    result = run_command("eval", "judge", path, "--aspects", "correctness", "--json")
    found = json.loads(result.stdout)["opinions"]["correctness"]["agreement"]
    assert found["value"] is None and "kappa is not defined" in found["why"]
    assert "NaN" not in result.stdout


def test_items_without_a_verdict_set_the_exit_code(server: ChatServer, path: Path) -> None:
    server.model = lambda asked: "I would say 4 of 5." if number_of(asked) == 5 else vote("correct")
    code, out, said = _judge(path, "--yes")
    assert code == 1 and "3 votes could not be read: malformed 3" in out and "1 of 12 items have no verdict" in said
    assert read_run(path).counts["judge open"] == 1
    server.model = lambda asked: "4"
    assert _judge(path, "--yes", "--fresh")[0] == 2
    assert "Judge correctness" not in read_run(path).metrics


def test_the_figures_of_other_answers_are_left_out(server: ChatServer, path: Path) -> None:
    _judge(path, "--yes")
    other: Run = run_of([written(number, ("It was dear.", (0,))) for number in range(12)])
    write(other, path)
    found = read_run(path)
    assert "Judge correctness" not in found.metrics
    assert "run.judge.json judges other answers" in found.notices[-1]
    path.with_name("run.judge.json").write_text("{}", encoding="utf-8")
    refused = run_command("eval", "compare", path, path)
    assert refused.exit_code == 2 and "does not hold a judgement" in refused.stderr


def test_what_cannot_be_is_said(path: Path, tmp_path: Path) -> None:
    code, _, said = _judge(path, "--yes")
    assert code == 2 and "There is no model to judge. Set SANAD_CHAT_MODEL" in " ".join(said.split())
    assert run_command("eval", "judge", path, "--aspects", "taste").exit_code == 2
    assert run_command("eval", "judge", path, "--aspects", "").exit_code == 2
    assert _judge(path, "--sample-for-labels", 3)[0] == _judge(path, "--only-labelled")[0] == 2
    write(written_run(2, answered=False), path)
    assert "asked for no answers" in _judge(path, "--yes")[2]


def test_a_run_is_judged_by_its_name(tmp_path: Path) -> None:
    text = "The ferry to Norvand leaves at seven."
    asked = {"id": "q7", "question": "When does the ferry to Norvand leave?", "answers": [{"text": "seven", "answer_start": 31}]}
    chosen = tmp_path / "squad.json"
    chosen.write_text(json.dumps({"data": [{"title": "Ferry", "paragraphs": [{"context": text, "qas": [asked]}]}]}), encoding="utf-8")
    begun = run_command("eval", "run", chosen, "--answers", "--embedder", "none", "--set", "answer_threshold=0")
    assert begun.exit_code == 0, begun.stderr
    with chat_server(lambda asked: sound("correct")) as server:
        code, out, said = _judge(Path("last"), "--yes", "--set", f"chat_base_url={server.url}", "--set", "chat_model=judge-model")
    assert code == 0 and "correctness     1.000" in out and len(server.requests) == 3, said
    assert "Judge correctness" in run_command("eval", "figures", "last").stdout
