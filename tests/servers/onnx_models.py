"""Tiny ONNX models in the layouts that real ones are published in."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

DIMENSIONS = 16
_CORPUS = ["the minister opened a new bridge over the river", "wheat prices rose in the capital", "query: passage:"]


def write_onnx_model(
    directory: Path,
    *,
    inputs: tuple[str, ...] = ("input_ids", "attention_mask"),
    pooled: bool = False,
    classes: int | None = None,
    files: dict[str, Any] | None = None,
    seed: int = 1,
    vocabulary: int | None = None,
) -> Path:
    """Write a model whose token vectors are rows of a random table, and its tokenizer.

    Args:
        directory: Is made.
        inputs: The graph's inputs; all but ``input_ids`` are taken and not used.
        pooled: Whether the graph ends in ``sentence_embedding`` rather than ``last_hidden_state``.
        classes: Makes a cross-encoder that ends in ``logits`` of so many classes; the last one's is the cosine of the pieces of both texts.
        files: More JSON files by path.
        seed: Of the table.
        vocabulary: Rows of the table; fewer than the tokenizer has tokens make the model fail.
    """
    directory.mkdir(parents=True)
    tokenizer = _tokenizer()
    tokenizer.save(str(directory / "tokenizer.json"))
    table = np.random.default_rng(seed).normal(size=(vocabulary or tokenizer.get_vocab_size(), DIMENSIONS))
    model = _graph(inputs, pooled=pooled, table=table) if classes is None else _pair_graph(classes, vocabulary=tokenizer.get_vocab_size())
    (directory / "model.onnx").write_bytes(model.SerializeToString())
    for name, content in (files or {}).items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(json.dumps(content), encoding="utf-8")
    return directory


def _graph(inputs: tuple[str, ...], *, pooled: bool, table: Any) -> onnx.ModelProto:
    """Each token's vector plus the sum of the text's, so that the first token knows the others; the sum is the pooled output."""
    table[0] = 0  # padding, so that a sum does not depend on it
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["vectors"]),
        helper.make_node("ReduceSum", ["vectors", "sequence_axis"], ["context"], keepdims=1),
    ]
    if pooled:
        nodes.append(helper.make_node("Squeeze", ["context", "sequence_axis"], ["sentence_embedding"]))
        output = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", DIMENSIONS])
    else:
        nodes.append(helper.make_node("Add", ["vectors", "context"], ["last_hidden_state"]))
        output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "sequence", DIMENSIONS])
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"]) for name in inputs],
        [output],
        [numpy_helper.from_array(table.astype(np.float32), "table"), numpy_helper.from_array(np.array([1]), "sequence_axis")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def _pair_graph(classes: int, *, vocabulary: int) -> onnx.ModelProto:
    """Logits [batch, classes]: 0 but for the last, the cosine between the counts of pieces in the first and the second text."""
    each = np.eye(vocabulary, dtype=np.float32)
    each[:3] = 0  # the special pieces
    last = np.zeros((1, classes), dtype=np.float32)
    last[0, -1] = 1
    constants = {
        "each": each,
        "one": np.float32(1),
        "tokens": np.array([1]),
        "third": np.array([2]),
        "last": last,
        "tiny": np.float32(1e-6),
    }
    steps = [
        ("Gather", ["each", "input_ids"], "pieces"),
        ("Cast", ["token_type_ids"], "types"),
        ("Unsqueeze", ["types", "third"], "second"),
        ("Sub", ["one", "second"], "first"),
        *(step for side in ("first", "second") for step in _counts(side)),
        ("Mul", ["first_counts", "second_counts"], "products"),
        ("ReduceSum", ["products", "tokens"], "common"),
        ("Mul", ["first_length", "second_length"], "lengths"),
        ("Max", ["lengths", "tiny"], "length"),
        ("Div", ["common", "length"], "cosine"),
        ("Mul", ["cosine", "last"], "logits"),
    ]
    as_float: Any = {"to": TensorProto.FLOAT}
    nodes = [helper.make_node(kind, fed, [out], **(as_float if kind == "Cast" else {})) for kind, fed, out in steps]
    graph = helper.make_graph(
        nodes,
        "pair",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"]) for name in ("input_ids", "token_type_ids")],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", classes])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def _counts(side: str) -> list[tuple[str, list[str], str]]:
    """How often each piece stands in one of the two texts, [batch, vocabulary], and the length of that, [batch, 1]."""
    return [
        ("Mul", ["pieces", side], f"{side}_pieces"),
        ("ReduceSum", [f"{side}_pieces", "tokens"], f"{side}_sums"),
        ("Squeeze", [f"{side}_sums", "tokens"], f"{side}_counts"),
        ("Mul", [f"{side}_counts", f"{side}_counts"], f"{side}_squares"),
        ("ReduceSum", [f"{side}_squares", "tokens"], f"{side}_square"),
        ("Sqrt", [f"{side}_square"], f"{side}_length"),
    ]


def _tokenizer() -> Tokenizer:
    """Byte-level pieces, so that any text in any script has tokens; ``[CLS]`` before and ``[SEP]`` behind."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["[PAD]", "[CLS]", "[SEP]"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_CORPUS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return tokenizer
