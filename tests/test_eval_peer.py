"""The stock pipeline beside Sanad: it finds, it is told apart, and its absence is said plainly."""

import json
from pathlib import Path

import pytest

from eval.bench import bench
from eval.bench_page import markdown, read_bench
from eval.peer.beside import check_installed
from eval.peer.given import chosen_set
from index.errors import EvaluationError
from index.settings import load_settings

_CASE = {"id": "1", "question": "When?", "language": "en", "answerable": True, "relevant": [{"article": "report.md"}]}


def _set(path: Path) -> Path:
    paragraphs = [
        (
            "Harbour",
            "The harbour of Orsen froze in January. Ferries stayed where they were.",
            "When did the harbour of Orsen freeze?",
            "January",
        ),
        ("Bridge", "Engineers closed the bridge at Velm after a crack was found.", "Why was the bridge at Velm closed?", "a crack"),
        (
            "Market",
            "Traders at the fish market want lower rents from spring on.",
            "What do traders at the fish market want?",
            "lower rents",
        ),
    ]
    data = [
        {
            "title": title,
            "paragraphs": [
                {"context": text, "qas": [{"id": title, "question": asked, "answers": [{"text": said, "answer_start": text.index(said)}]}]}
            ],
        }
        for title, text, asked, said in paragraphs
    ]
    path.write_text(json.dumps({"version": "1.1", "data": data}), encoding="utf-8")
    return path


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.peer.beside.find_spec", lambda name: None)
    with pytest.raises(EvaluationError, match=r"bm25s") as refused:
        bench(settings=load_settings(), peer=True)
    assert 'pip install "sanad[peers]"' in refused.value.remedy


def test_a_set_without_passages_cannot_be_given(tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text(json.dumps(_CASE) + "\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="does not bring passages"):
        chosen_set(str(own), questions=5)


def test_the_stock_pipeline_finds_by_words_and_by_vectors(tmp_path: Path) -> None:
    pytest.importorskip("bm25s")
    pytest.importorskip("llama_index.vector_stores.chroma")
    from llama_index.core import Document

    from eval.peer.stock import Stock
    from index.embedding.bundled import BundledEmbedder

    texts = {"harbour": "The harbour froze in January.", "bridge": "The bridge has a crack.", "market": "Fish is sold at the market."}
    documents = [Document(id_=name, text=text) for name, text in texts.items()]
    stock = Stock(tmp_path / "chroma", documents, embedder=BundledEmbedder().as_llama_index())
    try:
        find = stock.finder(10)  # more than there are
        assert stock.nodes == 3
        assert [find(asked)[0] for asked in ("Which bridge cracked?", "Where is fish sold?")] == ["bridge", "market"]
        assert sorted(find("harbour")) == sorted(texts)
        assert stock.finder(1)("What froze?") == ("harbour",)
    finally:
        stock.close()


@pytest.mark.slow
def test_a_bench_beside_the_stock_pipeline_and_on_a_set(tmp_path: Path) -> None:
    pytest.importorskip("bm25s")
    pytest.importorskip("llama_index.vector_stores.chroma")
    check_installed()
    record, kept = tmp_path / "bench.json", tmp_path / "kept"
    found = bench(
        settings=load_settings(),
        articles=4,
        chunks=4,
        queries=3,
        cold_starts=0,
        peer=True,
        sets=(str(_set(tmp_path / "towns.json")),),
        keep=kept,
        output=record,
    )
    assert found.peer is not None
    assert (found.peer.articles, found.peer.search.calls) == (4, 3)
    assert found.peer.nodes >= 4
    assert found.ratios["indexing"] == pytest.approx(found.indexing.seconds / found.peer.seconds)
    assert found.ratios["search p50"] == pytest.approx(found.service.search.p50 / found.peer.search.p50)
    (given,) = found.given
    assert given.stock is not None
    assert (given.passages, given.questions) == (3, 3)
    assert given.sanad.metrics["MRR"] == given.stock.metrics["MRR"] == 1.0
    assert (kept / "library" / "catalog.sqlite").is_file()
    assert read_bench(record) == found
    page = markdown(found)
    assert "| towns | 3 | 3 | stock | 1.000 |" in page
    assert f"{found.ratios['indexing']:.2f} |" in page
    with pytest.raises(EvaluationError, match="not empty"):
        bench(settings=load_settings(), keep=kept)


def test_a_record_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EvaluationError, match="does not hold a benchmark"):
        read_bench(tmp_path / "other.json")
