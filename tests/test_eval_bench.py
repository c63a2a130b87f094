"""The benchmark measures and writes; how fast it is, no test says."""

import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from eval.bench import bench
from eval.corpus import ARTICLE_BYTES, articles, questions, write_files
from eval.environment import recorded
from index.errors import EvaluationError
from index.language import detect
from index.models import RawArticle
from index.readers.registry import Readers
from index.readers.source import Limits, ReadOptions, Source
from index.settings import load_settings


def test_generated_articles_are_the_same_every_time() -> None:
    first = tuple(islice(articles(), 12))
    assert first == tuple(islice(articles(), 12))
    assert first[5:] == tuple(islice(articles(first=5), 7))
    assert len({article.text for article in first}) == len({article.origin for article in first}) == 12


def test_generated_articles_look_like_articles() -> None:
    found = tuple(islice(articles(), 9))
    assert [detect(article.text) for article in found] == ["en", "ar", "ru"] * 3
    assert all(ARTICLE_BYTES <= len(article.text.encode()) < ARTICLE_BYTES * 1.4 for article in found)
    words = Counter(found[0].text.lower().split())
    assert words.most_common(1)[0][1] > 5 * words.total() / len(words)  # a few words make much of the text


def test_written_articles_are_read_as_they_were_made(tmp_path: Path) -> None:
    sizes = tuple(write_files(tmp_path, 101))
    paths = sorted(tmp_path.rglob("*.txt"))
    assert [path.stat().st_size for path in paths] == list(sizes)
    assert len({path.parent for path in paths}) == 2
    readers = Readers(limits=Limits(), options=ReadOptions())
    for path, made in zip(paths[:3], articles(), strict=False):
        (read,) = readers.read(Source.of_file(path))
        assert isinstance(read, RawArticle)
        assert (read.title, read.source, read.published, read.text.strip()) == (made.title, made.source, made.published, made.text)


def test_questions_ask_in_the_language_of_the_articles() -> None:
    found = tuple(questions(6, articles_asked_of=100))
    assert found == tuple(questions(6, articles_asked_of=100))
    assert len({one.question for one in found}) == 6
    first_words = {"en": "What did", "ru": "Что сказал", "ar": "ماذا قال"}
    assert all(one.question.startswith(first_words[one.language]) for one in found)


def test_generated_articles_can_be_narrowed_down_a_little_and_a_lot() -> None:
    made = tuple(islice(articles(), 3_000))
    outlets = Counter(article.source for article in made)
    assert len(outlets) > 30
    assert max(outlets.values()) > 0.15 * len(made)
    assert min(outlets.values()) < 0.005 * len(made)
    assert len({detect(article.text) for article in made if article.published == made[0].published}) > 1


def test_a_small_bench(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    stages: list[str] = []
    found = bench(
        settings=load_settings(embedder="none"),
        articles=6,
        chunks=60,
        queries=4,
        cold_starts=0,  # a start takes seconds
        output=output,
        progress=lambda stage, _done, _total: stages.append(stage),
    )
    assert found.indexing.articles == 6
    assert 0 < found.indexing.chunks < 60 <= found.chunks
    assert found.articles > 6
    assert {"reading", "comparing", "catalog", "words"} <= set(found.indexing.stages)
    assert found.indexing.times_faster_again == pytest.approx(found.indexing.seconds / found.indexing.seconds_again)
    assert found.disk_bytes_per_chunk == pytest.approx(found.disk_bytes / found.chunks)
    assert found.small is not None
    assert (found.small.chunks, found.service.chunks) == (found.indexing.chunks, found.chunks)
    assert set(found.service.filtered) == {"day", "month", "year", "outlet", "language"}
    latencies = (found.service.search, found.service.answer, *found.service.filtered.values())
    assert all(one.calls == 4 and 0 < one.p50 <= one.p95 for one in latencies)
    assert found.growth == pytest.approx(found.service.search.p50 / found.small.search.p50)
    assert found.machine.cores >= 1
    assert list(dict.fromkeys(stages))[:4] == ["Writing", "Indexing", "Indexing again", "Searching"]
    assert {"Growing", "Searching one outlet", "Answering"} <= set(stages)
    assert json.loads(output.read_text(encoding="utf-8"))["indexing"]["articles"] == 6


def test_a_bench_of_nothing_is_refused() -> None:
    with pytest.raises(EvaluationError, match="nothing"):
        bench(settings=load_settings(embedder="none"), queries=0)


def test_recorded_settings_hold_no_secret() -> None:
    settings = load_settings(embedding_api_key="hush", embedding_base_url="http://ada:hush@localhost:9/v1")
    assert recorded(settings)["embedding_base_url"] == "http://localhost:9/v1"
    assert "hush" not in json.dumps(recorded(settings))
