"""The bundled embedder: the same vectors as WordLlama itself, with nothing of it imported."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embedding import load_embedder, unavailable_reason, wheel
from index.embedding.bundled import BundledEmbedder
from index.errors import EmbeddingError
from index.settings import load_settings

_ROOT = Path(__file__).parent.parent
_WITHOUT_NETWORK = """
import socket, sys

def refuse(*arguments):
    raise SystemExit("it used the network")

socket.socket.connect = socket.getaddrinfo = refuse
from index.embedding.bundled import BundledEmbedder

BundledEmbedder().embed_question("Who opened the bridge?")
raise SystemExit("wordllama" in sys.modules)
"""


def test_it_loads_without_the_network_and_without_importing_wordllama() -> None:
    assert subprocess.run([sys.executable, "-c", _WITHOUT_NETWORK], cwd=_ROOT, check=False).returncode == 0


@pytest.mark.filterwarnings("ignore")
def test_its_vectors_are_those_of_wordllama() -> None:
    import wordllama

    texts = ["The minister opened a new bridge.", "Wheat prices rose.", "Le ministre a ouvert un pont."]
    root = Path(wordllama.__file__).parent
    theirs = wordllama.WordLlama.load(cache_dir=root, disable_download=True).embed(texts, norm=True)
    np.testing.assert_allclose(BundledEmbedder().embed_passages(texts), theirs, atol=1e-6)


def test_it_knows_english_reads_the_other_languages_of_the_glossary_and_has_256_dimensions() -> None:
    embedder = BundledEmbedder()
    assert (embedder.languages, embedder.dimensions) == (frozenset({"en", "ar", "ru", "ur"}), 256)
    assert embedder.glossed == {"ar", "ru", "ur"}


@pytest.mark.parametrize(
    ("language", "questions"),
    [
        ("ar", ("علاج المرضى في المستشفى", "البنك المركزي", "مباراة كرة القدم")),
        ("ru", ("лечение больных в больнице", "центральный банк", "футбольный матч")),
        ("ur", ("ہسپتال میں مریض کا علاج", "مرکزی بینک نے شرح سود بڑھا دی", "فٹ بال میچ")),
    ],
)
def test_a_question_in_another_language_is_near_to_english_that_means_the_same(language: str, questions: tuple[str, ...]) -> None:
    embedder = BundledEmbedder()
    passages = embedder.embed_passages(["The physician treated the patient.", "The bank raised interest rates.", "The team won the match."])
    for spoken in (language, None):
        near = [int((passages @ embedder.embed_question(question, language=spoken)).argmax()) for question in questions]
        assert near == [0, 1, 2]


def test_it_ranks_by_meaning() -> None:
    embedder = BundledEmbedder()
    passages = embedder.embed_passages(["The physician treated the patient.", "The bank raised interest rates.", "The team won the match."])
    order = [
        int((passages @ embedder.embed_question(question)).argmax()) for question in ("doctor in a hospital", "central bank", "football")
    ]
    assert order == [0, 1, 2]


def test_without_the_wheel_there_is_none_and_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unavailable_reason() is None
    monkeypatch.setattr(wheel, "find_spec", lambda name: None)
    reason = unavailable_reason()
    assert reason is not None
    assert "wordllama" in reason
    assert load_embedder(load_settings()) is None


def test_without_the_wheel_the_class_itself_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embedding.bundled.wheel_files", lambda: None)
    with pytest.raises(EmbeddingError, match="bundled embedder is off"):
        BundledEmbedder()


def test_damaged_weights_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = wheel.wheel_files()
    assert real is not None
    damaged = tmp_path / real.weights.name
    damaged.write_bytes(real.weights.read_bytes()[:1000])
    monkeypatch.setattr("index.embedding.bundled.wheel_files", lambda: real._replace(weights=damaged))
    with pytest.raises(EmbeddingError, match="force-reinstall"):
        BundledEmbedder()
