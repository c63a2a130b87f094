"""The models that `sanad models` knows, and which of them are on this machine. Importing it is cheap."""

import hashlib
import json
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator

from index.embedding.onnx_config import OWN_FILE, SOURCE, read_object
from index.errors import EmbeddingError, ModelError
from index.models import Record

OWN_TABLE = "models.toml"


class ModelFile(Record):
    """One file of a model: where it is in the repository, and what it must be."""

    path: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @field_validator("path")
    @classmethod
    def _inside(cls, path: str) -> str:
        parts = PurePosixPath(path).parts
        if not parts or ".." in parts or parts[0] == "/" or "\\" in path or ":" in path:
            raise ValueError(f"{path!r} is not a place inside a repository")
        return path


class KnownModel(Record):
    """A model that can be fetched by name.

    Attributes:
        name: What it is called here.
        kind: What it is for.
        about: In a few words.
        repository: Owner and name at the hub.
        revision: The commit its files are taken from.
        licence: SPDX identifier, as the repository states it.
        dimensions: Length of an embedder's vectors.
        files: All that are needed.
        configuration: What its ``sanad.json`` says of how it is used.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    kind: Literal["embedder", "reranker"]
    about: str
    repository: str
    revision: str = Field(pattern=r"^[0-9a-f]{40}$")
    licence: str
    dimensions: int | None = None
    files: tuple[ModelFile, ...]
    configuration: dict[str, Any] = Field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(file.size for file in self.files)

    @property
    def languages(self) -> tuple[str, ...] | None:
        """ISO 639-1 codes it knows; ``None`` means all."""
        stated = self.configuration.get("languages")
        return None if stated is None else tuple(stated)

    def described(self) -> str:
        """The content of its ``sanad.json``."""
        source = {"repository": self.repository, "revision": self.revision, "files": {file.path: file.sha256 for file in self.files}}
        return json.dumps({**self.configuration, SOURCE: source}, indent=2) + "\n"


def known_models(models: Path) -> tuple[KnownModel, ...]:
    """The models that come with Sanad, and those that ``models.toml`` in the directory ``models`` adds in the same form.

    Raises:
        ModelError: That file cannot be read, or describes no models.
    """
    own = models / OWN_TABLE
    return (*_bundled(), *(_read(own.read_bytes(), own) if own.is_file() else ()))


def find_known(name: str, models: Path) -> KnownModel:
    """The model of this name.

    Raises:
        ModelError: There is none, or ``models.toml`` cannot be read.
    """
    known = {model.name: model for model in known_models(models)}
    if name not in known:
        message = f"There is no model {name!r} to fetch."
        raise ModelError(message, remedy=f"Known are {', '.join(known)}; any other ONNX model works from its directory.")
    return known[name]


def is_installed(model: KnownModel, models: Path) -> bool:
    """Whether all files of this revision are in ``models``, by what was recorded there and by their sizes."""
    directory = models / model.name
    try:
        recorded = read_object(directory / OWN_FILE).get(SOURCE)
    except EmbeddingError:
        return False
    sizes = all(_size(directory / file.path) == file.size for file in model.files)
    return sizes and isinstance(recorded, dict) and recorded.get("revision") == model.revision


def sha256(path: Path) -> str:
    """The ``sha256`` of a file, in hexadecimal, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


@cache
def _bundled() -> tuple[KnownModel, ...]:
    table = files("index").joinpath("embedding", "known_models.toml")
    return _read(table.read_bytes(), Path(str(table)))


def _read(content: bytes, path: Path) -> tuple[KnownModel, ...]:
    try:
        return tuple(KnownModel.model_validate({"name": name, **described}) for name, described in tomllib.loads(content.decode()).items())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ModelError(f"{path} describes no model: {where}: {first['msg']}.", remedy="Mend it or remove it.") from error
    except (ValueError, TypeError) as error:
        raise ModelError(f"{path} cannot be read: {error}.", remedy="Mend it or remove it.") from error
