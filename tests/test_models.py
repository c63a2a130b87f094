"""``sanad models``: a tiny model from a hub on the loopback interface, through the real client."""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import huggingface_hub.constants
import pytest
import tomlkit

from index.embedding.known import known_models
from index.embedding.onnx import OnnxEmbedder
from rag.rerank.onnx import OnnxReranker
from tests.cli import run, run_json
from tests.corpus import body, opened, raw
from tests.servers.hub import REVISION, Hub, model_hub
from tests.servers.onnx_models import write_onnx_model

CONFIGURATION = {"pooling": "cls", "query_prefix": "query: ", "passage_prefix": "passage: ", "languages": ["en", "ar"]}


def _files(directory: Path) -> dict[str, bytes]:
    return {"onnx/model.onnx": (directory / "model.onnx").read_bytes(), "tokenizer.json": (directory / "tokenizer.json").read_bytes()}


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """The hub in the settings, with the models ``tiny`` and ``cross`` in the table of the person."""
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)  # the page sets it for the whole process
    files = _files(write_onnx_model(tmp_path / "made")) | {"config.json": b'{"model_type": "bert"}'}
    cross = write_onnx_model(tmp_path / "pairs", classes=1)
    with model_hub("someone/tiny", {**files, "cross/model.onnx": (cross / "model.onnx").read_bytes()}) as running:
        monkeypatch.setenv("SANAD_MODEL_HUB", running.url)
        monkeypatch.setenv("SANAD_MODELS_DIRECTORY", str(tmp_path / "models"))
        monkeypatch.setenv("SANAD_LIBRARY", str(tmp_path / "library"))
        _describe(tmp_path / "models", running)
        yield running


def _describe(models: Path, hub: Hub, **changed: object) -> None:
    entries = [{"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for path, content in hub.files.items()]
    common = {"about": "a test", "repository": hub.repository, "revision": REVISION, "licence": "MIT"}
    tiny = {
        "kind": "embedder",
        **common,
        "files": [one for one in entries if one["path"] != "cross/model.onnx"],
        "configuration": CONFIGURATION,
    }
    models.mkdir(exist_ok=True)
    (models / "models.toml").write_text(tomlkit.dumps({"tiny": {**tiny, **changed}}))


def _installed(tmp_path: Path) -> Path:
    return tmp_path / "models" / "tiny"


def test_a_model_is_fetched_checked_and_ready_to_use(hub: Hub, tmp_path: Path) -> None:
    (listed,) = [one for one in run_json("models", "list")["models"] if one["name"] == "tiny"]
    assert (listed["installed"], listed["used"], listed["licence"]) == (False, False, "MIT")
    fetched = run_json("models", "get", "tiny")
    assert fetched["directory"] == str(_installed(tmp_path))
    embedder = OnnxEmbedder(directory=_installed(tmp_path))
    assert embedder.languages == frozenset({"en", "ar"})
    assert embedder.embed_question("bridge").tolist() != embedder.embed_passages(["bridge"])[0].tolist()
    recorded = json.loads((_installed(tmp_path) / "sanad.json").read_text())["source"]
    assert (recorded["revision"], len(recorded["files"])) == (REVISION, 3)
    assert [one["installed"] for one in run_json("models", "list")["models"] if one["name"] == "tiny"] == [True]
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == ["models.toml", "tiny"]
    hub.requests.clear()
    assert run("models", "get", "tiny").exit_code == 0
    assert hub.requests == []


def test_nothing_is_asked_of_the_hub_but_the_files(hub: Hub) -> None:
    run_json("models", "get", "tiny")
    assert {path.partition(f"/resolve/{REVISION}/")[2] or path.removeprefix("/elsewhere/") for _, path, _ in hub.requests} == {
        "onnx/model.onnx",
        "tokenizer.json",
        "config.json",
    }


def test_a_fetch_that_was_stopped_goes_on_where_it_ended(hub: Hub, tmp_path: Path) -> None:
    content = hub.files["onnx/model.onnx"]
    partial = tmp_path / "models" / "tiny.partial" / "onnx"
    partial.mkdir(parents=True)
    (partial / "model.onnx.part").write_bytes(content[:5_000])
    run_json("models", "get", "tiny")
    assert [begin for method, path, begin in hub.requests if method == "GET" and path == "/elsewhere/onnx/model.onnx"] == [5_000]
    assert (_installed(tmp_path) / "onnx" / "model.onnx").read_bytes() == content


def test_a_connection_that_breaks_off_is_taken_up_again(hub: Hub, tmp_path: Path) -> None:
    hub.cut += [4_000]
    run_json("models", "get", "tiny")
    assert len([path for method, path, _ in hub.requests if method == "GET" and path == "/elsewhere/onnx/model.onnx"]) == 2
    assert (_installed(tmp_path) / "onnx" / "model.onnx").read_bytes() == hub.files["onnx/model.onnx"]


def test_what_arrives_wrong_is_kept_aside_and_what_was_there_stays(hub: Hub, tmp_path: Path) -> None:
    run_json("models", "get", "tiny")
    before = (_installed(tmp_path) / "tokenizer.json").read_bytes()
    (_installed(tmp_path) / "onnx" / "model.onnx").write_bytes(b"damaged")
    content = hub.files["onnx/model.onnx"]
    hub.tampered["onnx/model.onnx"] = content[:-1] + b"?"
    result = run("models", "get", "tiny")
    assert result.exit_code == 2
    assert hashlib.sha256(content).hexdigest() in result.stderr
    assert (tmp_path / "models" / "tiny.partial" / "onnx" / "model.onnx.wrong").read_bytes() == hub.tampered["onnx/model.onnx"]
    assert (_installed(tmp_path) / "tokenizer.json").read_bytes() == before
    hub.tampered.clear()
    assert run("models", "get", "tiny").exit_code == 0
    assert (_installed(tmp_path) / "onnx" / "model.onnx").read_bytes() == content


def test_what_the_hub_offers_must_be_what_is_pinned(hub: Hub, tmp_path: Path) -> None:
    hub.commit = "f" * 40
    result = run("models", "get", "tiny")
    assert result.exit_code == 2
    assert f"commit {'f' * 40}, and {REVISION} is pinned" in result.stderr
    hub.commit = REVISION
    hub.files["onnx/model.onnx"] += b"more"
    result = run("models", "get", "tiny")
    assert "size" in result.stderr
    assert not [path for method, path, _ in hub.requests if method == "GET"]
    assert not _installed(tmp_path).exists()


def test_a_file_the_hub_does_not_have_is_named(hub: Hub) -> None:
    del hub.files["tokenizer.json"]
    result = run("models", "get", "tiny")
    assert result.exit_code == 2
    assert "does not have tokenizer.json of someone/tiny" in result.stderr


def test_without_a_way_to_the_hub_it_says_what_to_do(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANAD_MODEL_HUB", "http://127.0.0.1:9")
    result = run("models", "get", "tiny")
    assert result.exit_code == 2
    assert all(words in result.stderr for words in ("127.0.0.1:9", "SANAD_MODEL_HUB", "sanad models get tiny --from DIR"))


def test_files_copied_by_hand_are_checked_alike(hub: Hub, tmp_path: Path) -> None:
    by_hand = tmp_path / "downloads"
    by_hand.mkdir()
    for name, content in hub.files.items():
        (by_hand / Path(name).name).write_bytes(content) if "cross" not in name else None
    assert run("models", "get", "tiny", "--from", by_hand).exit_code == 0
    assert hub.requests == []
    assert OnnxEmbedder(directory=_installed(tmp_path)).dimensions == 16
    (by_hand / "tokenizer.json").unlink()
    (_installed(tmp_path) / "tokenizer.json").unlink()
    assert "has no tokenizer.json" in run("models", "get", "tiny", "--from", by_hand).stderr


def test_use_embeds_the_library_and_writes_the_setting(hub: Hub, tmp_path: Path) -> None:
    with opened(tmp_path / "library") as library:
        list(library.add(raw(name) for name in ("one", "two", "three")))
    Path("sanad.toml").write_text("# mine\nport = 8123  # of the page\n")
    assert "sanad models get tiny" in run("models", "use", "tiny").stderr
    run_json("models", "get", "tiny")
    used = run_json("models", "use", "tiny")
    assert used["chunks"] == 3
    written = Path("sanad.toml").read_text()
    assert "# mine" in written
    assert "# of the page" in written
    assert tomllib.loads(written) == {"port": 8123, "embedder": "onnx", "onnx_directory": str(_installed(tmp_path))}
    status = run_json("status")
    assert status["embedder"]["dimensions"] == 16
    assert status["library"]["vectors"] == 3
    assert status["library"]["notices"] == []
    assert [one["used"] for one in run_json("models", "list")["models"] if one["name"] == "tiny"] == [True]
    run_json("models", "use", "bundled")
    assert tomllib.loads(Path("sanad.toml").read_text()) == {"port": 8123, "embedder": "bundled"}
    assert run_json("search", body("two"))["notices"] == []


def test_use_refuses_where_the_environment_decides(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    run_json("models", "get", "tiny")
    monkeypatch.setenv("SANAD_EMBEDDER", "none")
    result = run("models", "use", "tiny")
    assert result.exit_code == 2
    assert "SANAD_EMBEDDER" in result.stderr
    assert not Path("sanad.toml").exists()


def test_a_reranker_is_put_in_use_and_taken_out(hub: Hub, tmp_path: Path) -> None:
    content, tokenizer = hub.files.pop("cross/model.onnx"), hub.files["tokenizer.json"]
    hub.files["model.onnx"] = content
    files = [
        {"path": path, "size": len(kept), "sha256": hashlib.sha256(kept).hexdigest()}
        for path, kept in (("model.onnx", content), ("tokenizer.json", tokenizer))
    ]
    _describe(tmp_path / "models", hub, kind="reranker", files=files, configuration={"max_length": 64, "languages": ["en"]})
    hub.files["tokenizer.json"] = tokenizer
    run_json("models", "get", "tiny")
    assert OnnxReranker(directory=_installed(tmp_path)).relevance("a", ["b"]).shape == (1,)
    run_json("models", "use", "tiny")
    assert tomllib.loads(Path("sanad.toml").read_text()) == {"reranker": "onnx", "reranker_directory": str(_installed(tmp_path))}
    run_json("models", "use", "no-reranker")
    assert tomllib.loads(Path("sanad.toml").read_text()) == {"reranker": "none"}


def test_check_shows_what_a_model_gains_by_language(hub: Hub, tmp_path: Path) -> None:
    run_json("models", "get", "tiny")
    measured = run_json("models", "check", "tiny")["measured"]
    assert list(measured) == ["now", "tiny"]
    assert measured["tiny"]["embedder"] == "onnx"
    assert set(measured["now"]["MRR"]) >= {"all", "en", "ar"}
    assert all(0 <= value <= 1 for found in measured.values() for value in found["Hit@5"].values())
    assert measured["tiny"]["embedding_ms"] > 0
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "a/../../b", ""])
def test_a_table_cannot_name_a_place_outside(hub: Hub, tmp_path: Path, path: str) -> None:
    _describe(tmp_path / "models", hub, files=[{"path": path, "size": 1, "sha256": "0" * 64}])
    result = run("models", "list")
    assert result.exit_code == 2
    assert "models.toml" in result.stderr


def test_the_models_that_come_with_sanad_are_pinned_and_licensed(tmp_path: Path) -> None:
    models = known_models(tmp_path)
    assert {model.kind for model in models} == {"embedder", "reranker"}
    assert all(model.licence in ("MIT", "Apache-2.0") for model in models)
    assert any(model.languages and len(model.languages) > 50 for model in models)
    assert len({model.name for model in models}) == len(models)


def test_an_unknown_name_lists_the_known_ones(hub: Hub) -> None:
    assert "multilingual-e5-small" in run("models", "get", "e5").stderr
