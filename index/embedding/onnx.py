"""A sentence embedding model in a local directory, run by onnxruntime on the processor. Nothing is ever downloaded.

The directory holds ``model.onnx`` (or ``onnx/model.onnx``) and ``tokenizer.json``; ``onnx_config`` says which other files count.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime  # its errors are exported nowhere else
from pydantic import PrivateAttr
from tokenizers import Encoding, Tokenizer

from index.embedding.base import Embedder
from index.embedding.digest import file_digest
from index.embedding.onnx_config import OnnxConfig, read_onnx_config
from index.errors import EmbeddingError

_MODELS = ("model.onnx", "onnx/model.onnx")
_TOKENIZER = "tokenizer.json"
_INPUTS = ("input_ids", "attention_mask", "token_type_ids", "position_ids")
_POOLED = "sentence_embedding"  # an output of this name has been pooled inside the graph
_TOKEN_VECTORS = ("last_hidden_state", "token_embeddings")
_BATCH = 32
_THREADS = 2
_MAX_LENGTH = 512
_TYPES: dict[str, type[np.integer[Any]]] = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
_FAILURES = (
    runtime.Fail,
    runtime.InvalidArgument,
    runtime.InvalidGraph,
    runtime.InvalidProtobuf,
    runtime.NoSuchFile,
    runtime.NotImplemented,
    runtime.RuntimeException,
)


class OnnxEmbedder(Embedder):
    """A model of the BERT family, such as multilingual-e5-small or all-MiniLM-L6-v2. Safe to share between threads.

    Args:
        directory: Where the model is.

    Raises:
        EmbeddingError: A file is missing or unreadable, or the graph wants inputs that a tokenizer does not give.
    """

    _session: onnxruntime.InferenceSession = PrivateAttr()
    _tokenizer: Tokenizer = PrivateAttr()
    _config: OnnxConfig = PrivateAttr()
    _inputs: dict[str, type[np.integer[Any]]] = PrivateAttr()
    _output: str = PrivateAttr()
    _fingerprint: str = PrivateAttr()
    _dimensions: int = PrivateAttr()

    def __init__(self, *, directory: Path) -> None:
        """Load the model and embed one word, which shows what it returns."""
        model, tokenizer = _files(directory)
        config = read_onnx_config(directory)
        super().__init__(model_name=directory.resolve().name, languages=config.languages)
        self._config = config
        self._tokenizer, longest = _read_tokenizer(tokenizer, max_length=config.max_length)
        self._session = _open_session(model)
        self._inputs = _wanted_inputs(self._session, model)
        self._output = _chosen_output(self._session)
        self._dimensions = int(self._embed(["dimensions"]).shape[1])
        self._fingerprint = _fingerprint([*_weights(model), tokenizer], config=config, max_length=longest)

    @classmethod
    def class_name(cls) -> str:
        """The name llama-index shows."""
        return "OnnxEmbedder"

    @property
    def fingerprint(self) -> str:
        """Digests of the graph, its weights and the tokenizer, then pooling, longest text and prefixes."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Length of the model's vectors."""
        return self._dimensions

    def _passages(self, texts: list[str]) -> NDArray[Any]:
        prefixed = [self._config.passage_prefix + text for text in texts]
        order = sorted(range(len(prefixed)), key=lambda position: len(prefixed[position]))  # alike lengths need little padding
        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        for batch in batches:
            vectors[batch] = self._embed([prefixed[position] for position in batch])
        return vectors

    def _question(self, text: str) -> NDArray[Any]:
        vector: NDArray[Any] = self._embed([self._config.query_prefix + text])[0]
        return vector

    def _embed(self, texts: list[str]) -> NDArray[Any]:
        arrays = _arrays(self._tokenizer.encode_batch(texts))
        fed = {name: arrays[name].astype(kind) for name, kind in self._inputs.items()}
        try:
            (output,) = self._session.run([self._output], fed)
        except _FAILURES as error:
            raise EmbeddingError(
                f"The model {self.model_name} failed: {error}.", remedy="Export it again, with batch and sequence as dynamic axes."
            ) from error
        return self._pool(np.asarray(output), mask=arrays["attention_mask"])

    def _pool(self, output: NDArray[Any], *, mask: NDArray[np.int64]) -> NDArray[Any]:
        if output.ndim == 2:
            return output
        if output.ndim != 3:
            raise EmbeddingError(
                f"The output {self._output} of {self.model_name} has shape {list(output.shape)}, which is neither a vector for each "
                "text nor for each token.",
                remedy="Export the model for feature extraction.",
            )
        if self._config.pooling == "cls":
            first: NDArray[Any] = output[:, 0]
            return first
        weights = mask[:, :, np.newaxis].astype(output.dtype)
        mean: NDArray[Any] = (output * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
        return mean


def _files(directory: Path) -> tuple[Path, Path]:
    if not directory.is_dir():
        raise EmbeddingError(f"The ONNX directory {directory} does not exist.", remedy="Set SANAD_ONNX_DIRECTORY to the model's directory.")
    model = next((directory / name for name in _MODELS if (directory / name).is_file()), None)
    if model is None:
        raise EmbeddingError(f"{directory} has neither {' nor '.join(_MODELS)}.", remedy="Put the exported model there.")
    tokenizer = directory / _TOKENIZER
    if not tokenizer.is_file():
        raise EmbeddingError(f"{directory} has no {_TOKENIZER}.", remedy="Put the model's fast tokenizer there.")
    return model, tokenizer


def _weights(model: Path) -> list[Path]:
    """The graph, and the files beside it that hold the weights of a large one."""
    return [model, *sorted(model.parent.glob("*.onnx_data")), *sorted(model.parent.glob("*.onnx.data"))]


def _fingerprint(files: list[Path], *, config: OnnxConfig, max_length: int) -> str:
    settings = f"{config.pooling}:{max_length}:{config.query_prefix!r}:{config.passage_prefix!r}"
    return ":".join(["onnx", *(file_digest(file) for file in files), settings])


def _read_tokenizer(path: Path, *, max_length: int | None) -> tuple[Tokenizer, int]:
    """The tokenizer and the longest text in tokens: as configured, else as the file says, else a common limit."""
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises nothing narrower
        raise EmbeddingError(f"{path} is not a tokenizer: {error}.", remedy="Take tokenizer.json from the model.") from error
    padding = tokenizer.padding or {}
    longest = int(max_length or (tokenizer.truncation or {}).get("max_length", _MAX_LENGTH))
    tokenizer.enable_truncation(longest)
    tokenizer.enable_padding(pad_id=padding.get("pad_id", 0), pad_token=padding.get("pad_token", "[PAD]"))
    return tokenizer, longest


def _open_session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only; they are raised as well
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except _FAILURES as error:
        raise EmbeddingError(f"{model} cannot be loaded: {error}.", remedy="Export the model again; it may be cut off.") from error


def _wanted_inputs(session: onnxruntime.InferenceSession, model: Path) -> dict[str, type[np.integer[Any]]]:
    wanted = {str(node.name): _TYPES.get(node.type) for node in session.get_inputs()}
    usable = {name: kind for name, kind in wanted.items() if name in _INPUTS and kind is not None}
    if usable.keys() != wanted.keys() or "input_ids" not in wanted:
        raise EmbeddingError(
            f"{model} takes the inputs {', '.join(wanted)}; what can be given are whole numbers as {', '.join(_INPUTS)}.",
            remedy="Export an encoder for feature extraction.",
        )
    return usable


def _chosen_output(session: onnxruntime.InferenceSession) -> str:
    names = [str(node.name) for node in session.get_outputs()]
    return next((name for name in (_POOLED, *_TOKEN_VECTORS) if name in names), names[0])


def _arrays(encodings: list[Encoding]) -> dict[str, NDArray[np.int64]]:
    ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
    return {
        "input_ids": ids,
        "attention_mask": np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64),
        "token_type_ids": np.array([encoding.type_ids for encoding in encodings], dtype=np.int64),
        "position_ids": np.broadcast_to(np.arange(ids.shape[1], dtype=np.int64), ids.shape).copy(),
    }
