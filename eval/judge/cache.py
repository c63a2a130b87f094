"""What a judge wrote before, by the content of what it was asked: a file for each answer, so that several processes may share them."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_data_path

from index.errors import EvaluationError
from index.models import Record
from rag.chat.models import Completion, Finish, Message, Usage

if TYPE_CHECKING:
    from rag.chat.client import ChatClient

_KEPT: frozenset[Finish] = frozenset({"stop", "length"})  # what the same prompt would give again


class _Kept(Record):
    text: str
    finish: Finish
    usage: Usage


class Cache:
    """Answers by what was asked of which model with which settings."""

    def __init__(self, directory: Path | None = None, *, fresh: bool = False) -> None:
        """Keep them in ``directory``; ``None`` takes the one for the data of this person.

        Args:
            directory: Made when it is needed.
            fresh: Give nothing of what was there before.
        """
        self._fresh = fresh
        self.directory = directory or user_data_path("sanad", appauthor=False) / "judge"

    def get(self, key: str) -> Completion | None:
        """The answer under ``key``; ``None`` where there is none that can be read."""
        if self._fresh:
            return None
        try:
            kept = _Kept.model_validate_json(self._path(key).read_bytes())
        except (OSError, ValueError):
            return None
        return Completion(kept.text, kept.finish, kept.usage)

    def put(self, key: str, answer: Completion) -> None:
        """Keep ``answer``, unless another try might give another one.

        Raises:
            EvaluationError: The directory cannot be written to.
        """
        if answer.finish not in _KEPT:
            return
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(_Kept(text=answer.text, finish=answer.finish, usage=answer.usage).model_dump_json())
            Path(name).replace(path)
        except OSError as error:
            raise EvaluationError(f"{path.parent} cannot be written: {error.strerror}.", remedy="Give another --cache.") from error

    def _path(self, key: str) -> Path:
        return self.directory / key[:2] / f"{key}.json"


def key_of(client: "ChatClient", messages: Sequence[Message], schema: Mapping[str, Any] | None) -> str:
    """The sha256 of all that an answer depends on: the endpoint, the model, the settings, the prompt."""
    asked = {
        "address": client.endpoint.address,
        "model": client.endpoint.model,
        "max_tokens": client.max_tokens,
        "temperature": 0,
        "schema": schema,
        "messages": [message.model_dump() for message in messages],
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
