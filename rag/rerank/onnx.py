"""A cross-encoder in a local directory, run by onnxruntime on the processor. Nothing is ever downloaded.

The directory holds ``model.onnx`` (or ``onnx/model.onnx``) and ``tokenizer.json``. From ``config.json`` come the names of
the classes, from ``tokenizer_config.json`` the longest pair in tokens; ``sanad.json`` may state ``max_length`` and
``positive``, the number of the class that means a good fit.
"""

import time
from pathlib import Path
from typing import Any

import numpy as np
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle
from numpy.typing import NDArray
from pydantic import PrivateAttr

from index.embedding.onnx_config import OWN_FILE, longest_text, read_object
from index.embedding.onnx_model import OnnxModel
from index.errors import EmbeddingError, RerankError

_POSITIVE = frozenset({"relevant", "positive", "true", "yes", "entailment"})  # names of the class that means a good fit
_BATCH = 4
_FULL = 30.0  # beyond this a logistic function is 0 or 1 in all digits that count


class OnnxReranker(BaseNodePostprocessor):
    """Orders nodes by how well each fits the question, read together by one model. Safe to share between threads.

    Args:
        directory: Where the model is.
        seconds: Time for one question. Nodes for which it does not last are left out, the last first; at least some are
            rated. ``None`` rates all.

    Raises:
        RerankError: A file is missing or unreadable, or the model does not give one answer for each pair of texts.
    """

    _model: OnnxModel = PrivateAttr()
    _positive: int | None = PrivateAttr()
    _directory: Path = PrivateAttr()
    _seconds: float | None = PrivateAttr()

    def __init__(self, *, directory: Path, seconds: float | None = None) -> None:
        """Load the model and rate one pair, which shows what it returns."""
        super().__init__()
        self._directory = directory
        self._seconds = seconds
        try:
            own = read_object(directory / OWN_FILE)
            length = own.get("max_length") or longest_text(directory).get("max_length")
            labels = read_object(directory / "config.json").get("id2label") or {}
        except EmbeddingError as error:
            raise RerankError(error.message, remedy=error.remedy) from error
        self._model = OnnxModel(directory, setting="SANAD_RERANKER_DIRECTORY", max_length=length, outputs=("logits",), raises=RerankError)
        self._positive = own.get("positive", _named_positive(labels))
        self.relevance("question", ["passage"])

    @classmethod
    def class_name(cls) -> str:
        """The name llama-index shows."""
        return "OnnxReranker"

    def relevance(self, question: str, passages: list[str]) -> NDArray[np.float64]:
        """How well each passage fits the question, float64 [passages], in [0, 1], higher is better.

        As many of the passages as there is time for, from the first on.

        Raises:
            RerankError: The model failed or returned something else.
        """
        started = time.perf_counter()
        found: list[NDArray[np.float64]] = []
        for number, first in enumerate(range(0, len(passages), _BATCH)):
            spent = time.perf_counter() - started
            if number and self._seconds is not None and spent * (number + 1) / number > self._seconds:
                break
            batch = passages[first : first + _BATCH]
            output, _ = self._model.run([(question, passage) for passage in batch])
            found.append(self._rated(output.astype(np.float64), count=len(batch)))
        return np.concatenate(found)

    def _postprocess_nodes(self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None) -> list[NodeWithScore]:
        if query_bundle is None:
            raise RerankError("The reranker was given passages without a question.", remedy="Pass a question.")
        found = self.relevance(query_bundle.query_str, [node.node.get_content(MetadataMode.NONE) for node in nodes])
        order = np.argsort(-found, kind="stable")
        return [NodeWithScore(node=nodes[place].node, score=float(found[place])) for place in order]

    def _rated(self, logits: NDArray[np.float64], *, count: int) -> NDArray[np.float64]:
        """One number is a logit of its own; of several, each belongs to a class."""
        logits = logits.reshape(count, -1) if logits.size and logits.size % count == 0 and logits.ndim <= 2 else logits
        if logits.ndim != 2 or not np.isfinite(logits).all():
            raise RerankError(
                f"The model in {self._directory} gave {list(logits.shape)} numbers for {count} pairs, or some that are not finite.",
                remedy="Use a cross-encoder exported for the classification of pairs.",
            )
        if logits.shape[1] == 1:
            return np.asarray(1 / (1 + np.exp(-np.clip(logits[:, 0], -_FULL, _FULL))))
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers[:, self._column(logits.shape[1])] / powers.sum(axis=1))

    def _column(self, classes: int) -> int:
        positive = 1 if self._positive is None and classes == 2 else self._positive
        if not isinstance(positive, int) or not 0 <= positive < classes:
            raise RerankError(
                f"Which of the {classes} classes of the model in {self._directory} means a good fit is not known.",
                remedy=f'Write it into {self._directory / OWN_FILE}, such as {{"positive": {classes - 1}}}.',
            )
        return positive


def _named_positive(labels: dict[str, Any]) -> int | None:
    return next((int(number) for number, name in labels.items() if str(name).lower() in _POSITIVE), None)
