"""Tuning and leaving out channels, from files to figures: what is tried out is what is used."""

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from eval.assemble import named
from eval.models import Choice
from eval.weights.ablate import ablate
from eval.weights.ascent import GRID
from eval.weights.sets import gathered
from eval.weights.table import digest
from eval.weights.tune import tune
from index.derived import silent
from index.errors import EvaluationError
from index.settings import Settings, load_settings
from rag.fuse import WeightTable, weight_table
from rag.tables import numbers
from tests.cli import run, run_json
from tests.test_eval_choice import ENGLISH, RUSSIAN, write

NAMES = ("Velin", "Kestrel", "Tarsan", "Marrow", "Tollan", "Orsen", "Arbel", "Corwin", "Dunmore", "Ellery", "Farrow", "Garrick")
BLIND = WeightTable(
    passage=0.0, balance=0.0, same={"title": 1.0, "words": 0.0, "grams": 0.0}, cross={"words": 1.0}, vectors={"default": {"same": 1.0}}
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(embedder="none", library=tmp_path / "library")


@pytest.fixture
def harbours(tmp_path: Path) -> Path:
    """Twelve articles alike but for a name, under titles that tell nothing."""
    rows = tuple(
        (
            f"Report {number}",
            f"The harbour of {name} holds {number} ships. It was dug by hand.",
            f"How many ships are in {name}?",
            f"{number} ships",
        )
        for number, name in enumerate(NAMES, start=20)
    )
    return write(tmp_path / "harbours.json", rows)


@pytest.fixture
def mistitled(tmp_path: Path) -> Path:
    """Twelve articles under the name that the next one is about."""
    rows = tuple(
        (
            f"On {title}",
            f"The harbour of {name} holds {number} ships. The port of {name} was dug by hand.",
            f"How many ships are in {name}?",
            f"{number} ships",
        )
        for number, (name, title) in enumerate(zip(NAMES, (*NAMES[1:], NAMES[0]), strict=True), start=20)
    )
    return write(tmp_path / "mistitled.json", rows)


@pytest.fixture
def languages(tmp_path: Path) -> str:
    write(tmp_path / "ru.json", RUSSIAN)
    write(tmp_path / "en.json", ENGLISH)
    return f"{tmp_path / 'en.json'}@en.json+ru.json"


def test_what_is_tried_out_is_what_is_used(harbours: Path, languages: str, settings: Settings) -> None:
    """The order by ``Channels.ranked`` gives the same ranks as the gathered figures, whatever the weights."""
    from eval.assemble import assemble
    from eval.subject import opened
    from rag.question import understand
    from rag.retrieve import Searcher

    chance = np.random.default_rng(8)
    for text in (str(harbours), languages):
        (figures,) = gathered([text], choice=Choice(), settings=settings, progress=silent)
        path, choice = named(text, Choice())
        chosen = assemble(path, choice)
        drawn = [
            weight_table().model_copy(
                update={
                    "passage": float(chance.random()),
                    "balance": float(chance.random()),
                    "same": {name: float(chance.random()) for name in weight_table().same},
                    "cross": {name: float(chance.random()) for name in weight_table().cross},
                }
            )
            for _ in range(3)
        ]
        with opened(chosen, settings=settings, bundled=False, library=None, progress=silent) as subject:
            searcher = Searcher(subject.sanad.library)
            for number, case in enumerate(chosen.cases):
                right = {target.article_id for target in subject.locate(case).targets}
                channels = searcher.channels(understand(case.question))
                assert channels is not None
                for table in drawn:
                    scores = channels.ranked(table).passages.score
                    best = max(score for score, one in zip(scores, channels.candidates, strict=True) if one.article_id in right)
                    others = {one.article_id for score, one in zip(scores, channels.candidates, strict=True) if score >= best - 1e-9}
                    assert figures.worth(table).passages[number] == pytest.approx(1 / (1 + len(others - right)))


def test_weights_that_gain_on_articles_not_seen_are_written(mistitled: Path, settings: Settings, tmp_path: Path) -> None:
    output = tmp_path / "weights.toml"
    found = tune([str(mistitled)], settings=settings, table=BLIND, output=output)
    assert found.taken
    assert found.before < found.after
    assert found.held_out > found.error
    (one,) = found.sets
    assert one.after["MRR"] > one.before["MRR"]
    searched = {place for place in found.changed if not place.startswith("vectors.")}  # the cosine keeps its share beside them
    assert searched
    assert searched <= {place for place in found.weights if place.startswith("same.")} | {"passage"}
    written = output.read_text(encoding="utf-8")
    provenance = tomllib.loads(written)["provenance"]
    assert provenance["found"].startswith("from the weights in force: +")
    assert provenance["numbers"] == digest(WeightTable.model_validate(numbers(written)))
    assert provenance["sets"][0]["files"] == one.parts
    assert provenance["sets"][0]["questions"] == provenance["questions"] == len(NAMES)
    assert "same.words" in provenance["searched"]
    assert "cross.words" not in provenance["searched"]


def test_weights_that_gain_nothing_are_kept_and_it_is_said(harbours: Path, settings: Settings, tmp_path: Path) -> None:
    output = tmp_path / "weights.toml"
    found = tune([str(harbours)], settings=settings, output=output)
    assert (found.taken, found.changed, found.held_out) == (False, {}, 0)
    written = output.read_text(encoding="utf-8")
    assert WeightTable.model_validate(numbers(written)) == weight_table()
    assert tomllib.loads(written)["provenance"]["found"] == found.found == "kept: no other weight gains more than its error"


def test_weights_are_found_from_equal_ones(harbours: Path, settings: Settings, tmp_path: Path) -> None:
    """They need not be better than those in force, whose numbers somebody may have typed; but they must not be worse."""
    output = tmp_path / "weights.toml"
    found = tune([str(harbours)], settings=settings, start="equal", output=output)
    assert found.taken
    assert found.held_out >= -found.error
    written = WeightTable.model_validate(numbers(output.read_text(encoding="utf-8")))
    assert {written.same[name] for name in ("words", "grams", "coverage")} <= {1.0, *GRID}
    assert written.preferred == weight_table().preferred
    assert "from equal weights" in found.found


def test_the_channel_that_tells_is_missed(languages: str, settings: Settings) -> None:
    (found,) = ablate([languages], settings=settings)
    assert set(found.complete) == {"MRR", "Recall@10", "sentence-MRR"}
    assert set(found.without) >= {"words", "grams", "bridge", "title", "coverage", "proximity"}
    assert found.questions == 4


def test_a_set_is_named_with_its_passages(tmp_path: Path) -> None:
    path = write(tmp_path / "en.json", ENGLISH)
    other = write(tmp_path / "ru.json", RUSSIAN)
    assert named(str(path), Choice()) == (path, Choice())
    assert named(f"{path}@ru.json+{path}", Choice(seed=3)) == (path, Choice(passages=(str(other), str(path)), seed=3))
    assert named(f"{tmp_path}@eng:arb", Choice()) == (tmp_path, Choice(source="eng", target="arb"))
    with pytest.raises(EvaluationError, match=r"no evaluation set nothing\.json"):
        named("nothing.json@ru.json", Choice())


@pytest.mark.parametrize(("sets", "parts", "reason"), [([], 5, "no set"), (["samples"], 1, "1 parts")])
def test_what_cannot_be_tuned_is_said(settings: Settings, sets: list[str], parts: int, reason: str) -> None:
    with pytest.raises(EvaluationError, match=reason):
        tune(sets, settings=settings, parts=parts)


def test_the_commands_show_before_and_after(harbours: Path, tmp_path: Path) -> None:
    output = tmp_path / "weights.toml"
    found = run("eval", "tune", harbours, "--embedder", "none", "--dry-run", "-o", output)
    assert found.exit_code == 0
    assert "sentence-MRR" in found.stdout
    assert "Kept: no other weight" in found.stderr
    assert not output.exists()
    shown = run("eval", "ablate", harbours, "--embedder", "none")
    assert "words" in shown.stdout
    assert "MRR" in shown.stdout
    (one,) = run_json("eval", "ablate", harbours, "--embedder", "none", "--sample", "3")["sets"]
    assert one["questions"] == 3
    assert json.dumps(one)
