"""Embeddings by dotted name, and the choice among all embedders."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import SecretStr

from index.embedding import load_embedder
from index.embedding.bundled import BundledEmbedder
from index.embedding.dotted import DottedEmbedder, load_dotted
from index.embedding.onnx import OnnxEmbedder
from index.embedding.openai import OpenAIEmbedder
from index.errors import EmbeddingError, SettingsError
from index.settings import Settings, load_settings
from tests.servers.embeddings import hashed_words
from tests.servers.onnx_models import write_onnx_model

HERE = "tests.test_embedding_dotted"


class Words(BaseEmbedding):
    """A llama-index embedding with an argument of its own."""

    scale: float = 1.0
    shift: int = 0
    noise: float = 0.0

    def _get_text_embedding(self, text: str) -> list[float]:
        return [float(value) for value in np.roll(hashed_words(text), self.shift) * self.scale + self.noise]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class Failing(Words):
    def _get_text_embedding(self, text: str) -> list[float]:
        raise ConnectionError("the service is down")


def make_words(**arguments: Any) -> BaseEmbedding:
    return Words(**arguments)


def make_own(**arguments: Any) -> BundledEmbedder:
    return BundledEmbedder()


def make_text() -> str:
    return "not an embedding"


def make_trouble() -> BaseEmbedding:
    raise RuntimeError("no such weights")


@pytest.mark.parametrize("name", ["Words", "make_words"])
def test_a_class_or_a_function_is_adapted(name: str) -> None:
    embedder = load_dotted(f'{HERE}.{name}:{{"model_name": "words", "languages": ["en", "ar"]}}')
    assert isinstance(embedder, DottedEmbedder)
    assert (embedder.model_name, embedder.languages, embedder.dimensions) == ("words", frozenset({"en", "ar"}), 24)
    np.testing.assert_allclose(embedder.embed_question("a bridge"), hashed_words("a bridge"), atol=1e-6)


def test_an_embedder_of_ours_is_taken_as_it_is() -> None:
    assert isinstance(load_dotted(f"{HERE}.make_own"), BundledEmbedder)


def test_the_setting_names_the_model() -> None:
    assert load_dotted(f"{HERE}.Words", model="named").model_name == "named"


def test_the_fingerprint_tells_models_apart_and_survives_rounding() -> None:
    plain = DottedEmbedder(inner=Words(), name="n").fingerprint
    assert DottedEmbedder(inner=Words(noise=1e-6), name="n").fingerprint == plain
    others = [
        DottedEmbedder(inner=Words(shift=1), name="n"),
        DottedEmbedder(inner=Words(model_name="m"), name="n"),
        DottedEmbedder(inner=Words(), name="o"),
    ]
    assert plain not in {other.fingerprint for other in others}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("llama_index.embeddings.no_such_vendor.Embedding", "pip install llama-index-embeddings-no-such-vendor"),
        ("no_such_package.module.Embedding", "pip install no_such_package"),
        (f"{HERE}.make_trouble", "cannot be built: RuntimeError: no such weights"),
        (f'{HERE}.Words:{{"scale": "sk-secret"}}', "refuses its arguments .scale"),
    ],
)
def test_what_cannot_be_loaded_is_told(name: str, said: str) -> None:
    with pytest.raises(EmbeddingError, match=said) as raised:
        load_dotted(name)
    assert "sk-secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pathlib.Path", "not a llama-index embedding"),
        ("os.getcwd", "not a llama-index embedding"),
        (f"{HERE}.make_text", "not a llama-index embedding"),
        (f"{HERE}.NoSuchClass", "no class or function named NoSuchClass"),
        (f"{HERE}.HERE", "no class or function named HERE"),
        (f"{HERE}.Words:[1]", "not a JSON object"),
        (f'{HERE}.Words:{{"model_name": "sk-secret"', "not a JSON object"),
        (f'{HERE}.Words:{{"languages": "en"}}', "languages"),
    ],
)
def test_a_name_that_is_not_an_embedding_is_refused(name: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as raised:
        load_dotted(name)
    assert "sk-secret" not in str(raised.value)


def test_a_failure_elsewhere_is_translated() -> None:
    embedder = load_dotted(f"{HERE}.Failing")
    with pytest.raises(EmbeddingError, match="ConnectionError: the service is down"):
        embedder.embed_passages(["a"])
    with pytest.raises(EmbeddingError, match="the service is down"):
        embedder.embed_question("a")


def test_settings_choose_the_embedder(tmp_path: Path) -> None:
    directory = write_onnx_model(tmp_path / "tiny")
    assert load_embedder(load_settings(embedder="none")) is None
    assert isinstance(load_embedder(load_settings()), BundledEmbedder)
    assert isinstance(load_embedder(load_settings(embedder="onnx", onnx_directory=directory)), OnnxEmbedder)
    assert isinstance(load_embedder(load_settings(embedder=f'{HERE}.Words:{{"scale": 2}}')), DottedEmbedder)
    hosted = load_embedder(load_settings(embedder="openai", embedding_api_key=SecretStr("sk"), embedding_dimensions=256))
    assert isinstance(hosted, OpenAIEmbedder)
    assert hosted.fingerprint == "openai:api.openai.com/v1:text-embedding-3-small:256"


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"embedder": "openai"}, "SANAD_EMBEDDING_API_KEY or SANAD_EMBEDDING_BASE_URL"),
        ({"embedder": "openai", "embedding_base_url": "http://127.0.0.1:9/v1"}, "SANAD_EMBEDDING_MODEL"),
        ({"embedder": "onnx"}, "SANAD_ONNX_DIRECTORY"),
    ],
)
def test_a_missing_setting_is_named(flags: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_embedder(load_settings(**flags))


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="bundled, openai, onnx, none"):
        load_embedder(Settings.model_construct(embedder="bundle"))


def test_importing_the_package_loads_no_heavy_library() -> None:
    code = "import sys, index.embedding; raise SystemExit(bool({'llama_index', 'numpy', 'openai', 'onnxruntime'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent.parent, check=False).returncode == 0
