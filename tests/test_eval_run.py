"""Runs from the file to the figures, through the real library and engine."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.models import Run
from eval.records import read_run
from eval.run import run
from index.errors import EvaluationError, SanadError
from index.models import RawArticle
from index.settings import Settings, load_settings
from rag import Sanad

HARBOUR = (
    "The harbour of Velin was dredged in 1987. Forty barges carried the mud away. Its pilot was Ansel Marrow.",
    "The observatory at Kestrel Hill has a mirror of two metres. It was paid for by the widow of a brewer.",
    "A comet named after Orla Finch was found in March. She saw it from a rowing boat on the lake.",
    "Пекарня в Тарсане печёт хлеб с водорослями. Её открыла Вера Лугова в 2003 году.",
)
ASKED = (
    ("When was the harbour of Velin dredged?", 0, "1987"),
    ("How large is the mirror of the observatory at Kestrel Hill?", 1, "two metres"),
    ("When was the comet named after Orla Finch found?", 2, "in March"),
    ("Какой хлеб печёт пекарня в Тарсане?", 3, "хлеб с водорослями"),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(embedder="none", library=tmp_path / "library")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary directories are made, to see whether they are gone."""
    directory = tmp_path / "temporary"
    directory.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(directory))
    return directory


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    def entry(number: int) -> dict[str, Any]:
        question, place, answer = ASKED[number]
        answers = [{"text": answer, "answer_start": HARBOUR[place].index(answer) + 1}]
        return {
            "title": "",
            "paragraphs": [{"context": " " + HARBOUR[place], "qas": [{"id": f"q{number}", "question": question, "answers": answers}]}],
        }

    path = tmp_path / "harbour.json"
    path.write_text(json.dumps({"data": [entry(number) for number in range(len(ASKED))]}), encoding="utf-8")
    return path


@pytest.fixture
def library(settings: Settings) -> Iterator[Path]:
    """A library with two articles, as if they had been files."""
    raws = [RawArticle(origin=f"file:///news/harbour-{number}.en.md", text=text, language="en") for number, text in enumerate(HARBOUR[:2])]
    with Sanad.open(settings.library, settings=settings, read_only=False) as sanad:
        list(sanad.library.add(raws))
    yield settings.library


def own_set(tmp_path: Path, **changes: object) -> Path:
    lines = [
        {
            "id": "a",
            "question": "When was the harbour of Velin dredged?",
            "language": "en",
            "answerable": True,
            "relevant": [{"article": "harbour-0.en", "quote": "The harbour of Velin was dredged in 1987."}],
            "answers": ["1987"],
            "type": "date",
            **changes,
        },
        {"id": "b", "question": "What is the capital of France?", "language": "en", "answerable": False, "type": "unanswerable"},
    ]
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def same(finished: Run) -> dict[str, Any]:
    """All of a run but its times."""
    times = {"search_seconds": True, "search_timings": True, "answer_seconds": True, "answer_timings": True}
    return finished.model_dump(exclude={"latency": True, "seconds": True, "started": True, "cases": {"__all__": times}})


def test_a_set_with_passages(squad: Path, settings: Settings, temporary: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    found = run(squad, settings=settings, progress=lambda *step: seen.append(step))
    assert found.metrics.items() >= {"Hit@1": 1, "Hit@5": 1, "Hit@10": 1, "MRR": 1, "sentence-MRR": 1}.items()
    assert found.counts == {"cases": 4, "answerable": 4, "failed": 0, "documents": 4, "chunks": 4}
    assert set(found.by_language) == {"en", "ru"}
    assert set(found.latency) >= {"search p50", "search p95"}
    assert (found.answered, found.set_kind, found.failed) == (False, "squad", ())
    assert ("Indexing", 4, 4) in seen
    assert seen[-1] == ("Asking", 4, 4)
    assert not any(temporary.iterdir())
    assert not settings.library.exists()


def test_two_runs_are_the_same(squad: Path, settings: Settings) -> None:
    assert same(run(squad, settings=settings)) == same(run(squad, settings=settings))


def test_answers_are_measured_on_request(squad: Path, settings: Settings) -> None:
    found = run(squad, settings=settings, answers=True)
    assert found.metrics["Citation validity"] == 1
    assert found.metrics["Answer contained"] == 1
    assert all(case.quotes and case.answer_seconds for case in found.cases)


def test_a_limit_asks_less_of_the_same_passages(squad: Path, settings: Settings) -> None:
    found = run(squad, settings=settings, limit=1)
    assert (found.counts["cases"], found.counts["documents"], found.limit) == (1, 4, 1)
    with pytest.raises(EvaluationError, match="0 questions"):
        run(squad, settings=settings, limit=0)


def test_the_written_run_is_the_run(squad: Path, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    finished = run(squad, settings=settings, output=path)
    assert read_run(path) == finished
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [next(iter(line)) for line in lines] == ["begun", "opened", *["row"] * len(ASKED), "ended"]
    assert lines[-1]["ended"]["metrics"]["MRR"] == 1
    assert lines[0]["begun"]["settings"]["embedder"] == "none"
    assert "library" not in lines[0]["begun"]["settings"]


def test_no_run_without_a_place_for_its_output(squad: Path, settings: Settings, tmp_path: Path) -> None:
    for output in (tmp_path, tmp_path / "missing" / "run.json"):
        with pytest.raises(EvaluationError, match="directory"):
            run(squad, settings=settings, output=output)


def test_a_new_library_is_filled_and_kept(squad: Path, settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    first = run(squad, settings=settings, library=kept)
    assert kept.is_dir()
    assert same(run(squad, settings=settings, library=kept)) == same(first)


def test_a_library_that_lacks_the_passages_is_refused_and_not_filled(squad: Path, settings: Settings, library: Path) -> None:
    with pytest.raises(EvaluationError, match="case q2: The library does not hold the set's passage"):
        run(squad, settings=settings, library=library)
    with Sanad.open(library, settings=settings) as sanad:
        assert len(sanad.library.catalog.articles.ids()) == 2


def test_an_own_set_asks_the_library(settings: Settings, library: Path, tmp_path: Path) -> None:
    found = run(own_set(tmp_path), settings=settings)
    assert found.metrics["MRR"] == found.metrics["sentence-MRR"] == found.metrics["Answer contained"] == 1
    assert found.metrics["Citation validity"] == 1
    assert (found.metrics["Declined right"], found.metrics["Declined wrong"]) == (1, 0)
    assert found.cases[1].status == "declined"
    with Sanad.open(library, settings=settings) as sanad:
        assert found.cases[0].relevant == (sanad.library.article("harbour-0.en").id,)


@pytest.mark.parametrize(
    ("relevant", "reason"),
    [
        ({"article": "harbour-9.en", "quote": "The harbour"}, "harbour-9.en"),
        ({"article": "harbour-0.en", "quote": "The harbour of Velin was drained."}, "does not hold the quote"),
    ],
)
def test_evidence_that_is_not_there_is_named(
    settings: Settings, library: Path, tmp_path: Path, relevant: dict[str, str], reason: str
) -> None:
    path = own_set(tmp_path, relevant=[relevant])
    with pytest.raises(EvaluationError, match=f"case a: .*{reason}"):
        run(path, settings=settings)
    found = run(path, settings=settings, keep_going=True)
    assert found.metrics["MRR"] == found.metrics["Answer contained"] == 0
    assert [case.id for case in found.failed] == ["a"]


def test_a_broken_question_counts_as_zero_when_going_on(squad: Path, settings: Settings) -> None:
    value = json.loads(squad.read_text(encoding="utf-8"))
    del value["data"][0]["paragraphs"][0]["qas"][0]["question"]
    squad.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(EvaluationError, match="question"):
        run(squad, settings=settings)
    found = run(squad, settings=settings, keep_going=True)
    assert found.metrics["MRR"] == found.metrics["sentence-MRR"] == 0.75
    assert "field required" in (found.failed[0].error or "")


def test_a_set_that_is_nowhere_is_said(settings: Settings) -> None:
    with pytest.raises(EvaluationError, match=r"no evaluation set sampels.*samples"):
        run("sampels", settings=settings)


def test_a_missing_library_is_said(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SanadError, match="library"):
        run(own_set(tmp_path), settings=settings)


def test_searches_that_went_without_something_are_told(squad: Path, settings: Settings) -> None:
    failing = settings.model_copy(update={"reranker": 'tests.test_rerank.Backwards:{"error": true}'})
    finished = run(squad, settings=failing)
    (told,) = [notice for notice in finished.notices if "went without" in notice]
    assert f"of {len(ASKED)} searches" in told
    assert "the service is down" in told
    assert not any("went without" in notice for notice in run(squad, settings=settings).notices)
