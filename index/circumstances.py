"""What an answer or a figure depends on besides the question: versions and settings, never a secret."""

import platform
import re
from functools import cache
from importlib import metadata

from pydantic import JsonValue, SecretStr

from index.settings import Settings

_PACKAGES = (
    "sanad",
    "anyascii",
    "babel",
    "chromadb",
    "ir-measures",
    "llama-index-core",
    "numpy",
    "onnxruntime",
    "py3langid",
    "pystemmer",
    "sentencex",
    "tantivy",
    "tokenizers",
    "wordllama",
)
_WITHOUT_INFLUENCE = {"library", "runs_directory", "host", "port", "sign_in", "public_address", "trusted_proxies"}
_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")
_KEYS = re.compile(r'("[^"]*(?:key|token|secret|password)[^"]*"\s*:\s*)"(?:[^"\\]|\\.)*"', re.IGNORECASE)  # arguments of a dotted name


def versions() -> dict[str, str]:
    """Versions of Python and of every installed package that can change a result."""
    return {"python": platform.python_version(), **dict(_installed(package) for package in _PACKAGES)}


def recorded(settings: Settings) -> dict[str, JsonValue]:
    """The settings that can change a result, by name; without keys and without credentials in addresses."""
    secrets = {name for name, field in Settings.model_fields.items() if SecretStr.__name__ in str(field.annotation)}
    values = settings.model_dump(mode="json", exclude=_WITHOUT_INFLUENCE | secrets)
    return {name: without_secrets(value) if isinstance(value, str) else value for name, value in values.items()}


def without_secrets(value: str) -> str:
    """A setting's value without the credentials of an address and without keys among the arguments of a dotted name."""
    return _KEYS.sub(r'\1"***"', _CREDENTIALS.sub("", value))


@cache
def _installed(package: str) -> tuple[str, str]:
    try:
        return package, metadata.version(package)
    except metadata.PackageNotFoundError:
        return package, "not installed"
