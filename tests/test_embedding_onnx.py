"""Models in a directory: what its files say is done, and what is missing is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embedding.onnx import OnnxEmbedder
from index.embedding.onnx_config import OnnxConfig, read_onnx_config
from index.errors import EmbeddingError
from tests.servers.onnx_models import DIMENSIONS, write_onnx_model

TEXT = "the minister opened a new bridge over the river"


def _write(directory: Path, name: str, content: object) -> None:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def test_two_files_are_enough(tmp_path: Path) -> None:
    embedder = OnnxEmbedder(directory=write_onnx_model(tmp_path / "tiny"))
    assert (embedder.model_name, embedder.dimensions, embedder.languages) == ("tiny", DIMENSIONS, None)
    np.testing.assert_allclose(embedder.embed_passages([TEXT])[0], embedder.embed_question(TEXT), atol=1e-6)


def test_the_graph_may_be_in_a_directory_of_its_own(tmp_path: Path) -> None:
    directory = write_onnx_model(tmp_path / "tiny")
    expected = OnnxEmbedder(directory=directory).embed_question(TEXT)
    (directory / "onnx").mkdir()
    (directory / "model.onnx").rename(directory / "onnx" / "model.onnx")
    np.testing.assert_array_equal(OnnxEmbedder(directory=directory).embed_question(TEXT), expected)


@pytest.mark.parametrize(
    "inputs", [("input_ids",), ("input_ids", "token_type_ids", "attention_mask"), ("input_ids", "attention_mask", "position_ids")]
)
def test_only_the_inputs_of_the_graph_are_fed(tmp_path: Path, inputs: tuple[str, ...]) -> None:
    vectors = OnnxEmbedder(directory=write_onnx_model(tmp_path / "tiny", inputs=inputs)).embed_passages([TEXT, "wheat"])
    expected = OnnxEmbedder(directory=write_onnx_model(tmp_path / "usual")).embed_passages([TEXT, "wheat"])
    np.testing.assert_allclose(vectors, expected, atol=1e-6)


def test_prefixes_are_put_before_questions_and_passages(tmp_path: Path) -> None:
    prompts = {"prompts": {"query": "query: ", "document": "passage: "}}
    prefixed = OnnxEmbedder(directory=write_onnx_model(tmp_path / "e5", files={"config_sentence_transformers.json": prompts}))
    plain = OnnxEmbedder(directory=write_onnx_model(tmp_path / "plain"))
    np.testing.assert_allclose(prefixed.embed_question(TEXT), plain.embed_question(f"query: {TEXT}"), atol=1e-6)
    np.testing.assert_allclose(prefixed.embed_passages([TEXT]), plain.embed_passages([f"passage: {TEXT}"]), atol=1e-6)


def test_pooling_is_mean_or_that_of_the_first_token(tmp_path: Path) -> None:
    files = {"1_Pooling/config.json": {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}}
    cls = OnnxEmbedder(directory=write_onnx_model(tmp_path / "cls", files=files))
    mean = OnnxEmbedder(directory=write_onnx_model(tmp_path / "mean"))
    assert not np.allclose(cls.embed_question(TEXT), mean.embed_question(TEXT), atol=1e-3)


def test_mean_pooling_does_not_see_the_padding(tmp_path: Path) -> None:
    embedder = OnnxEmbedder(directory=write_onnx_model(tmp_path / "tiny"))
    np.testing.assert_allclose(embedder.embed_passages(["wheat", TEXT])[0], embedder.embed_passages(["wheat"])[0], atol=1e-6)


def test_text_behind_the_longest_length_is_cut(tmp_path: Path) -> None:
    embedder = OnnxEmbedder(directory=write_onnx_model(tmp_path / "tiny", files={"sentence_bert_config.json": {"max_seq_length": 6}}))
    one, other = embedder.embed_passages([f"the river {TEXT}", f"the river {TEXT} wheat"])
    np.testing.assert_array_equal(one, other)


CHANGES: dict[str, Callable[[Path], Any]] = {
    "weights": lambda directory: (directory / "model.onnx").write_bytes((directory.parent / "other" / "model.onnx").read_bytes()),
    "pooling": lambda directory: _write(directory, "sanad.json", {"pooling": "cls"}),
    "prefix": lambda directory: _write(directory, "sanad.json", {"query_prefix": "q: "}),
    "length": lambda directory: _write(directory, "sanad.json", {"max_length": 9}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_fingerprint_follows_what_decides_the_vectors(tmp_path: Path, change: str) -> None:
    directory = write_onnx_model(tmp_path / "tiny")
    write_onnx_model(tmp_path / "other", seed=2)
    before = OnnxEmbedder(directory=directory).fingerprint
    assert OnnxEmbedder(directory=directory).fingerprint == before
    CHANGES[change](directory)
    assert OnnxEmbedder(directory=directory).fingerprint != before


def test_the_fingerprint_does_not_depend_on_the_place_or_the_languages(tmp_path: Path) -> None:
    directory = write_onnx_model(tmp_path / "tiny")
    before = OnnxEmbedder(directory=directory).fingerprint
    _write(directory, "sanad.json", {"languages": ["en"]})
    assert OnnxEmbedder(directory=directory.rename(tmp_path / "moved")).fingerprint == before


def test_the_configuration_comes_from_the_published_files(tmp_path: Path) -> None:
    _write(tmp_path, "README.md", "---\nlanguage:\n- multilingual\n- en\n- ar\ntags:\n- x\n---\n# Card\n")
    _write(tmp_path, "tokenizer_config.json", {"model_max_length": 512})
    _write(tmp_path, "sentence_bert_config.json", {"max_seq_length": 256})
    _write(tmp_path, "modules.json", [{"type": "sentence_transformers.models.Pooling", "path": "2_Pooling"}])
    _write(tmp_path, "2_Pooling/config.json", {"pooling_mode_cls_token": True, "include_prompt": True})
    _write(tmp_path, "config_sentence_transformers.json", {"prompts": {"query": "query: ", "passage": "passage: "}})
    expected = {"pooling": "cls", "max_length": 256, "query_prefix": "query: ", "passage_prefix": "passage: ", "languages": {"en", "ar"}}
    assert read_onnx_config(tmp_path).model_dump() == expected


def test_our_own_file_overrides_the_published_ones(tmp_path: Path) -> None:
    _write(tmp_path, "README.md", "---\nlanguage: en\n---\n")
    _write(tmp_path, "1_Pooling/config.json", {"pooling_mode": "cls"})
    _write(tmp_path, "sanad.json", {"pooling": "mean", "languages": None, "query_prefix": "q "})
    assert read_onnx_config(tmp_path) == OnnxConfig(query_prefix="q ")


def test_no_limit_is_not_taken_for_a_length(tmp_path: Path) -> None:
    _write(tmp_path, "tokenizer_config.json", {"model_max_length": 1000000000000000019884624838656})
    assert read_onnx_config(tmp_path) == OnnxConfig()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("sanad.json", {"poling": "cls"}, "poling.*fields: pooling"),
        ("sanad.json", {"max_length": 0}, "max_length=0"),
        ("sanad.json", ["cls"], "JSON object"),
        ("sanad.json", "{", r"sanad\.json cannot be read as JSON"),
        ("modules.json", {"a": 1}, "JSON list"),
        ("modules.json", [{"type": "sentence_transformers.models.Dense", "path": "2_Dense"}], "Dense layer"),
        ("1_Pooling/config.json", {"pooling_mode_lasttoken": True}, "pooling='pooling_mode_lasttoken'"),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True}, "pooling="),
        ("README.md", "---\nlanguage: [en\n---\n", "not YAML"),
    ],
)
def test_a_configuration_that_cannot_be_followed_is_told(tmp_path: Path, name: str, content: object, said: str) -> None:
    _write(tmp_path, name, content)
    with pytest.raises(EmbeddingError, match=said):
        read_onnx_config(tmp_path)


BREAKAGES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no directory": (lambda directory: directory.rename(directory.parent / "elsewhere"), "does not exist.*SANAD_ONNX_DIRECTORY"),
    "no graph": (lambda directory: (directory / "model.onnx").unlink(), r"neither model\.onnx nor onnx/model\.onnx"),
    "no tokenizer": (lambda directory: (directory / "tokenizer.json").unlink(), r"no tokenizer\.json"),
    "tokenizer of another kind": (lambda directory: _write(directory, "tokenizer.json", {}), "not a tokenizer"),
    "cut graph": (lambda directory: (directory / "model.onnx").write_bytes(b"\x08\x08\x12"), "cannot be loaded"),
    "empty graph": (lambda directory: (directory / "model.onnx").write_bytes(b""), r"cannot be loaded|takes the inputs"),
}


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_what_is_missing_or_broken_is_named(tmp_path: Path, breakage: str) -> None:
    directory = write_onnx_model(tmp_path / "tiny")
    act, said = BREAKAGES[breakage]
    act(directory)
    with pytest.raises(EmbeddingError, match=said):
        OnnxEmbedder(directory=directory)


def test_a_graph_with_other_inputs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"input_ids, pixel_values; what can be given"):
        OnnxEmbedder(directory=write_onnx_model(tmp_path / "tiny", inputs=("input_ids", "pixel_values")))


def test_a_graph_that_fails_is_told(tmp_path: Path) -> None:
    directory = write_onnx_model(tmp_path / "tiny", vocabulary=5)
    with pytest.raises(EmbeddingError, match="The model tiny failed"):
        OnnxEmbedder(directory=directory)
