import re
from pathlib import Path

import pytest

from index.errors import SettingsError
from index.settings import Settings, load_settings, provenance

SECRET = "sk-do-not-show"


def test_without_anything_set_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.embedder == "bundled"
    assert settings.library.parts[-2:] == ("sanad", "library")
    assert set(provenance(settings).values()) == {"default"}


def test_each_layer_wins_over_the_one_below(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("sanad.toml").write_text('port = 1\nhost = "toml"\nembedder = "none"\nchunk_characters = 500\n')
    Path(".env").write_text("SANAD_PORT=2\nSANAD_HOST=file\nSANAD_EMBEDDER=openai\nOTHER=ignored\n")
    monkeypatch.setenv("SANAD_PORT", "3")
    monkeypatch.setenv("SANAD_HOST", "variable")
    settings = load_settings(port=4, library=None)
    assert (settings.port, settings.host, settings.embedder, settings.chunk_characters) == (4, "variable", "openai", 500)
    origins = provenance(settings)
    assert [origins[name] for name in ("port", "host", "embedder", "chunk_characters", "library")] == [
        "flag",
        "environment",
        ".env",
        "sanad.toml",
        "default",
    ]


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize(
    ("name", "meant"), [("SANAD_LIBARY", "SANAD_LIBRARY"), ("SANAD_EMBEDER", "SANAD_EMBEDDER"), ("sanad_prt", "SANAD_PORT")]
)
def test_an_unknown_variable_is_an_error_that_names_the_nearest(name: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(SettingsError, match=rf"{name} \(environment\).*{meant}"):
        load_settings()


def test_an_unknown_name_in_a_file_or_a_call_is_an_error_too() -> None:
    with pytest.raises(SettingsError, match="did you mean host"):
        load_settings(hots="x")
    Path(".env").write_text("SANAD_HOTS=x\n")
    with pytest.raises(SettingsError, match=r"SANAD_HOTS \(.env\)"):
        load_settings()
    Path(".env").unlink()
    Path("sanad.toml").write_text("chunk_charcters = 500\n")
    with pytest.raises(SettingsError, match=r"sanad\.toml.*chunk_characters"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "many"),
        ("port", "70000"),
        ("embedder", "opnai"),
        ("answer_threshold", "2"),
        ("embedding_timeout", "0"),
        ("chroma_url", "localhost:8000"),
    ],
)
def test_an_invalid_value_names_setting_value_and_remedy(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"SANAD_{name.upper()}", value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert name in raised.value.message
    assert value in raised.value.message
    assert "environment" in raised.value.message
    assert (Settings.model_fields[name].description or name) in raised.value.remedy


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_an_error(content: bytes) -> None:
    Path("sanad.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"sanad\.toml cannot be read"):
        load_settings()


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANAD_EMBEDDING_API_KEY", SECRET)
    settings = load_settings()
    assert settings.embedding_api_key is not None
    assert settings.embedding_api_key.get_secret_value() == SECRET
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    Path("sanad.toml").write_text("embedding_api_key = [1]\n")
    monkeypatch.delenv("SANAD_EMBEDDING_API_KEY")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "[1]" not in str(raised.value)


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANAD_PORT", "")
    settings = load_settings()
    assert settings.port == 7860
    assert provenance(settings)["port"] == "default"


def test_a_home_directory_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    assert load_settings(library=Path("~/articles")).library == Path("/somewhere/articles")


def test_the_readme_lists_every_setting_with_its_default() -> None:
    readme = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|(.*?)\|", readme, flags=re.MULTILINE))
    assert list(rows) == list(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        if field.default_factory is None:
            default = "" if field.default is None else f"{field.default:g}" if isinstance(field.default, float) else str(field.default)
            assert rows[name].strip(" `") == default
