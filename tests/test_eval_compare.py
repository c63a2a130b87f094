"""Comparing two runs, and passing or failing one."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.compare.compared import compare
from eval.compare.gate import Requirement, pass_or_fail, read_requirement
from eval.compare.markdown import escaped, markdown
from eval.compare.models import Change, Comparison
from eval.compare.words import verdict
from eval.metrics import is_main
from eval.models import Choice, Run
from eval.records import read_run, write
from eval.statistics.clusters import clusters
from index.errors import EvaluationError
from tests.cli import run as run_command
from tests.cli import run_json
from tests.evaluated import HOSTILE, case, good, run_of, worse

NAMES = ("a.json", "b.json")


def _compared(first: Run, second: Run, **options: Any) -> Comparison:
    return compare(first, second, names=NAMES, resamples=500, **options)


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return _compared(run_of(good()), run_of(worse(), settings={"embedder": "none"}))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "a.json", tmp_path / "b.json"
    for path, cases in zip(paths, (good(), worse()), strict=True):
        write(run_of(cases), path)
    return paths


def _changes(compared: Comparison) -> dict[str, Change]:
    return {change.id: change for change in compared.changes}


def test_the_differences_are_those_of_the_runs(compared: Comparison) -> None:
    one, other = run_of(good()).metrics, run_of(worse()).metrics
    assert {found.name: (found.before, found.after) for found in compared.differences} == {
        name: pytest.approx((one[name], other[name])) for name in one if is_main(name)
    }
    every = _compared(run_of(good()), run_of(worse()), every=True)
    told = {found.name for found in every.differences}
    assert told == one.keys() | run_of(good()).latency.keys() > {found.name for found in compared.differences}
    risk = next(found for found in every.differences if found.name == "AURC")
    assert risk.value > 0 and risk.gain < 0
    mrr = next(found for found in compared.differences if found.name == "MRR")
    assert mrr.found and mrr.gain < 0 and verdict(mrr) == "A is better"
    assert compared.settings == {"embedder": ("bundled", "none")}


def test_a_rise_of_what_should_be_low_is_a_loss(compared: Comparison) -> None:
    declined = next(found for found in compared.differences if found.name == "Declined wrong")
    assert declined.value > 0 and declined.gain < 0 and declined.worst == -(declined.high or 0)


def test_each_change_says_what_and_why(compared: Comparison) -> None:
    changes = _changes(compared)
    assert set(changes) == {f"q{number}" for number in (*range(0, 22, 2), 1, 3, 5, 35)}
    assert (changes["q0"].kinds, changes["q0"].why) == (("retrieval",), ("right article at 1 -> at 2",))
    assert changes["q1"].why == ("answered -> declined, wrongly",)
    assert changes["q3"].kinds == ("failed",) and "late" in changes["q3"].why[0]
    assert changes["q5"].why == ("the answer is no longer cited",)
    assert changes["q35"].why == ("declined -> answered, wrongly",)
    weights = [abs(change.weight) for change in compared.changes]
    assert weights == sorted(weights, reverse=True) and changes["q3"].weight == -3


def test_parts_are_corrected_together(compared: Comparison) -> None:
    parts = {part.value: part for part in compared.parts}
    assert set(parts) == {"ar", "en"} and parts["ar"].small and not parts["en"].small
    assert not any(found.found for found in parts["ar"].differences)
    mrr = next(found for found in parts["en"].differences if found.name == "MRR")
    whole = next(found for found in compared.differences if found.name == "MRR")
    assert mrr.found and mrr.corrected > whole.corrected
    assert _compared(run_of(good()), run_of(worse()), by=("type",)).parts[0].by == "type"


def test_the_same_run_twice_has_no_difference() -> None:
    compared = _compared(run_of(good()), run_of(good()))
    assert not compared.changes and not compared.settings
    assert {verdict(found) for found in compared.differences} == {"the same on every question"}


def test_what_is_not_said_to_differ_is_bounded() -> None:
    second = [case(number, 3 if number < 7 else 1) if number < 22 else one for number, one in enumerate(good())]
    first = [case(number, 3 if 7 <= number < 14 else 1) if number < 22 else one for number, one in enumerate(good())]
    mrr = next(found for found in _compared(run_of(first), run_of(second)).differences if found.name == "MRR")
    assert not mrr.found and mrr.smallest is not None and "would have been seen" in verdict(mrr)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (run_of(good(), set_sha256="cd" * 32), "sha256 cdcdcdcdcdcd"),
        (run_of(good(), parts={"pool.json": "2"}), "pool.json is not the same file"),
        (run_of(good(), parts={"pool.json": "1", "more.json": "2"}), "Only b.json used the file more.json"),
        (run_of(good()[:-1], parts={"pool.json": "1"}), "Only a.json has case q39"),
        (run_of([*good(), *(case(number) for number in range(50, 60))], parts={"pool.json": "1"}), "and 5 more"),
        (run_of([case(0, question="Another?"), *good()[1:]], parts={"pool.json": "1"}), "Case q0 is another question in b.json"),
        (run_of([*good(), case(0)], parts={"pool.json": "1"}), "b.json has case q0 more than once"),
    ],
)
def test_runs_over_other_cases_are_refused(other: Run, told: str) -> None:
    with pytest.raises(EvaluationError, match=told):
        _compared(run_of(good(), parts={"pool.json": "1"}), other)


def test_what_was_chosen_otherwise_is_told() -> None:
    compared = _compared(run_of(good()), run_of(good(), choice=Choice(titles=False)))
    assert compared.settings == {"choice.titles": ("None", "False")}


def test_nothing_in_a_question_is_markdown() -> None:
    cases = [case(0, 2, question=HOSTILE), *good()[1:]]
    text = markdown(_compared(run_of([case(0, question=HOSTILE), *good()[1:]]), run_of(cases)))
    assert "<script>" not in text and escaped(HOSTILE) in text
    row = next(line for line in text.splitlines() if line.startswith("| q0"))
    assert row.replace("\\|", "").count("|") == 6


@pytest.mark.parametrize(
    ("text", "requirement"),
    [
        ("MRR>=0.9", Requirement("MRR", "", ">=", 0.9)),
        (" Declined wrong <= .1", Requirement("Declined wrong", "", "<=", 0.1)),
        ("MRR[AR]>.8", Requirement("MRR", "ar", ">", 0.8)),
        ("failed==0", Requirement("failed", "", "==", 0.0)),
    ],
)
def test_a_requirement_is_read(text: str, requirement: Requirement) -> None:
    assert read_requirement(text) == requirement


@pytest.mark.parametrize("text", ["", "MRR", "MRR=.9", ">=.9", "MRR>=high", "MRR>=nan", "MRR>=inf", "MRR>=.9 and Hit@1>=.8"])
def test_what_is_no_requirement_is_refused(text: str) -> None:
    with pytest.raises(EvaluationError):
        read_requirement(text)


def _gate(run: Run, *required: str, **options: Any) -> str:
    return pass_or_fail(run, require=[read_requirement(text) for text in required], resamples=500, **options).result


def test_a_run_passes_or_fails() -> None:
    run = run_of(good())
    assert _gate(run, "MRR>=1", "mrr[ar]>=.9", "search p95<1", "failed<=0", "Declined wrong<=0") == "pass"
    assert _gate(run, "MRR>=.5", "Hit@1<1") == "fail"
    with pytest.raises(EvaluationError, match=r"no figure 'NDCG'.*It has Hit@1"):
        _gate(run, "NDCG>=.5")
    with pytest.raises(EvaluationError, match="Nothing is required"):
        _gate(run)


def test_a_loss_fails_and_a_set_too_small_cannot_tell() -> None:
    run = run_of(good())
    lost = [case(0, 2), *good()[1:]]
    assert _gate(run_of(worse()), base=run) == "fail"
    assert _gate(run, base=run_of(worse())) == "pass"
    assert _gate(run_of(lost), base=run) == "pass", "one question is no significant loss"
    assert _gate(run_of(lost), base=run, margin=0.01) == "cannot tell"
    assert _gate(run_of(lost), base=run, margin=0.5) == "pass"
    assert _gate(run, base=run, margin=0.0) == "pass", "where nothing changed, nothing was lost"
    with pytest.raises(EvaluationError, match="margin"):
        _gate(run, base=run, margin=-0.1)


def test_the_command_prints_and_writes(files: tuple[Path, Path], tmp_path: Path) -> None:
    result = run_command("eval", "compare", *files, "--markdown", tmp_path / "c.md", "--cases", 2)
    assert result.exit_code == 0
    assert "A is better" in result.stdout and "15 cases changed" in result.stdout and "- q3" in result.stdout
    assert (tmp_path / "c.md").read_text(encoding="utf-8").startswith("# ")
    found = run_json("eval", "compare", *files, "--by", "type")
    assert found["cases"] == 40 and found["differences"][0]["low"] is not None
    assert run_command("eval", "compare", *files, "--by", "colour").exit_code == 2


def test_the_exit_code_of_the_gate(files: tuple[Path, Path], tmp_path: Path) -> None:
    one, other = files
    assert run_command("eval", "gate", one, "--require", "MRR>=.9").exit_code == 0
    assert run_command("eval", "gate", other, "--no-worse-than", one).exit_code == 1
    lost = tmp_path / "lost.json"
    write(run_of([case(0, 2), *good()[1:]]), lost)
    assert run_command("eval", "gate", lost, "--no-worse-than", one, "--margin", ".01").exit_code == 2
    assert run_command("eval", "gate", one, "--require", "MRR").exit_code == 2
    assert run_command("eval", "gate", tmp_path / "none.json", "--require", "MRR>=.1").exit_code == 2
    assert run_json("eval", "gate", other, "--require", "MRR>=1", code=1)["result"] == "fail"


def _squad(path: Path) -> Path:
    """Two articles, the first with two passages."""
    texts = {
        "Ferry": ("The ferry to Norvand leaves at seven.", "A ticket for the boat costs four crowns."),
        "Museum": ("The museum has a whale.",),
    }
    asked = {
        "The ferry to Norvand leaves at seven.": "When does the ferry to Norvand leave?",
        "The museum has a whale.": "Who has a whale?",
    }
    data = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {
                            "id": f"{title}{place}",
                            "question": asked.get(text, "What does a ticket for the boat cost?"),
                            "answers": [{"text": text.split()[-1], "answer_start": text.index(text.split()[-1])}],
                        }
                    ],
                }
                for place, text in enumerate(passages)
            ],
        }
        for title, passages in texts.items()
    ]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path


def test_one_command_measures_and_decides(tmp_path: Path) -> None:
    chosen = _squad(tmp_path / "squad.json")
    base = tmp_path / "base.json"
    passed = run_command("eval", "run", chosen, "--embedder", "none", "-o", base, "--require", "Hit@5>=.1", "--require", "failed<=0")
    assert passed.exit_code == 0 and passed.stdout.rstrip().endswith("pass")
    assert run_command("eval", "run", chosen, "--embedder", "none", "--require", "Hit@1>1").exit_code == 1
    again = run_command("eval", "run", chosen, "--embedder", "none", "--no-worse-than", base, "--margin", "0", "--json")
    assert again.exit_code == 0 and json.loads(again.stdout)["counts"]["cases"] == 3 and "the same on every question" in again.stderr
    refused = run_command("eval", "run", chosen, "--require", "MRR")
    assert refused.exit_code == 2 and "not a requirement" in refused.stderr and not refused.stdout


def test_passages_of_one_article_are_drawn_together(tmp_path: Path) -> None:
    written = tmp_path / "run.json"
    run_command("eval", "run", _squad(tmp_path / "squad.json"), "--embedder", "none", "-o", written)
    numbers = clusters(read_run(written).cases).tolist()
    assert numbers[0] == numbers[1] != numbers[2]
