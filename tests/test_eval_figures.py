"""Figures from the set to the terminal: of a model's answers, of graded evidence and key facts, and what each of them is."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.models import Run
from eval.run import run
from index.models import RawArticle
from index.settings import Settings, load_settings
from rag import Sanad
from tests.cli import run as run_command
from tests.cli import run_json
from tests.servers.chat import Asked, chat_server, prompt_of

TEXTS = {
    "harbour": "The harbour of Velin was dredged in 1987. Forty barges carried the mud away. Its pilot was Ansel Marrow.",
    "mirror": "The observatory at Kestrel Hill has a mirror of two metres. It was paid for by the widow of a brewer.",
    "again": "Velin remembers that its harbour was dredged in 1987, when the mud went to sea.",
}
SET: list[dict[str, Any]] = [
    {
        "id": "a",
        "question": "When was the harbour of Velin dredged?",
        "relevant": [
            {"article": "harbour.en", "quote": "The harbour of Velin was dredged in 1987.", "grade": 3},
            {"article": "again.en", "quote": "its harbour was dredged in 1987"},
        ],
        "answers": ["1987", "in 1987"],
        "key_facts": ["1987|eighty-seven", "barges"],
        "type": "date",
    },
    {
        "id": "b",
        "question": "How large is the mirror of the observatory at Kestrel Hill?",
        "relevant": [{"article": "mirror.en", "quote": "a mirror of two metres"}],
        "answers": ["two metres"],
        "type": "number",
    },
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = load_settings(embedder="none", library=tmp_path / "library")
    with Sanad.open(settings.library, settings=settings, read_only=False) as sanad:
        list(sanad.library.add([RawArticle(origin=f"file:///news/{name}.en.md", text=text, language="en") for name, text in TEXTS.items()]))
    return settings


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(json.dumps({"language": "en", "answerable": True, **line}) for line in SET), encoding="utf-8")
    return path


def _model(asked: Asked) -> str:
    """Says what the harbour's sentence does, and of the mirror what no article says."""
    numbers = {line.split(" ", 1)[1]: line.split(" ", 1)[0] for line in prompt_of(asked).splitlines() if " " in line}
    known = {text: number for text, number in numbers.items() if number[:1].isdigit()}
    dredged = next((number for text, number in known.items() if text.startswith("The harbour of Velin")), "1.1")
    mirror = next((number for text, number in known.items() if text.startswith("The observatory")), "1.1")
    if "How large" in prompt_of(asked):
        return f"The mirror measures nine hundred kilometres [{mirror}]."
    return f"The harbour of Velin was dredged in 1987 [{dredged}]."


def test_grades_key_facts_and_places_reach_the_figures(settings: Settings, questions: Path) -> None:
    found = run(questions, settings=settings)
    first = found.cases[0]
    assert first.grades.keys() >= {first.relevant[0]} and set(first.grades.values()) == {3}
    assert len(first.right_sentences) == 2 and first.evidence == tuple(place["quote"] for place in SET[0]["relevant"])
    assert found.metrics["nDCG@10"] > 0.9 and found.metrics["passage-MRR"] == 1
    assert first.scores["Key facts"] in (0.5, 1.0) and "Key facts" not in found.cases[1].scores
    assert found.metrics["Reference contained"] == found.metrics["ALCE recall"] == found.metrics["Citation validity"] == 1
    assert 0 < found.metrics["Citation IoU"] <= 1 and 0 < found.metrics["Span IoU@10"] < found.metrics["Span recall@10"] == 1
    assert all(case.passages and case.passages[0].right for case in found.cases)
    assert {"writing p95", "scoring p50", "answer p95"} <= found.latency.keys() and found.tokens == {}


def test_what_a_model_wrote_is_measured_and_what_it_took(settings: Settings, questions: Path) -> None:
    with chat_server(_model) as server:
        change = {"chat_model": "mine", "chat_base_url": server.url, "chat_price_in": 10.0, "chat_price_out": 100.0}
        found = run(questions, settings=load_settings(embedder="none", library=settings.library, **change))
    good, bad = found.cases
    assert (good.mode, good.scores["ALCE recall"], good.scores["ALCE precision"]) == ("model", 1, 1)
    assert good.scores["Token F1"] == pytest.approx(2 * 2 / (7 + 2))  # "in 1987" of "harbour of Velin was dredged in 1987"
    assert bad.scores["ALCE recall"] < 1
    answers = sum(case.usage is not None for case in found.cases)
    assert found.tokens["prompt tokens"] >= 100 * answers and found.tokens["cost per answer"] == pytest.approx(
        found.tokens["cost"] / answers
    )
    assert "first token p50" in found.latency


def test_the_terminal_shows_the_main_figures_unless_all_are_asked_for(settings: Settings, questions: Path) -> None:
    command = ("--library", settings.library, "--embedder", "none", "eval", "run", questions)
    short, full = run_command(*command).stdout, run_command(*command, "--all").stdout
    assert "nDCG@10" in short and "Citation recall" in short and "more figures with --all" in short
    assert "passage-MAP" not in short and "passage-MAP" in full and "scoring p95" in full and "--all" not in full


def test_any_figure_can_be_required(settings: Settings, questions: Path, tmp_path: Path) -> None:
    kept = tmp_path / "run.json"
    command = ("--library", settings.library, "--embedder", "none", "eval", "run", questions, "-o", kept)
    assert run_command(*command, "--require", "nDCG@10>=.8", "--require", "ALCE recall>=1", "--require", "scoring p95<=60").exit_code == 0
    assert run_command("eval", "gate", kept, "--require", "passage-MRR<.5").exit_code == 1


def test_eval_metrics_tells_what_each_is() -> None:
    shown = run_command("eval", "metrics", "citations").stdout
    assert "Citation validity" in shown and "Gao et al. 2023" in shown and "MRR" not in shown
    told = {one["name"]: one for one in run_json("eval", "metrics")["metrics"]}
    assert told["AURC"]["higher_is_better"] is False and told["search p95"]["high"] is None and told["MRR"]["main"]
    wrong = run_command("eval", "metrics", "speed")
    assert wrong.exit_code == 2 and "retrieval" in wrong.stderr


def test_two_runs_give_the_same_figures(settings: Settings, questions: Path) -> None:
    def figures(found: Run) -> Any:
        times = {"search_seconds", "answer_seconds", "search_timings", "answer_timings"}
        return found.metrics, found.by_language, [case.model_dump(exclude=times) for case in found.cases]

    assert figures(run(questions, settings=settings)) == figures(run(questions, settings=settings))
