"""The tables of numbers that come with the package."""

import tomllib
from importlib.resources import files

PROVENANCE = "provenance"  # the section that says where the numbers of a table come from


def numbers(text: str) -> dict[str, object]:
    """The numbers of a table as TOML, by section, without where they come from."""
    return {name: value for name, value in tomllib.loads(text).items() if name != PROVENANCE}


def packaged(name: str) -> str:
    """The text of a table of this package.

    Args:
        name: Of its file.
    """
    return files("rag").joinpath(name).read_text(encoding="utf-8")
