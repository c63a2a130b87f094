"""What every embedder promises, whatever is behind it."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import TextNode

from index.embedding import Embedder
from index.embedding.bundled import BundledEmbedder
from index.embedding.dotted import DottedEmbedder
from index.embedding.onnx import OnnxEmbedder
from index.embedding.openai import OpenAIEmbedder
from tests.servers.embeddings import embedding_server, hashed_words
from tests.servers.onnx_models import write_onnx_model

TEXTS = [
    "The minister opened a new bridge over the river.",
    "Wheat prices rose in the capital for the third month.",
    "افتتح الوزير جسرا جديدا فوق النهر.",
    "Министр открыл новый мост через реку.",
    "وزیر نے نئے پل کا افتتاح کیا۔",
    "部长为新桥揭幕。",
    "word " * 3000,
    "?",
]


class HashedWords(BaseEmbedding):
    """A llama-index embedding as another project would write one: not normalised, its questions prefixed."""

    model_name: str = "hashed-words"

    def _get_text_embedding(self, text: str) -> list[float]:
        return [3 * value for value in hashed_words(text)]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(f"question {query}")

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


@pytest.fixture(params=["bundled", "openai", "onnx mean", "onnx cls", "onnx pooled", "dotted"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Embedder]]:
    kind, _, pooling = str(request.param).partition(" ")
    if kind == "bundled":
        yield BundledEmbedder
    elif kind == "dotted":
        yield lambda: DottedEmbedder(inner=HashedWords(), name="elsewhere.HashedWords")
    elif kind == "onnx":
        own = {"query_prefix": "query: ", "passage_prefix": "passage: ", "pooling": "cls" if pooling == "cls" else "mean"}
        directory = write_onnx_model(tmp_path / "tiny", pooled=pooling == "pooled", files={"sanad.json": own})
        yield lambda: OnnxEmbedder(directory=directory)
    else:
        with embedding_server() as server:
            yield lambda: OpenAIEmbedder(model="hashed", base_url=server.url)


@pytest.fixture
def embedder(make: Callable[[], Embedder]) -> Embedder:
    return make()


def test_passages_are_unit_rows_of_float32(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), embedder.dimensions), np.dtype("float32"))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_question_is_one_unit_vector_of_the_same_space(embedder: Embedder) -> None:
    vector = embedder.embed_question("Who opened the bridge?")
    assert (vector.shape, vector.dtype) == ((embedder.dimensions,), np.dtype("float32"))
    np.testing.assert_allclose(np.linalg.norm(vector), 1, atol=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    vectors = embedder.embed_passages([])
    assert (vectors.shape, vectors.dtype) == ((0, embedder.dimensions), np.dtype("float32"))


def test_the_same_texts_give_the_same_vectors(make: Callable[[], Embedder]) -> None:
    one, other = make(), make()
    np.testing.assert_allclose(one.embed_passages(TEXTS), other.embed_passages(TEXTS), atol=1e-6)
    np.testing.assert_allclose(one.embed_question(TEXTS[0]), other.embed_question(TEXTS[0]), atol=1e-6)
    assert one.fingerprint == other.fingerprint


def test_rows_are_in_the_order_of_the_texts_across_batches(embedder: Embedder) -> None:
    texts = [f"{text[:200]} {number}" for number in range(75) for text in TEXTS[:4]]
    alone = np.stack([embedder.embed_passages([text])[0] for text in texts[::37]])
    np.testing.assert_allclose(embedder.embed_passages(texts)[::37], alone, atol=1e-5)


def test_texts_that_differ_have_vectors_that_differ(embedder: Embedder) -> None:
    similarity = embedder.embed_passages(TEXTS[:6]) @ embedder.embed_passages(TEXTS[:6]).T
    assert (similarity - np.eye(6) < 0.999).all()


def test_the_nearer_text_is_nearer(embedder: Embedder) -> None:
    near, far = embedder.embed_passages(TEXTS[:2]) @ embedder.embed_passages(["The minister opened a bridge over the river"])[0]
    assert near > far


def test_blank_and_malformed_texts_have_a_vector(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(["", " \n", "\ud800", "\x00"])
    assert vectors.shape == (4, embedder.dimensions)
    np.testing.assert_array_equal(vectors[0], vectors[1])
    assert embedder.embed_question("").shape == (embedder.dimensions,)


def test_threads_do_not_disturb_each_other(embedder: Embedder) -> None:
    expected = embedder.embed_passages(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(embedder.embed_passages, [TEXTS] * 12):
            np.testing.assert_allclose(vectors, expected, atol=1e-6)


def test_llama_index_can_use_it(embedder: Embedder) -> None:
    passage, question = embedder.embed_passages(TEXTS[:1])[0], embedder.embed_question(TEXTS[0])
    adapted = embedder.as_llama_index()
    (node,) = adapted([TextNode(text=TEXTS[0])])
    np.testing.assert_allclose(node.get_embedding(), passage, atol=1e-6)
    np.testing.assert_allclose(adapted.get_query_embedding(TEXTS[0]), question, atol=1e-6)
    np.testing.assert_allclose(asyncio.run(adapted.aget_text_embedding_batch(TEXTS[:1]))[0], passage, atol=1e-6)
    np.testing.assert_allclose(asyncio.run(adapted.aget_query_embedding(TEXTS[0])), question, atol=1e-6)
    assert adapted.model_name == embedder.model_name


def test_question_and_passage_are_told_apart_where_the_model_does(embedder: Embedder) -> None:
    told_apart = not np.allclose(embedder.embed_passages(TEXTS[:1])[0], embedder.embed_question(TEXTS[0]), atol=1e-4)
    assert told_apart == isinstance(embedder, DottedEmbedder | OnnxEmbedder)


def test_a_fingerprint_is_short_and_printable(embedder: Embedder) -> None:
    assert embedder.fingerprint.isprintable()
    assert 10 < len(embedder.fingerprint) < 200
