"""Coefficients of answerability: found where an answer is, elsewhere and beside it, and written only if they hold."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest

from eval.assemble import assemble
from eval.calibrate.calibrate import calibrate
from eval.calibrate.examples import ELSEWHERE, FEATURES, HELD, NEAR, Examples, examples_of
from eval.calibrate.figures import calibration_error, change, separation
from eval.calibrate.logistic import logistic
from eval.calibrate.rows import likelihoods, rows, with_rows
from eval.metrics import auroc
from eval.models import Choice
from eval.pools import halves
from eval.weights.table import digest, rewritten
from index.derived import silent
from index.errors import EvaluationError
from index.settings import Settings, load_settings
from rag.answerable import Calibration, answerability, calibration
from rag.tables import numbers
from tests.cli import run, run_json
from tests.test_eval_choice import ENGLISH, RUSSIAN, write

NAMES = ("Velin", "Kestrel", "Tarsan", "Marrow", "Tollan", "Orsen", "Arbel", "Corwin", "Dunmore", "Ellery", "Farrow", "Garrick")
ZERO = dict.fromkeys(("constant", *FEATURES), 0.0)
BLIND = Calibration(coefficients={"words": {"same": ZERO, "cross": ZERO}})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(embedder="none", library=tmp_path / "library")


def harbours_asked(path: Path, asked: tuple[str, ...]) -> Path:
    """Twelve articles, each about a place and what it ships, and a question of each that names some place."""
    rows = tuple(
        (
            f"Report {number}",
            f"The harbour of {name} holds {number} ships. It was dug by hand.",
            f"How many ships are in the harbour of {other}?",
            f"{number} ships",
        )
        for number, (name, other) in enumerate(zip(NAMES, asked, strict=True), start=20)
    )
    return write(path, rows)


@pytest.fixture
def harbours(tmp_path: Path) -> Path:
    """Each article is asked about its own place."""
    return harbours_asked(tmp_path / "harbours.json", NAMES)


def made(questions: int, *, seed: int, name: str = "made", pair: str = "same", embedder: str | None = None) -> Examples:
    """Questions whose subject and cosine tell, whose coverage does not."""
    chance = np.random.default_rng(seed)
    kinds = np.tile([HELD, ELSEWHERE, NEAR], questions)
    values = chance.random((len(kinds), len(FEATURES))) * 0.8 + 0.1
    values[:, FEATURES.index("subject")] += np.array([0.1, -0.1, 0.0])[kinds]
    values[:, FEATURES.index("vectors")] += np.array([0.1, -0.1, 0.0])[kinds]
    return Examples(name, {name: name}, pair, embedder, values, kinds, np.repeat(np.arange(questions), 3) // 2)


def test_logistic_regression_finds_the_odds_it_was_made_from() -> None:
    values = np.array([[0.0], [0.0], [1.0], [1.0]])
    truth = np.array([True, False, True, False])
    weight, constant = logistic(values, truth, np.array([30.0, 70.0, 80.0, 20.0]), ridge=0.0)
    assert constant == pytest.approx(math.log(3 / 7))
    assert weight == pytest.approx(math.log(8 / 2) - math.log(3 / 7))


def test_a_ridge_keeps_a_perfect_column_finite() -> None:
    values = np.array([[0.0], [0.0], [1.0], [1.0]])
    weight, constant = logistic(values, np.array([False, False, True, True]), np.ones(4))
    assert 2 < weight < 20
    assert constant == pytest.approx(-weight / 2)


def test_the_calibration_error_is_the_distance_from_what_came() -> None:
    likely = np.array([0.25, 0.25, 0.75, 0.75])
    truth = np.array([False, True, True, True])
    assert calibration_error(likely, truth, np.ones(4)) == pytest.approx(0.25)
    assert calibration_error(likely, truth, np.array([3.0, 1.0, 2.0, 2.0])) == pytest.approx((0 + 4 * 0.25) / 8)
    assert calibration_error(np.array([1.0, 0.0]), np.array([True, False]), np.ones(2)) == 0


def test_kinds_without_an_answer_count_half_and_every_set_the_same() -> None:
    for size in (4, 40):
        examples = made(size, seed=1)
        assert [examples.weights[examples.kinds == kind].sum() for kind in (HELD, ELSEWHERE, NEAR)] == pytest.approx([100, 50, 50])


def test_the_gain_is_the_difference_of_auroc_and_its_error_that_of_articles() -> None:
    examples = made(60, seed=3)
    easy = np.random.default_rng(2).random(30)[examples.articles]  # all of an article's questions score high, or all low
    subject, blind = examples.values[:, FEATURES.index("subject")] + easy, np.full(180, 0.5)
    found = change([examples], [blind], [subject])
    held = subject[examples.truth].tolist()
    against = [auroc(held, subject[examples.kinds == kind].tolist()) for kind in (ELSEWHERE, NEAR)]
    assert found.mean == pytest.approx(np.mean(against) - 0.5)
    chance = np.random.default_rng(1)
    drawn = []
    for _ in range(300):  # of articles, with all their questions
        some = np.concatenate([np.flatnonzero(examples.articles == one) for one in chance.choice(30, 30)])
        drawn.append(change([examples.only(some)], [blind[some]], [subject[some]]).mean)
    assert found.error == pytest.approx(np.std(drawn), rel=0.25)
    assert change([examples], [subject], [subject]) == (0, 0)
    assert change([examples], [subject], [subject]).holds
    assert not change([examples], [subject], [-subject]).holds


def test_a_set_is_measured_without_the_sets_of_its_files() -> None:
    told, plain = made(40, seed=1, name="a"), made(40, seed=3, name="c")
    misled = Examples("c", plain.parts, "same", None, 1 - plain.values, plain.kinds, plain.articles)
    again = [misled.only(misled.kinds >= 0) for _ in range(2)]
    (alone,) = rows([told, misled, *again], BLIND)
    assert separation(misled, alone.tried[1].after, threshold=0.5).auroc < 0.45  # as what the only other set tells is wrong for it
    (among,) = rows(again, BLIND)
    assert all(separation(misled, one.after, threshold=0.5).auroc > 0.55 for one in among.tried)  # only other articles are left


def test_an_embedder_has_a_row_with_the_cosine() -> None:
    sets = [made(60, seed=seed, name=str(seed), embedder="intfloat/New-E5") for seed in (1, 2)]
    found = list(rows(sets, calibration()))
    assert [row.name for row in found] == ["intfloat/new-e5", "words"]
    own, words = (row.coefficients["same"] for row in found)
    assert own["vectors"] > 1
    assert "vectors" not in words
    table = with_rows(calibration(), found)
    assert table.of("intfloat/New-E5", "same") == own
    assert table.of("intfloat/New-E5", "cross") == table.of(None, "cross") == calibration().of(None, "cross")
    assert table.of("wordllama", "same") == calibration().of("wordllama", "same")


def test_a_row_of_its_own_is_written_and_written_again() -> None:
    table = with_rows(calibration(), list(rows([made(20, seed=1, embedder="hub/e5-v1.5")], calibration())))
    text = rewritten("[coefficients.words.same]  # without vectors\nconstant = 1.0\n", table)
    assert Calibration.model_validate(numbers(text)) == table
    assert rewritten(text, table) == text
    assert "# without vectors" in text


def test_what_is_found_is_what_is_used(settings: Settings, harbours: Path) -> None:
    """The likelihoods of the examples are those that a search of the same half gives."""
    from eval.subject import opened
    from rag.question import understand
    from rag.retrieve import Searcher

    chosen = assemble(harbours, Choice())
    (examples,) = examples_of(chosen, settings=settings, seed=1, progress=silent)
    assert np.bincount(examples.kinds).tolist() == [12, 12, 12]
    expected: dict[bool, list[float]] = {True: [], False: []}
    for half in halves(chosen, seed=1):
        with opened(half, settings=settings, bundled=False, library=None, progress=silent) as subject:
            for case in half.cases:
                expected[case.answerable].append(answerability(Searcher(subject.sanad.library).channels(understand(case.question))).score)
    likely = likelihoods(examples, calibration().of(None, "same"))
    assert sorted(likely[examples.kinds == HELD]) == pytest.approx(sorted(expected[True]))
    assert sorted(likely[examples.kinds == ELSEWHERE]) == pytest.approx(sorted(expected[False]))
    near = likely[examples.kinds == NEAR]
    assert (near < likely[examples.truth].min()).all()


def test_passages_of_two_languages_are_examples_of_two_pairs(tmp_path: Path, settings: Settings) -> None:
    write(tmp_path / "ru.json", RUSSIAN)
    write(tmp_path / "en.json", ENGLISH)
    choice = Choice(passages=(str(tmp_path / "en.json"), str(tmp_path / "ru.json")))
    same, cross = examples_of(assemble(tmp_path / "en.json", choice), settings=settings, seed=1, progress=silent)
    assert (same.pair, cross.pair) == ("same", "cross")
    assert np.bincount(same.kinds).tolist() == np.bincount(cross.kinds).tolist() == [4, 4, 4]
    assert set(same.articles) == set(cross.articles)
    coverage = FEATURES.index("coverage")
    assert same.values[same.truth, coverage].min() > cross.values[cross.truth, coverage].max()


def test_coefficients_that_hold_are_written_with_where_they_come_from(harbours: Path, settings: Settings, tmp_path: Path) -> None:
    output = tmp_path / "answerable.toml"
    found = calibrate([str(harbours)], settings=settings, table=BLIND, output=output)
    assert found.taken
    (row,) = found.rows
    assert row.after > row.before == 0.5
    text = output.read_text(encoding="utf-8")
    provenance = tomllib.loads(text)["provenance"]
    assert provenance["sets"][0]["files"] == row.sets[0].parts
    assert provenance["sets"][0]["after"]["near"] == pytest.approx(row.sets[0].after.near, abs=1e-4)
    assert provenance["words"]["before"] == 0.5
    written = Calibration.model_validate(numbers(text))
    assert provenance["numbers"] == digest(written)
    assert written.of(None, "same") == found.coefficients["words"]["same"] != found.former["words"]["same"]
    assert calibrate([str(harbours)], settings=settings, table=written, output=output).taken
    assert output.read_text(encoding="utf-8").count("[provenance]") == 1


def test_coefficients_that_are_worse_are_not_written(harbours: Path, tmp_path: Path, settings: Settings) -> None:
    first, second = ([document.group for document in half.documents] for half in halves(assemble(harbours, Choice()), seed=1))
    places = {f"Report {number}": name for number, name in enumerate(NAMES, start=20)}
    other = {**dict(zip(first, second, strict=True)), **dict(zip(second, first, strict=True))}  # one of the half that should not answer
    misleading = harbours_asked(tmp_path / "misleading.json", tuple(places[other[title]] for title in places))
    output = tmp_path / "answerable.toml"
    found = calibrate([str(harbours), str(misleading)], settings=settings, output=output)
    (row,) = found.rows
    assert not found.taken
    assert row.gain < -row.error
    text = output.read_text(encoding="utf-8")
    assert Calibration.model_validate(numbers(text)) == calibration()
    assert tomllib.loads(text)["provenance"]["found"].startswith("kept: coefficients found anew are worse")


def test_a_few_passages_taken_for_another_language_are_no_pair(tmp_path: Path, settings: Settings) -> None:
    text = "Гавань Оленья углубили в 1987 году. Там сорок барж."
    rows = [
        (f"Report {number}", f"The harbour of {name} holds {number} ships.", f"How many ships are in {name}?", f"{number} ships")
        for number, name in enumerate(NAMES, start=20)
    ]
    path = write(tmp_path / "mixed.json", (*rows, ("Report 40", text, "Who dug the harbour of Olenya in 1987?", "сорок")))
    found = examples_of(assemble(path, Choice()), settings=settings, seed=1, progress=silent)
    assert [examples.pair for examples in found] == ["same"]


def test_what_cannot_be_calibrated_is_said(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no set"):
        calibrate([], settings=settings)
    alone = write(tmp_path / "one.json", ENGLISH[:1])
    with pytest.raises(EvaluationError, match="no two articles"):
        calibrate([str(alone)], settings=settings)


def test_the_command_shows_before_and_after(harbours: Path, tmp_path: Path) -> None:
    output = tmp_path / "answerable.toml"
    shown = run("eval", "calibrate", harbours, "--embedder", "none", "--dry-run", "-o", output)
    assert shown.exit_code == 0
    assert "near miss" in shown.stdout
    assert "subject" in shown.stdout
    assert not output.exists()
    found = run_json("eval", "calibrate", harbours, "--embedder", "none", "--sample", "6")
    assert found["rows"][0]["sets"][0]["questions"] == 6
    assert found["threshold"] == 0.5
