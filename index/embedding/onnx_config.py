"""How the model in a directory wants to be used: pooling, prefixes, length, languages.

Read, the later overriding the earlier, from the files that sentence-transformers writes and from one of our own:

- ``README.md``: ``language`` in its front matter;
- ``tokenizer_config.json`` and ``sentence_bert_config.json``: the longest text, in tokens;
- ``modules.json`` and the pooling module's ``config.json`` (``1_Pooling`` by custom): mean or cls pooling;
- ``config_sentence_transformers.json``: ``prompts`` named query and document (or passage);
- ``sanad.json``: any field of ``OnnxConfig`` by name, for what the others leave out or get wrong, such as::

      {"query_prefix": "query: ", "passage_prefix": "passage: ", "languages": ["en", "ar"]}

  ``"languages": null`` says all languages.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError

from index.errors import EmbeddingError
from index.models import Record

OWN_FILE = "sanad.json"
SOURCE = "source"  # where the files came from, for people and for `sanad models`

_UNLIMITED = 100_000  # tokenizers write a huge number for "no limit"
_QUERY_NAMES = ("query", "search_query", "question")
_PASSAGE_NAMES = ("passage", "document", "search_document")
_POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}


class OnnxConfig(Record):
    """How texts become vectors with one model.

    Attributes:
        pooling: ``mean`` of the vectors of a text's tokens, or that of its first token (``cls``).
        query_prefix: Put before every question.
        passage_prefix: Put before every passage.
        max_length: Longest text in tokens, prefix and special tokens included; the rest is cut off. ``None`` leaves it
            to ``tokenizer.json``, and 512 if that has no limit either.
        languages: ISO 639-1 codes the model knows; ``None`` means all, or that nothing says.
    """

    pooling: Literal["mean", "cls"] = "mean"
    query_prefix: str = ""
    passage_prefix: str = ""
    max_length: int | None = Field(default=None, ge=2)
    languages: frozenset[str] | None = None


def read_onnx_config(directory: Path) -> OnnxConfig:
    """Gather the configuration of the model in ``directory``.

    Raises:
        EmbeddingError: A file is malformed, or asks for a pooling or a layer that is not supported.
    """
    own = {name: value for name, value in read_object(directory / OWN_FILE).items() if name != SOURCE}
    stated = {**_languages(directory), **longest_text(directory), **_pooling(directory), **_prefixes(directory), **own}
    try:
        return OnnxConfig.model_validate(stated)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise EmbeddingError(
            f"The model in {directory} has {name}={first['input']!r}: {first['msg']}.",
            remedy=f"State it in {directory / OWN_FILE}; fields: {', '.join(OnnxConfig.model_fields)}.",
        ) from error


def _languages(directory: Path) -> dict[str, Any]:
    """``language`` of the model card: one code or a list; ``multilingual`` alone says nothing definite, so all."""
    card = directory / "README.md"
    if not card.is_file():
        return {}
    opening, _, rest = card.read_text(encoding="utf-8", errors="replace").partition("---\n")
    front, end, _ = rest.partition("\n---")
    if opening.strip() or not end:
        return {}
    try:
        header = yaml.safe_load(front)
    except yaml.YAMLError as error:
        raise EmbeddingError(f"The front matter of {card} is not YAML: {error}.", remedy="Mend it or remove it.") from error
    stated = header.get("language") if isinstance(header, dict) else None
    codes = [stated] if isinstance(stated, str) else stated or []
    known = {str(code) for code in codes if len(str(code)) == 2}
    return {"languages": frozenset(known)} if known else {}


def longest_text(directory: Path) -> dict[str, Any]:
    """``max_length`` as the files of sentence-transformers state it, or nothing."""
    candidates = [
        read_object(directory / "tokenizer_config.json").get("model_max_length"),
        read_object(directory / "sentence_bert_config.json").get("max_seq_length"),
    ]
    usable = [int(length) for length in candidates if length is not None and length < _UNLIMITED]
    return {"max_length": usable[-1]} if usable else {}


def _pooling(directory: Path) -> dict[str, Any]:
    modules = _read_list(directory / "modules.json")
    kinds = {str(module.get("type", "")).rpartition(".")[2]: str(module.get("path", "")) for module in modules}
    if "Dense" in kinds and "pooling" not in read_object(directory / OWN_FILE):
        raise EmbeddingError(
            f"The model in {directory} has a Dense layer after pooling, which is not part of its ONNX graph.",
            remedy=f'Export it with that layer, or set "pooling" in {directory / OWN_FILE} to do without.',
        )
    config = read_object(directory / kinds.get("Pooling", "1_Pooling") / "config.json")
    asked = [name for name, on in config.items() if name.startswith("pooling_mode_") and on is True]
    if "pooling_mode" in config:
        asked = [str(config["pooling_mode"])]
    return {"pooling": _POOLINGS.get("+".join(asked), "+".join(asked))} if asked else {}


def _prefixes(directory: Path) -> dict[str, Any]:
    prompts = read_object(directory / "config_sentence_transformers.json").get("prompts") or {}
    found = {"query_prefix": _first(prompts, _QUERY_NAMES), "passage_prefix": _first(prompts, _PASSAGE_NAMES)}
    return {name: prefix for name, prefix in found.items() if prefix}


def _first(prompts: dict[str, str], names: Iterable[str]) -> str:
    return next((prompts[name] for name in names if prompts.get(name)), "")


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty when there is no such file.

    Raises:
        EmbeddingError: It holds something else.
    """
    content = _json(path)
    if content is not None and not isinstance(content, dict):
        raise EmbeddingError(f"{path} must hold a JSON object, not a {type(content).__name__}.", remedy="Mend it or remove it.")
    return content or {}


def _read_list(path: Path) -> list[dict[str, Any]]:
    content = _json(path) or []
    if not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
        raise EmbeddingError(f"{path} must hold a JSON list of objects.", remedy="Mend it or remove it.")
    return content


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EmbeddingError(f"{path} cannot be read as JSON: {error}.", remedy="Mend it or remove it.") from error
