"""Changing ``sanad.toml``: the settings that a command decides, with everything else in the file left as it is."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from index.errors import SettingsError
from index.settings import PREFIX, TOML_FILE, Settings, provenance

_STRONGER = ("environment", ".env")


def check_decides(settings: Settings, names: Mapping[str, object]) -> None:
    """Make sure that what ``sanad.toml`` says of these settings would hold.

    Raises:
        SettingsError: A stronger place sets one of them.
    """
    origins = provenance(settings)
    for name in names:
        if origins[name] in _STRONGER:
            variable = PREFIX + name.upper()
            raise SettingsError(
                f"{variable} is set ({origins[name]}) and wins over {TOML_FILE}.", remedy=f"Remove {variable} from there, then try again."
            )


def write_settings(values: Mapping[str, str | None]) -> Path:
    """Set these settings in the current directory's ``sanad.toml``; ``None`` takes one out. Comments and order stay.

    Returns:
        The file.

    Raises:
        SettingsError: The file is not TOML.
        OSError: It cannot be written.
    """
    path = Path(TOML_FILE).absolute()
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise SettingsError(f"{TOML_FILE} cannot be read: {error}.", remedy="Mend the file or remove it.") from error
    for name, value in values.items():
        if value is not None:
            document[name] = value
        elif name in document:
            del document[name]
    _replace(path, tomlkit.dumps(document))
    return path


def _replace(path: Path, text: str) -> None:
    """Write all of it or nothing, through a link if it is one."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.")
    written = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        if target.exists():
            written.chmod(target.stat().st_mode & 0o777)
        else:
            written.chmod(0o644)
        written.replace(target)
    finally:
        written.unlink(missing_ok=True)
