"""``ask``, ``search``, ``show`` and ``list`` on the sample articles."""

from pathlib import Path

import pytest

from tests.cli import run, run_json

QUESTION = "How many people were evacuated because of the Orsen flood?"
ARABIC_QUESTION = "كم طفلا ستشمل حملة التطعيم ضد الحصبة في نورفاند؟"
ANSWER = {
    *("question", "language", "searched", "kind", "understood", "parts", "status", "mode", "model", "sentences", "differences"),
    *("related", "looked_for", "suggestions", "answerability", "usage", "timings", "notices"),
}
CITATION = {"number", "article_id", "version", "start", "end", "quote", "title", "source", "published", "url", "language", "page", "also"}


@pytest.fixture(autouse=True)
def library(sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANAD_LIBRARY", str(sample_library))


@pytest.mark.parametrize("question", [QUESTION, ARABIC_QUESTION])
def test_every_citation_reproduces_the_text_of_the_article(question: str) -> None:
    answer = run_json("ask", question)
    assert set(answer) == ANSWER
    assert (answer["question"], answer["status"], answer["mode"]) == (question, "answered", "quotes")
    assert answer["sentences"]
    for sentence in answer["sentences"]:
        assert set(sentence) == {"text", "verdict", "support", "reasons", "emphasis", "citations", "opinion"}
        assert sentence["verdict"] in {"supported", "partly", "not_supported"}
        assert all(0 <= start < end <= len(sentence["text"]) for start, end in sentence["emphasis"])
        for citation in sentence["citations"]:
            assert set(citation) == CITATION
            article = run_json("show", citation["article_id"], "--version", citation["version"])
            assert article["version"] == citation["version"]
            assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_an_answer_shows_sentences_verdicts_and_sources() -> None:
    result = run("ask", ARABIC_QUESTION)
    assert result.exit_code == 0
    assert "640 ألف" in result.stdout
    assert "supported [1]" in result.stdout
    assert "بريد كادرون · 2026-03-24 · https://example.org/" in result.stdout


def test_a_question_without_evidence_is_declined_and_that_is_no_failure() -> None:
    result = run("ask", "What is the capital of France?")
    assert result.exit_code == 0
    assert result.stdout.startswith("The articles do not answer this.")
    answer = run_json("ask", "What is the capital of France?")
    assert (answer["status"], answer["sentences"]) == ("declined", [])
    assert answer["looked_for"] == ["capital", "France"]
    assert answer["suggestions"]


def test_words_need_no_quotes() -> None:
    assert run_json("ask", *QUESTION.split())["question"] == QUESTION


def test_filters_restrict_what_is_found() -> None:
    found = run_json("search", "flood", "--language", "ru", "--limit", "3")
    assert found["query"] == "flood"
    assert all(passage["language"] == "ru" for passage in found["passages"])
    dated = run_json("search", "Orsen", "--from", "2026-04-08", "--to", "2026-04-09")["passages"]
    assert {passage["published"] for passage in dated} == {"2026-04-09"}
    assert run_json("search", "flood", "--source", "nobody")["passages"] == []
    assert run("search", "flood", "--source", "nobody").stdout.strip() == "No passage fits."


def test_a_passage_says_where_it_stands() -> None:
    passages = run_json("search", "vaccination campaign", "--limit", "2")["passages"]
    assert [passage["rank"] for passage in passages] == [1, 2]
    assert set(passages[0]) == {
        *("rank", "article_id", "version", "start", "end", "text", "score", "scores", "coverage"),
        *("title", "source", "published", "url", "language", "also"),
    }
    article = run_json("show", passages[0]["article_id"])
    assert article["text"][passages[0]["start"] : passages[0]["end"]] == passages[0]["text"]


def test_show_finds_an_article_by_name_and_prints_its_text() -> None:
    article = run_json("show", "ice-core.ru")
    assert set(article) == {
        *("id", "version", "origin", "title", "text", "url", "source", "author", "published", "language", "added_at"),
        *("published_at", "updated_at", "place", "passages", "pages", "found", "voice", "deleted", "copies", "versions"),
    }
    assert [version["version"] for version in article["versions"]] == [article["version"]]
    shown = run("show", article["id"][:8]).stdout
    assert article["title"] in shown
    assert article["text"].splitlines()[0] in shown


def test_list_counts_and_pages() -> None:
    everything = run_json("list")
    assert everything["total"] == len(everything["articles"]) >= 12
    page = run_json("list", "--limit", "2", "--skip", "1")
    assert page["articles"] == everything["articles"][1:3]
    urdu = run_json("list", "--language", "ur")
    assert 0 < urdu["total"] < everything["total"]
    assert everything["articles"][0]["id"] in run("list").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "nothing-like-it"), "'nothing-like-it'"),
        (("ask", "  "), "empty"),
        (("search", "x", "--library", "nowhere"), "nowhere"),
        (("ask", "x", "--embedder", "bundld"), "did you mean bundled"),
        (("ask", "x", "--set", "prt=1"), "did you mean port"),
        (("ask", "x", "--set", "port"), "--set name=value"),
    ],
)
def test_what_cannot_be_done_is_one_line_with_a_remedy(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert told in result.stderr


@pytest.mark.parametrize("arguments", [("ask",), ("serch", "x"), ("search", "x", "--limit", "0"), ("search", "x", "--from", "May")])
def test_wrong_usage_ends_with_code_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
