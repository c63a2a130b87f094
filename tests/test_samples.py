"""The sample articles and the evaluation set on them agree with each other and with what their READMEs say."""

import json
import re
from collections import Counter
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "index" / "samples"
SETS = ROOT / "eval" / "sets"
LANGUAGES = {"en", "ar", "ur", "ru"}
TYPES = {"fact", "number", "person", "place", "date", "list", "comparison", "unanswerable"}
FILES = sorted(path for path in SAMPLES.iterdir() if path.suffix in {".md", ".txt"} and path.name != "README.md")
QUESTIONS: list[dict[str, Any]] = [json.loads(line) for line in (SETS / "samples.jsonl").read_text(encoding="utf-8").splitlines()]

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])


def split(path: Path) -> tuple[dict[str, Any], str]:
    """Front matter (empty without one) and body."""
    text = path.read_text(encoding="utf-8")
    if not text.startswith("---\n"):
        title, _, body = text.partition("\n\n")
        return {"title": title}, body
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body.strip()


BODIES = {path.stem: split(path)[1] for path in FILES}


def languages_of_evidence(question: dict[str, Any]) -> set[str]:
    return {evidence["article"].rpartition(".")[2] for evidence in question["relevant"]}


def test_there_are_enough_samples_in_four_languages() -> None:
    assert len(FILES) >= 12
    assert {path.stem.rpartition(".")[2] for path in FILES} == LANGUAGES


@every_file
def test_front_matter_is_complete_and_agrees_with_the_name(path: Path) -> None:
    front, body = split(path)
    assert front["title"]
    assert 150 <= len(body.split()) <= 350
    if path.suffix == ".md":
        assert set(front) - {"author"} == {"title", "source", "published", "url", "language"}
        assert front["language"] == path.stem.rpartition(".")[2]
        assert isinstance(front["published"], date)
        assert front["url"].startswith("https://example.org/")


@every_file
def test_readme_says_what_each_sample_is_for(path: Path) -> None:
    assert f"`{path.name}`" in (SAMPLES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*FILES, SAMPLES / "README.md", SETS / "samples.jsonl", SETS / "README.md"], ids=lambda path: path.name)
def test_no_host_but_example_org(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://([^/\s)\"]+)", text)) <= {"example.org"}
    assert set(re.findall(r"\b(?:[\w-]+\.)+(?:com|org|net|info|io|int|gov)\b", text)) <= {"example.org"}


def test_urls_are_unique() -> None:
    urls = [split(path)[0]["url"] for path in FILES if path.suffix == ".md"]
    assert len(set(urls)) == len(urls)


def test_the_syndicated_report_is_a_near_copy_but_not_the_same() -> None:
    original, copy = BODIES["border-talks.en"], BODIES["border-talks-syndicated.en"]
    assert 0.7 < SequenceMatcher(None, original.split(), copy.split(), autojunk=False).ratio() < 1


def test_one_sample_is_a_copied_page() -> None:
    title, blank, day, *_ = (SAMPLES / "night-train.en.txt").read_text(encoding="utf-8").splitlines()
    assert title and not blank
    assert day == date(2026, 3, 10).strftime("%a %b %d %Y")
    assert all(line in BODIES["night-train.en"] for line in ("Read more", "newsletter", "cookies", "Share this article"))


def test_the_set_is_large_enough_and_its_ids_are_unique() -> None:
    assert len(QUESTIONS) >= 40
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    assert {question["language"] for question in QUESTIONS} == LANGUAGES


@every_question
def test_fields_are_as_documented(question: dict[str, Any]) -> None:
    assert set(question) == {"id", "question", "language", "answerable", "relevant", "answers", "type", "tags"}
    assert question["type"] in TYPES
    assert question["question"].strip().endswith(("?", "؟"))


@every_question
def test_quotes_are_in_their_articles_once(question: dict[str, Any]) -> None:
    for evidence in question["relevant"]:
        assert BODIES[evidence["article"]].count(evidence["quote"]) == 1, evidence


@every_question
def test_answerable_questions_have_evidence_and_others_none(question: dict[str, Any]) -> None:
    assert question["answerable"] == bool(question["relevant"]) == bool(question["answers"])
    assert question["answerable"] == (question["type"] != "unanswerable")


@every_question
def test_an_accepted_answer_stands_in_the_evidence(question: dict[str, Any]) -> None:
    found = [any(answer in evidence["quote"] for answer in question["answers"]) for evidence in question["relevant"]]
    if question["type"] == "comparison":
        assert all(found)
        assert all(any(answer in evidence["quote"] for evidence in question["relevant"]) for answer in question["answers"])
    elif question["answerable"]:
        assert any(found)


@every_question
def test_tags_about_languages_are_true(question: dict[str, Any]) -> None:
    languages = languages_of_evidence(question)
    assert ("cross-language" in question["tags"]) == bool(languages and question["language"] not in languages)
    assert ("several-languages" in question["tags"]) == (question["language"] in languages and len(languages) > 1)


def test_questions_of_every_wanted_kind() -> None:
    tags = Counter(tag for question in QUESTIONS for tag in question["tags"])
    assert tags["cross-language"] >= 10
    assert tags["sources-differ"] >= 3
    assert sum(not question["answerable"] for question in QUESTIONS) >= 8
    same = {question["language"] for question in QUESTIONS if question["language"] in languages_of_evidence(question)}
    assert same == LANGUAGES


def test_the_datasheet_counts_match_the_data() -> None:
    sheet = (SETS / "README.md").read_text(encoding="utf-8").partition("### Counts")[2].partition("### How")[0]
    stated = {name: int(count) for name, count in re.findall(r"^\| ([\w-]+) \| (\d+) \|", sheet, flags=re.MULTILINE)}
    counted = Counter(question["language"] for question in QUESTIONS)
    counted.update(question["type"] for question in QUESTIONS)
    counted.update(tag for question in QUESTIONS for tag in question["tags"])
    assert stated == dict(counted)


def test_the_datasheet_states_the_totals() -> None:
    text = " ".join((SETS / "README.md").read_text(encoding="utf-8").split())
    answerable = sum(question["answerable"] for question in QUESTIONS)
    assert f"{len(QUESTIONS)} questions" in text
    assert f"{answerable} have evidence, {len(QUESTIONS) - answerable} have none" in text
