"""The endpoint embedder against a real server that misbehaves as told."""

import socket
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pydantic import SecretStr

from index.embedding.openai import OpenAIEmbedder
from index.errors import EmbeddingError
from tests.servers.embeddings import DIMENSIONS, EmbeddingServer, Reply, embedding_server

KEY = "sk-very-secret"


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with embedding_server() as running:
        yield running


@pytest.fixture
def embedder(server: EmbeddingServer) -> OpenAIEmbedder:
    return OpenAIEmbedder(model="hashed", base_url=server.url, key=SecretStr(KEY), timeout=20)


def test_the_model_the_key_and_the_texts_are_sent_and_nothing_from_the_environment(
    server: EmbeddingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-host")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer sk-of-another-host")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-another-host")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere")
    OpenAIEmbedder(model="hashed", base_url=server.url, key=SecretStr(KEY), dimensions=7).embed_passages(["a", ""])
    OpenAIEmbedder(model="hashed", base_url=server.url).embed_passages(["a"])
    assert server.requests[0] == {
        "path": "/v1/embeddings",
        "input": ["a", "."],
        "model": "hashed",
        "dimensions": 7,
        "encoding_format": "float",
    }
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in server.headers[1]
    assert not any("another-host" in value for headers in server.headers for value in headers.values())


def test_batches_are_limited_by_texts_and_by_characters(embedder: OpenAIEmbedder, server: EmbeddingServer) -> None:
    embedder.embed_passages([f"text {number}" for number in range(70)])
    assert [len(request["input"]) for request in server.requests] == [32, 32, 6]
    server.requests.clear()
    embedder.embed_passages(["word " * 5_000] * 20)
    assert len(server.requests) > 1
    assert max(sum(map(len, request["input"])) for request in server.requests) <= 60_000


def test_vectors_follow_their_index_and_not_their_place(embedder: OpenAIEmbedder, server: EmbeddingServer) -> None:
    texts = ["wheat prices", "a new bridge", "the minister"]
    expected = embedder.embed_passages(texts)
    server.script.append(Reply(reverse=True))
    np.testing.assert_array_equal(embedder.embed_passages(texts), expected)


def test_dimensions_are_learnt_from_the_first_vector(embedder: OpenAIEmbedder, server: EmbeddingServer) -> None:
    assert server.requests == []
    embedder.embed_question("a")
    assert (embedder.dimensions, len(server.requests)) == (DIMENSIONS, 1)


@pytest.mark.parametrize(
    "reply", [Reply(status=500), Reply(status=503), Reply(status=429), Reply(status=429, headers={"Retry-After": "1"})], ids=repr
)
def test_a_passing_failure_is_tried_again(embedder: OpenAIEmbedder, server: EmbeddingServer, reply: Reply) -> None:
    server.script.append(reply)
    assert embedder.embed_passages(["a"]).shape == (1, DIMENSIONS)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(status=401), "refused the key.*SANAD_EMBEDDING_API_KEY"),
        (Reply(status=403), "refused the key"),
        (Reply(status=404), "model 'hashed'.*SANAD_EMBEDDING_MODEL"),
        (Reply(status=400), "HTTP 400.*scripted 400"),
        (Reply(status=429, headers={"Retry-After": "60"}), "no more requests.*429"),
        (Reply(body=b'{"data": [{"embedding": [1, 2'), "did not answer with embeddings"),
        (
            Reply(body=b"<html>hello</html>", headers={"Content-Type": "text/html"}),
            "did not answer with embeddings.*SANAD_EMBEDDING_BASE_URL",
        ),
        (Reply(body=b'{"object": "list"}'), "embeddings .data"),
        (Reply(body=b""), "did not answer with embeddings"),
        (Reply(body=b'{"data": [{"embedding": [1, null]}, {"embedding": [1, 2]}]}'), r"data\.0\.embedding\.1"),
        (Reply(body=b'{"data": [{"embedding": [1]}, {"embedding": [1, 2]}]}'), "1 and 2 numbers"),
        (Reply(body=b'{"data": [{"embedding": [0, 0], "index": 0}, {"embedding": [1, 2], "index": 1}]}'), "zeros .row 0"),
        (Reply(drop=1), "1 vectors for 2 texts"),
        (Reply(value=float("nan")), "not finite"),
    ],
    ids=repr,
)
def test_a_lasting_failure_is_told(embedder: OpenAIEmbedder, server: EmbeddingServer, reply: Reply, said: str) -> None:
    server.script.append(reply)
    with pytest.raises(EmbeddingError, match=said) as raised:
        embedder.embed_passages(["a", "b"])
    assert raised.value.remedy
    assert len(server.requests) == 1


def test_a_wrong_dimension_is_told_with_the_setting_that_mends_it(server: EmbeddingServer) -> None:
    server.script.append(Reply(extra=3))
    with pytest.raises(EmbeddingError, match=r"11 numbers where 8 was expected.*SANAD_EMBEDDING_DIMENSIONS"):
        OpenAIEmbedder(model="hashed", base_url=server.url, dimensions=8).embed_passages(["a"])


def test_a_model_that_changes_its_dimension_is_told(embedder: OpenAIEmbedder, server: EmbeddingServer) -> None:
    embedder.embed_passages(["a"])
    server.script.append(Reply(extra=1))
    with pytest.raises(EmbeddingError, match=f"{DIMENSIONS + 1} numbers where {DIMENSIONS} was expected"):
        embedder.embed_passages(["b"])


def test_a_slow_server_is_given_up_on_at_the_deadline(server: EmbeddingServer) -> None:
    server.script += [Reply(delay=3)] * 5
    with pytest.raises(EmbeddingError, match=r"did not answer within 0\.3 s.*SANAD_EMBEDDING_TIMEOUT"):
        OpenAIEmbedder(model="hashed", base_url=server.url, timeout=0.3).embed_passages(["a"])
    assert len(server.requests) == 1


def test_a_server_that_keeps_failing_ends_in_an_error(server: EmbeddingServer) -> None:
    server.script += [Reply(status=500)] * 9
    with pytest.raises(EmbeddingError, match=r"failed .HTTP 500"):
        OpenAIEmbedder(model="hashed", base_url=server.url, timeout=2).embed_passages(["a"])
    assert len(server.requests) > 1


def test_a_refused_connection_names_host_and_port() -> None:
    with socket.socket() as taken:  # and nobody listens there
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(EmbeddingError, match=f"127.0.0.1:{port} cannot be reached.*SANAD_EMBEDDING_BASE_URL"):
            OpenAIEmbedder(model="hashed", base_url=f"http://127.0.0.1:{port}/v1", timeout=2).embed_passages(["a"])


@pytest.mark.parametrize("status", [400, 401, 500])
def test_the_key_is_never_shown(server: EmbeddingServer, status: int) -> None:
    server.script += [Reply(status=status, body=b'{"error": {"message": "bad key ' + KEY.encode() + b'"}}')] * 9
    embedder = OpenAIEmbedder(
        model="hashed", base_url=server.url, key=SecretStr(KEY), timeout=0.4
    )  # what fails is told, or that it is late
    with pytest.raises(EmbeddingError) as raised:
        embedder.embed_passages(["a"])
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    shown = (
        str(raised.value),
        repr(raised.value),
        repr(embedder),
        str(embedder),
        embedder.fingerprint,
        embedder.model_dump_json(),
        embedder.as_llama_index().to_json(),
    )
    assert not any(KEY in text for text in shown)


def _embedder(base_url: str, *, model: str = "m", dimensions: int | None = None, key: str = KEY) -> OpenAIEmbedder:
    return OpenAIEmbedder(model=model, base_url=base_url, dimensions=dimensions, key=SecretStr(key))


@pytest.mark.parametrize(
    "other",
    [
        lambda: _embedder("http://b:8080/v1"),
        lambda: _embedder("http://a:8081/v1"),
        lambda: _embedder("http://a:8080/v2"),
        lambda: _embedder("http://a:8080/v1", model="n"),
        lambda: _embedder("http://a:8080/v1", dimensions=9),
    ],
)
def test_the_fingerprint_tells_endpoints_and_models_apart(other: Callable[[], OpenAIEmbedder]) -> None:
    assert _embedder("http://a:8080/v1").fingerprint != other().fingerprint


def test_the_fingerprint_knows_nothing_of_keys_and_passwords() -> None:
    assert _embedder("http://a:8080/v1").fingerprint == _embedder("https://user:hidden@a:8080/v1/", key="sk-other").fingerprint
