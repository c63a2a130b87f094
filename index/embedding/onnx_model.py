"""A transformer in a local directory, run by onnxruntime on the processor: texts in, arrays out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime  # its errors are exported nowhere else
from tokenizers import Encoding, Tokenizer

from index.embedding.digest import file_digest
from index.errors import ModelError

_MODELS = ("model.onnx", "onnx/model.onnx")
_TOKENIZER = "tokenizer.json"
_INPUTS = ("input_ids", "attention_mask", "token_type_ids", "position_ids")
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


class OnnxModel:
    """A graph with its tokenizer. Safe to share between threads.

    Attributes:
        max_length: Longest text (or pair) in tokens; the rest is cut off.
        output: The output of the graph that is read.
        digests: Of the graph, its weights and the tokenizer.
    """

    def __init__(self, directory: Path, *, setting: str, max_length: int | None, outputs: Sequence[str], raises: type[ModelError]) -> None:
        """Load the model.

        Args:
            directory: Holds ``model.onnx`` (or ``onnx/model.onnx``) and ``tokenizer.json``.
            setting: The variable that names the directory, for messages.
            max_length: Longest text in tokens; ``None`` leaves it to the tokenizer, and 512 if that has no limit either.
            outputs: Outputs to read, the first of them that there is; the graph's first one if there is none of them.
            raises: The error of everything that goes wrong.

        Raises:
            ModelError: A file is missing or unreadable, or the graph wants inputs that a tokenizer does not give.
        """
        self._name = directory.resolve().name
        self._raises = raises
        model, tokenizer = self._files(directory, setting)
        self._tokenizer, self.max_length = self._read_tokenizer(tokenizer, max_length)
        self._session = self._open_session(model)
        self._inputs = self._wanted_inputs(model)
        names = [str(node.name) for node in self._session.get_outputs()]
        self.output = next((name for name in outputs if name in names), names[0])
        self.digests = [file_digest(file) for file in [*_weights(model), tokenizer]]

    def run(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """The output for a batch of texts or of pairs of texts, and its attention mask, int64 [texts, tokens].

        Raises:
            ModelError: The graph failed.
        """
        arrays = _arrays(self._tokenizer.encode_batch(list(texts)))
        fed = {name: arrays[name].astype(kind) for name, kind in self._inputs.items()}
        try:
            (output,) = self._session.run([self.output], fed)
        except _FAILURES as error:
            self._fail(f"The model {self._name} failed: {error}.", "Export it again, with batch and sequence as dynamic axes.", error)
        return np.asarray(output), arrays["attention_mask"]

    def _files(self, directory: Path, setting: str) -> tuple[Path, Path]:
        if not directory.is_dir():
            self._fail(f"The ONNX directory {directory} does not exist.", f"Set {setting} to the model's directory.")
        model = next((directory / name for name in _MODELS if (directory / name).is_file()), None)
        if model is None:
            self._fail(f"{directory} has neither {' nor '.join(_MODELS)}.", "Put the exported model there.")
        tokenizer = directory / _TOKENIZER
        if not tokenizer.is_file():
            self._fail(f"{directory} has no {_TOKENIZER}.", "Put the model's fast tokenizer there.")
        return model, tokenizer

    def _read_tokenizer(self, path: Path, max_length: int | None) -> tuple[Tokenizer, int]:
        """The tokenizer and the longest text in tokens: as configured, else as the file says, else a common limit."""
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # tokenizers raises nothing narrower
            raise self._raises(f"{path} is not a tokenizer: {error}.", remedy="Take tokenizer.json from the model.") from error
        padding = tokenizer.padding or {}
        longest = int(max_length or (tokenizer.truncation or {}).get("max_length", _MAX_LENGTH))
        tokenizer.enable_truncation(longest)
        tokenizer.enable_padding(pad_id=padding.get("pad_id", 0), pad_token=padding.get("pad_token", "[PAD]"))
        return tokenizer, longest

    def _open_session(self, model: Path) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _THREADS
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only; they are raised as well
        try:
            return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except _FAILURES as error:
            self._fail(f"{model} cannot be loaded: {error}.", "Export the model again; it may be cut off.", error)

    def _wanted_inputs(self, model: Path) -> dict[str, type[np.integer[Any]]]:
        wanted = {str(node.name): _TYPES.get(node.type) for node in self._session.get_inputs()}
        usable = {name: kind for name, kind in wanted.items() if name in _INPUTS and kind is not None}
        if usable.keys() != wanted.keys() or "input_ids" not in wanted:
            self._fail(
                f"{model} takes the inputs {', '.join(wanted)}; what can be given are whole numbers as {', '.join(_INPUTS)}.",
                "Export an encoder that takes text.",
            )
        return usable

    def _fail(self, message: str, remedy: str, cause: Exception | None = None) -> NoReturn:
        raise self._raises(message, remedy=remedy) from cause


def _weights(model: Path) -> list[Path]:
    """The graph, and the files beside it that hold the weights of a large one."""
    return [model, *sorted(model.parent.glob("*.onnx_data")), *sorted(model.parent.glob("*.onnx.data"))]


def _arrays(encodings: list[Encoding]) -> dict[str, NDArray[np.int64]]:
    ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
    return {
        "input_ids": ids,
        "attention_mask": np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64),
        "token_type_ids": np.array([encoding.type_ids for encoding in encodings], dtype=np.int64),
        "position_ids": np.broadcast_to(np.arange(ids.shape[1], dtype=np.int64), ids.shape).copy(),
    }
