"""The altered sentences, the reader of claims, and what verification must reach on the bundled set."""

import json
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from eval.formats.claims import claims_kind, read_claims
from eval.verification import area, is_caught, is_claims, verify_set
from index.errors import EvaluationError
from tests.cli import run_json

SET = Path(str(files("eval"))) / "sets" / "altered.jsonl"
SAMPLES = Path(str(files("index"))) / "samples"
ROWS = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
KINDS = {"number", "date", "name", "negation", "attribution", "unit", "direction"}


def test_the_set_is_large_enough_in_every_language_and_kind() -> None:
    altered = [row for row in ROWS if row["altered"]]
    assert len(altered) >= 160
    assert len(ROWS) - len(altered) >= 80
    assert {row["kind"] for row in altered} == KINDS
    assert min(Counter(row["language"] for row in altered).values()) >= 40
    assert min(Counter(row["kind"] for row in altered).values()) >= 25


def test_ids_are_unique_and_quotes_are_in_their_articles() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    texts = {path.name.rsplit(".", 1)[0]: path.read_text(encoding="utf-8") for path in SAMPLES.iterdir() if path.suffix in (".md", ".txt")}
    assert [row["id"] for row in ROWS if row["quote"] not in texts[row["article"]]] == []


def test_no_article_is_in_both_halves() -> None:
    halves = {(row["article"], row["half"]) for row in ROWS}
    assert len({article for article, _ in halves}) == len(halves)


def test_verification_keeps_what_it_reached_on_the_bundled_set() -> None:
    run = verify_set(SET)
    caught = [is_caught(one) for one in run.judged if one.claim.label == "not_supported"]
    flagged = [one.judgement.verdict != "supported" for one in run.judged if one.claim.label == "supported"]
    assert sum(caught) / len(caught) >= 0.95
    assert sum(flagged) / len(flagged) <= 0.06
    assert all(one.judgement.reasons for one in run.judged if one.judgement.verdict != "supported")


def test_wice_is_known_by_its_first_line(tmp_path: Path) -> None:
    rows = [
        {"label": "supported", "claim": "The dam is long.", "evidence": ["The dam is very long."], "meta": {"id": "a"}},
        {"label": "not_supported", "claim": "A whale sang.", "evidence": ["The dam is very long."], "meta": {"id": "b"}},
    ]
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert is_claims(path)
    assert verify_set(path).metrics[""]["AUC supported vs not"] == 1.0


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text('{"label": "perhaps", "claim": "x", "evidence": []}\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match="line 1, label"):
        verify_set(path)


def test_questions_are_no_claims() -> None:
    assert claims_kind('{"id": "a", "question": "Who?"}') is None
    assert read_claims("", "wice") == ((), ())


def test_the_area_counts_ties_half() -> None:
    assert area([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.875)


def test_the_command_checks_a_file(sample_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANAD_LIBRARY", str(sample_library))
    brief = tmp_path / "brief.md"
    brief.write_text("The army sent 650 soldiers and 40 boats. The army sent 950 soldiers and 40 boats.\n", encoding="utf-8")
    shown = run_json("check", brief, "--strict", code=1)
    assert [sentence["verdict"] for sentence in shown["sentences"]] == ["supported", "not_supported"]
    assert shown["counts"] == {"supported": 1, "partly": 0, "not_supported": 1}
