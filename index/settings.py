"""What can be set, from where, and where each value came from.

Flags win over ``SANAD_*`` variables, these over ``.env``, over ``sanad.toml`` (both in the current directory), over the defaults.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from index.errors import SettingsError

PREFIX = "SANAD_"
ENVIRONMENT_FILE = ".env"
TOML_FILE = "sanad.toml"
EMBEDDERS = ("bundled", "openai", "onnx", "none")
RERANKERS = ("none", "onnx")
VERIFIERS = ("own", "model")
FUSIONS = ("score", "rank")
SIGN_INS = ("auto", "on", "off")

_NOT_SETTINGS = frozenset({"SANAD_REQUIRE_BROWSER"})  # read by the tests alone
_DOTTED_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+(:\{.*\})?", re.DOTALL)  # after a colon the class's arguments as JSON


class Settings(BaseSettings):
    """Everything that can be set, read once at the top and passed down. Build it with `load_settings`.

    Each field's description says what a valid value is; it is the remedy of an error and the table of the documentation.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",  # unknown names are found by `load_settings`, which can say which name was meant
        env_prefix=PREFIX,
        env_ignore_empty=True,
        env_file=ENVIRONMENT_FILE,
        env_file_encoding="utf-8",
        toml_file=TOML_FILE,
    )

    library: Path = Field(
        default_factory=lambda: user_data_path("sanad", appauthor=False) / "library",
        description="Directory that holds the library.",
    )
    embedder: str = Field(
        default="bundled",
        description="`bundled`, `openai`, `onnx`, `none`, or the dotted name of a llama-index embedding.",
    )
    embedding_base_url: str | None = Field(default=None, description="Address of an OpenAI-compatible endpoint, http:// or https://.")
    embedding_model: str | None = Field(default=None, description="Name of the model the endpoint serves.")
    embedding_api_key: SecretStr | None = Field(default=None, description="Key of the endpoint. Never shown.")
    embedding_dimensions: int | None = Field(default=None, ge=1, description="Length of the vectors to ask for, a whole number above 0.")
    embedding_timeout: float = Field(default=60.0, gt=0, description="Seconds a batch of passages may take at the endpoint, above 0.")
    embedding_question_timeout: float = Field(
        default=2.0, gt=0, description="Seconds a search waits for the vector of its question, above 0; then words alone decide."
    )
    onnx_directory: Path | None = Field(default=None, description="Directory with `model.onnx` and `tokenizer.json`.")
    fusion: str = Field(
        default="score", description="`score`, or `rank` to join channels by reciprocal rank as other systems do, for comparison."
    )
    reranker: str = Field(default="none", description="`none`, `onnx`, or the dotted name of a llama-index node postprocessor.")
    reranker_directory: Path | None = Field(
        default=None, description="Directory with the `model.onnx` and `tokenizer.json` of a cross-encoder."
    )
    reranker_timeout: float = Field(default=2.0, gt=0, description="Seconds a search waits for the reranker, above 0.")
    reranker_passages: int = Field(default=30, ge=2, le=200, description="Passages given to the reranker, 2 to 200.")
    models_directory: Path = Field(
        default_factory=lambda: user_data_path("sanad", appauthor=False) / "models",
        description="Directory that `sanad models` fetches to.",
    )
    model_hub: str = Field(default="https://huggingface.co", description="Address of the hub that models come from, http:// or https://.")
    chat_base_url: str | None = Field(default=None, description="Address of an OpenAI-compatible endpoint, http:// or https://.")
    chat_model: str | None = Field(default=None, description="Name of the model that writes answers; without one they are quotes.")
    chat_api_key: SecretStr | None = Field(default=None, description="Key of the chat endpoint. Never shown.")
    chat_proxy: str | None = Field(default=None, description="Proxy to the chat endpoint, http:// or https://.")
    chat_timeout: float = Field(default=30.0, gt=0, description="Seconds to wait for the next piece of an answer, above 0.")
    chat_deadline: float = Field(default=120.0, gt=0, description="Seconds a whole answer may take, above 0.")
    chat_question_timeout: float = Field(
        default=4.0, gt=0, description="Seconds a search waits for the model to complete and translate its question, above 0."
    )
    chat_translations: bool = Field(
        default=True, description="Have the model put each question into the library's other languages for the search, true or false."
    )
    chat_context_tokens: int = Field(default=8192, ge=1024, description="Tokens the model takes, answer included, at least 1024.")
    chat_max_tokens: int = Field(default=1024, ge=64, description="Tokens of an answer, at least 64.")
    strict: bool = Field(default=False, description="Leave out sentences of a model that no source supports.")
    verify: str = Field(default="own", description="`own`, or `model` for a second opinion of the chat model on each sentence.")
    chat_price_in: float | None = Field(default=None, ge=0, description="Price of a million tokens sent, at least 0.")
    chat_price_out: float | None = Field(default=None, ge=0, description="Price of a million tokens received, at least 0.")
    runs_directory: Path = Field(
        default_factory=lambda: user_data_path("sanad", appauthor=False) / "runs",
        description="Directory that `sanad eval run` keeps runs in.",
    )
    chroma_url: str | None = Field(default=None, description="Address of a Chroma server, http:// or https://; embedded without it.")
    chunk_characters: int = Field(default=900, ge=100, le=20_000, description="Length of a chunk in characters, 100 to 20000.")
    max_article_characters: int = Field(default=2_000_000, ge=1, description="Longest article taken, in characters, above 0.")
    max_file_bytes: int = Field(default=50_000_000, ge=1, description="Largest file read, in bytes, above 0.")
    answer_sentences: int = Field(default=5, ge=1, le=50, description="Most sentences in an answer, 1 to 50.")
    answer_threshold: float = Field(default=0.5, ge=0, le=1, description="How likely an answer must be, 0 to 1.")
    host: str = Field(default="127.0.0.1", min_length=1, description="Address the page listens on.")
    port: int = Field(default=7860, ge=0, le=65_535, description="Port the page listens on, 0 to 65535; 0 takes a free one.")

    sign_in: str = Field(
        default="auto", description="`auto` (people have to sign in once there are users), `on`, or `off`; see `sanad user --help`."
    )
    public_address: str | None = Field(
        default=None, description="Address that a proxy in front of the page is reached by, such as https://sanad.example.org."
    )
    trusted_proxies: str = Field(
        default="", description="IP addresses of proxies that say whom they pass on, separated by commas; nobody else is believed."
    )

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, environment, ``.env``, ``sanad.toml``: the first that names a setting decides it."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("library", "onnx_directory", "reranker_directory", "models_directory", "runs_directory")
    @classmethod
    def _home(cls, path: Path | None) -> Path | None:
        return path.expanduser() if path is not None else None

    @field_validator("embedder")
    @classmethod
    def _known_embedder(cls, name: str) -> str:
        if name not in EMBEDDERS and not _DOTTED_NAME.fullmatch(name):
            raise ValueError(f"not an embedder{_did_you_mean(name, EMBEDDERS)}")
        return name

    @field_validator("reranker")
    @classmethod
    def _known_reranker(cls, name: str) -> str:
        if name not in RERANKERS and not _DOTTED_NAME.fullmatch(name):
            raise ValueError(f"not a reranker{_did_you_mean(name, RERANKERS)}")
        return name

    @field_validator("fusion")
    @classmethod
    def _known_fusion(cls, name: str) -> str:
        if name not in FUSIONS:
            raise ValueError(f"not a way to join channels{_did_you_mean(name, FUSIONS)}")
        return name

    @field_validator("verify")
    @classmethod
    def _known_verifier(cls, name: str) -> str:
        if name not in VERIFIERS:
            raise ValueError(f"not a way to verify{_did_you_mean(name, VERIFIERS)}")
        return name

    @field_validator("sign_in")
    @classmethod
    def _known_sign_in(cls, name: str) -> str:
        if name not in SIGN_INS:
            raise ValueError(f"not a way to sign in{_did_you_mean(name, SIGN_INS)}")
        return name

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, written: str) -> str:
        for each in filter(None, (part.strip() for part in written.split(","))):
            ip_network(each, strict=False)  # its error says what is wrong
        return written

    @field_validator("embedding_base_url", "chroma_url", "model_hub", "public_address")
    @classmethod
    def _web_address(cls, address: str | None) -> str | None:
        if address is not None and not re.match(r"https?://[^/\s]", address):
            raise ValueError("not a web address")
        return address


def load_settings(**flags: Any) -> Settings:
    """Read the settings in force.

    Args:
        **flags: Values given on the command line or by a caller, by field name; ``None`` means not given.

    Raises:
        SettingsError: A name is unknown, a value invalid, or ``.env`` or ``sanad.toml`` cannot be read.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    origins = _origins(given)
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise _invalid(error, origins) from None  # the cause would repeat the value, and it may be a secret
    settings._origins.update(origins)
    return settings


def provenance(settings: Settings) -> dict[str, str]:
    """Where each value came from: ``flag``, ``environment``, ``.env``, ``sanad.toml`` or ``default``, by field name."""
    return {name: settings._origins.get(name, "flag" if name in settings.model_fields_set else "default") for name in Settings.model_fields}


def _origins(flags: Mapping[str, Any]) -> dict[str, str]:
    layers: tuple[tuple[str, dict[str, str]], ...] = (  # the strongest last
        (TOML_FILE, {name: name for name in _read_toml()}),
        (ENVIRONMENT_FILE, _variables(_read_environment_file())),
        ("environment", _variables(os.environ)),
        ("flag", {name: name for name in flags}),
    )
    origins: dict[str, str] = {}
    for layer, names in layers:
        for name, written in names.items():
            if name not in Settings.model_fields:
                raise _unknown(written, layer)
            origins[name] = layer
    return origins


def _variables(environment: Mapping[str, str | None]) -> dict[str, str]:
    """The settings a set of variables names, with the name as written; empty values count as not set."""
    written = [name for name, value in environment.items() if name.upper().startswith(PREFIX) and value]
    return {name.upper().removeprefix(PREFIX).lower(): name for name in written if name.upper() not in _NOT_SETTINGS}


def _read_environment_file() -> Mapping[str, str | None]:
    try:
        found = DotEnvSettingsSource(Settings).env_vars
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{ENVIRONMENT_FILE} cannot be read: {error}.", remedy="Mend the file or remove it.") from error
    return {name.upper(): value for name, value in found.items()}  # the source reads names in lower case


def _read_toml() -> dict[str, Any]:
    try:
        return tomllib.loads(Path(TOML_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{TOML_FILE} cannot be read: {error}.", remedy="Mend the file or remove it.") from error


def _unknown(written: str, layer: str) -> SettingsError:
    variable = layer in (ENVIRONMENT_FILE, "environment")
    known = [PREFIX + name.upper() for name in Settings.model_fields] if variable else list(Settings.model_fields)
    meant = _did_you_mean(written.upper() if variable else written, known)
    return SettingsError(f"Unknown setting {written} ({layer}){meant}.", remedy="Rename or remove it; the README lists every setting.")


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    nearest = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
    return f" (did you mean {nearest[0]}?)" if nearest else ""


def _invalid(error: ValidationError, origins: Mapping[str, str]) -> SettingsError:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    field = Settings.model_fields[name]
    shown = "" if _is_secret(name) else f" {first['input']!r}"
    reason = first["msg"].removeprefix("Value error, ")
    return SettingsError(f"Setting {name}{shown} ({origins.get(name, 'default')}): {reason}.", remedy=f"Expected: {field.description}")


def _is_secret(name: str) -> bool:
    return "SecretStr" in str(Settings.model_fields[name].annotation)
