"""Rerankers: their order in a search, their time limit, and what happens when they fail."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from pydantic import PrivateAttr

from index.errors import RerankError, SettingsError
from index.library import Library
from index.settings import Settings
from rag import Sanad
from rag.question import understand
from rag.rerank import load_reranking
from rag.rerank.onnx import OnnxReranker
from rag.rerank.reranking import Reranking
from rag.retrieve import Found, Searcher
from rag.retriever import HybridRetriever
from tests.corpus import raw
from tests.servers.onnx_models import write_onnx_model

QUESTION = "Who mediated the border talks?"
TEXTS = ["wheat prices rose in the capital", "the minister opened a new bridge over the river", "a new bridge"]


class Backwards(BaseNodePostprocessor):
    """The last first, after it was let go on, with what a test wants to happen."""

    keeps: int = 100
    error: bool = False
    scored: bool = True
    _gate: threading.Event | None = PrivateAttr(default=None)

    def _postprocess_nodes(self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None) -> list[NodeWithScore]:
        if self._gate is not None:
            self._gate.wait(20)
        if self.error:
            raise ConnectionError("the service is down")
        scores = [float(place) for place in range(len(nodes))]
        turned = [NodeWithScore(node=node.node, score=score if self.scored else None) for node, score in zip(nodes, scores, strict=True)]
        return turned[::-1][: self.keeps]


class Preferring(BaseNodePostprocessor):
    """Rates nodes that hold a name 0.9, others 0.1."""

    name: str

    def _postprocess_nodes(self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None) -> list[NodeWithScore]:
        rated = [NodeWithScore(node=node.node, score=0.9 if self.name in node.text else 0.1) for node in nodes]
        return sorted(rated, key=lambda node: -(node.score or 0))


class Strange(BaseNodePostprocessor):
    """Gives back nodes of its own."""

    def _postprocess_nodes(self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None) -> list[NodeWithScore]:
        return [NodeWithScore(node=TextNode(text="other"), score=1.0)]


@pytest.fixture(scope="module")
def sanad(sample_library: Path) -> Iterator[Sanad]:
    with Sanad.open(sample_library) as opened:
        yield opened


def _order(sanad: Sanad, postprocessor: BaseNodePostprocessor | None) -> Found:
    return _search(sanad, Reranking(postprocessor, seconds=20, most=5) if postprocessor else None)


def _search(sanad: Sanad, reranking: Reranking | None) -> Found:
    return Searcher(sanad.library, reranking=reranking).search(understand(QUESTION), fold=False)


def _ids(found: Found) -> list[int]:
    return [passage.chunk.id for passage in found.passages]


@pytest.mark.parametrize("scored", [True, False])
def test_the_first_passages_come_in_its_order_and_the_rest_behind(sanad: Sanad, scored: bool) -> None:
    before, after = _order(sanad, None), _order(sanad, Backwards(scored=scored))
    assert _ids(after) == _ids(before)[4::-1] + _ids(before)[5:]
    scores = [passage.score for passage in after.passages]
    assert scores == sorted(scores, reverse=True)
    for passage in after.passages:
        assert sum(passage.scores.values()) == pytest.approx(passage.score)
    assert ["reranker" in passage.scores for passage in after.passages] == [True] * 5 + [False] * 5
    assert after.notices == before.notices


def test_sentences_keep_their_order_within_a_passage(sanad: Sanad) -> None:
    def sentences(found: Found) -> dict[int, list[Any]]:
        return {passage.chunk.id: [one.span for one in passage.sentences] for passage in found.passages}

    assert sentences(_order(sanad, None)) == sentences(_order(sanad, Backwards()))


def test_what_it_drops_stays_behind_what_it_keeps(sanad: Sanad) -> None:
    before, after = _order(sanad, None), _order(sanad, Backwards(keeps=2))
    first = _ids(before)
    assert _ids(after) == [first[4], first[3], *first[:3], *first[5:]]


@pytest.mark.parametrize(
    ("postprocessor", "said"), [(Backwards(error=True), "ConnectionError: the service is down"), (Strange(), "none of the passages")]
)
def test_when_it_fails_the_order_of_the_search_stands(sanad: Sanad, postprocessor: BaseNodePostprocessor, said: str) -> None:
    found = _order(sanad, postprocessor)
    assert _ids(found) == _ids(_order(sanad, None))
    assert any("order of the search" in notice and said in notice for notice in found.notices)


def test_when_it_is_late_the_search_goes_on_and_no_second_call_is_begun(sanad: Sanad) -> None:
    slow = Backwards()
    slow._gate = threading.Event()
    reranking = Reranking(slow, seconds=0.1, most=5)
    first, second = _search(sanad, reranking), _search(sanad, reranking)
    slow._gate.set()
    assert "The reranker took longer than 0.1 s; passages are in the order of the search." in first.notices
    assert any("still busy with an earlier question" in notice for notice in second.notices)
    assert _ids(first) == _ids(second) == _ids(_order(sanad, None))


def test_the_retriever_follows_it(sanad: Sanad) -> None:
    searcher = Searcher(sanad.library, reranking=Reranking(Backwards(), seconds=20, most=5))
    nodes = HybridRetriever(searcher, limit=4).retrieve(QUESTION)
    assert [int(node.node_id) for node in nodes] == [
        passage.chunk.id for passage in searcher.search(understand(QUESTION), limit=4).passages
    ]
    assert nodes[0].node_id != str(sanad.search(QUESTION)[0].chunk.id)


@pytest.mark.parametrize("name", ["Oda Lindt", "Hana Belcourt"])
def test_of_two_answers_the_one_it_prefers_is_cited_first(library: Library, name: str) -> None:
    told = ["The border talks were mediated by Oda Lindt.", "The border talks were mediated by Hana Belcourt."]
    list(library.add(raw(f"article {number}", text, title="Talks") for number, text in enumerate(told)))
    reranking = Reranking(Preferring(name=name), seconds=20, most=5)
    assert name in Sanad(library, settings=Settings(), reranking=reranking).ask(QUESTION).citations[0].quote


def _reranker(tmp_path: Path, *, classes: int = 1, **files: Any) -> OnnxReranker:
    named = {f"{name}.json": content for name, content in files.items()}
    return OnnxReranker(directory=write_onnx_model(tmp_path / "cross", classes=classes, files=named))


@pytest.mark.parametrize("classes", [1, 2])
def test_a_local_cross_encoder_rates_pairs_between_0_and_1(tmp_path: Path, classes: int) -> None:
    reranker = _reranker(tmp_path, classes=classes)
    rated = reranker.relevance(TEXTS[1], TEXTS * 7)
    assert rated.shape == (21,)
    assert rated[1] == rated.max() == pytest.approx(1 / (1 + np.exp(-1)), abs=1e-5)  # the cosine of a text with itself is 1
    assert rated.min() > 0
    np.testing.assert_allclose(rated[:3], rated[3:6], atol=1e-6)


def test_it_orders_the_nodes_of_llama_index(tmp_path: Path) -> None:
    nodes = [NodeWithScore(node=TextNode(text=text), score=0.5) for text in TEXTS]
    placed = _reranker(tmp_path).postprocess_nodes(nodes, query_str=TEXTS[1])
    assert placed[0].text == TEXTS[1]
    assert [node.score for node in placed] == sorted((node.score or 0 for node in placed), reverse=True)


def test_of_several_classes_the_configuration_names_the_good_one(tmp_path: Path) -> None:
    named = _reranker(tmp_path / "named", classes=3, config={"id2label": {"0": "off topic", "1": "unclear", "2": "Relevant"}})
    stated = _reranker(tmp_path / "stated", classes=3, config={"id2label": {"2": "Relevant"}}, sanad={"positive": 0})
    assert named.relevance(TEXTS[1], TEXTS).argmax() == 1
    assert stated.relevance(TEXTS[1], TEXTS).argmin() == 1
    with pytest.raises(RerankError, match=r'3 classes.*sanad\.json.*"positive"'):
        _reranker(tmp_path / "unknown", classes=3)


def test_long_pairs_are_cut_as_configured(tmp_path: Path) -> None:
    short = _reranker(tmp_path / "short", sanad={"max_length": 12})
    assert short.relevance("bridge " * 400, ["bridge " * 400, ""]).shape == (2,)
    assert short._model.max_length == 12
    assert _reranker(tmp_path / "long", tokenizer_config={"model_max_length": 300})._model.max_length == 300


def test_when_its_time_is_up_it_rates_no_more(tmp_path: Path, sanad: Sanad) -> None:
    hurried = OnnxReranker(directory=write_onnx_model(tmp_path / "cross", classes=1), seconds=1e-9)
    rated = len(hurried.relevance(QUESTION, TEXTS * 7))
    assert 0 < rated < 21
    before = _order(sanad, None)
    after = _search(sanad, Reranking(hurried, seconds=20, most=10))
    assert sorted(_ids(after)[:rated]) == sorted(_ids(before)[:rated])
    assert _ids(after)[rated:] == _ids(before)[rated:]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(RerankError, match=r"does not exist.*SANAD_RERANKER_DIRECTORY"):
        OnnxReranker(directory=tmp_path / "nowhere")
    with pytest.raises(SettingsError, match="SANAD_RERANKER_DIRECTORY"):
        load_reranking(Settings(reranker="onnx"))
    broken = write_onnx_model(tmp_path / "broken", classes=1)
    (broken / "sanad.json").write_text("[]")
    with pytest.raises(RerankError, match="must hold a JSON object"):
        OnnxReranker(directory=broken)


def test_the_settings_name_it(tmp_path: Path, sample_library: Path) -> None:
    directory = write_onnx_model(tmp_path / "cross", classes=1)
    with Sanad.open(sample_library, settings=Settings(reranker="onnx", reranker_directory=directory, reranker_timeout=30)) as sanad:
        assert "reranker" in sanad.search(QUESTION)[0].scores
    arguments = json.dumps({"keeps": 3})
    with Sanad.open(sample_library, settings=Settings(reranker=f"tests.test_rerank.Backwards:{arguments}", reranker_timeout=30)) as sanad:
        assert ["reranker" in passage.scores for passage in sanad.search(QUESTION)[:4]] == [True, True, True, False]
    assert load_reranking(Settings()) is None


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("tests.test_rerank.Missing", SettingsError, "no class or function named Missing.*reranker's dotted name"),
        ("tests.test_rerank.Path", SettingsError, "not a llama-index node postprocessor.*BaseNodePostprocessor"),
        ("tests.test_rerank.Backwards:{keeps}", SettingsError, "not a JSON object"),
        ('tests.test_rerank.Backwards:{"keeps": "many"}', RerankError, "refuses its arguments"),
        ("llama_index.postprocessor.cohere_rerank.CohereRerank", RerankError, "pip install llama-index-postprocessor-cohere-rerank"),
    ],
)
def test_a_name_that_leads_nowhere_says_why(name: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        load_reranking(Settings(reranker=name))
