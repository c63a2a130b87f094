"""What the layout promises: imports go one way, files stay small, a vendor library has one owner."""

import ast
import inspect
import re
import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

import index.errors
from index.errors import SanadError

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("index", "rag", "eval", "ui")  # each may import itself and those before it
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
OWNERS = {
    "argon2": ("ui/auth/passwords.py",),
    "bm25s": ("eval/peer/stock.py",),
    "chromadb": ("index/vectors*", "eval/peer/stock.py"),
    "datasketch": ("index/copies.py",),
    "fastapi": ("ui/*",),
    "gradio": ("ui/*",),
    "hijridate": ("index/metadata/hijri.py",),
    "httpcore": ("index/fetch/*",),
    "huggingface_hub": ("index/embedding/hub.py",),
    "ir_measures": ("eval/*",),
    "markdown_it": ("ui/emphasis.py",),
    "openai": ("index/endpoint.py", "index/embedding/openai.py", "rag/chat/*"),
    "pyarrow": ("index/readers/parquet.py",),
    "pypdf": ("index/readers/pdf*",),
    "scipy": ("eval/statistics/*",),
    "sqlite3": ("index/catalog*",),
    "tantivy": ("index/lexical*",),
    "tomlkit": ("index/settings_file.py",),
    "typer": ("ui/cli/*",),
    "typst": ("rag/export/pdf.py",),
    "watchfiles": ("ui/cli/watching.py",),
    "wordllama": ("index/embedding/*",),
}
MOST_LINES = 300
# Home directories and the hosts of package registries; the brackets keep this file from being a hit.
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:home|root|Users|work)/\w")
REGISTRY = re.compile(r"pypi\.or[g]|python[h]osted|registry\.npm[j]s|/s[i]mple/")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)}:{node.lineno}: a relative import"
            yield node.module or ""


def _tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so there is no list of tracked files")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_there_is_something_to_check() -> None:
    assert {_name(path).split("/")[0] for path in SOURCES} == set(PACKAGES)


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_imports_go_one_way(path: Path) -> None:
    allowed = PACKAGES[: PACKAGES.index(_name(path).split("/")[0]) + 1]
    wrong = [name for name in _imports(path) if name.split(".")[0] in PACKAGES and name.split(".")[0] not in allowed]
    assert not wrong, f"{_name(path)} may import {allowed} only"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_vendor_library_is_imported_by_its_owner_only(path: Path) -> None:
    foreign = {name.split(".")[0] for name in _imports(path)} & OWNERS.keys()
    wrong = [vendor for vendor in foreign if not any(fnmatch(_name(path), owner) for owner in OWNERS[vendor])]
    assert not wrong


@pytest.mark.parametrize("path", [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))], ids=_name)
def test_a_file_does_one_thing(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "common", "misc"}
    assert len(path.read_text(encoding="utf-8").splitlines()) < MOST_LINES


def test_the_drawn_error_tree_is_the_real_one() -> None:
    assert index.errors.__doc__ is not None
    drawn = re.findall(r"^[│ ├└─]*(\w+Error)\b", index.errors.__doc__, flags=re.MULTILINE)
    real = [name for name, member in inspect.getmembers(index.errors, inspect.isclass) if issubclass(member, SanadError)]
    assert sorted(drawn) == sorted(real)


def test_every_error_of_ours_is_in_the_tree() -> None:
    known = {name for name, _ in inspect.getmembers(index.errors, inspect.isclass)}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and path.name != "errors.py":
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                assert not bases & known, f"{_name(path)}: {node.name} belongs into index/errors.py"


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    hits = []
    for path in _tracked():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        hits += [f"{_name(path)}:{number}" for number, line in enumerate(lines, 1) if MACHINE_PATH.search(line) or REGISTRY.search(line)]
    assert not hits


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    stated = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), flags=re.MULTILINE))
    names = {re.split(r"[\[<>=;~! ]", requirement)[0].lower().replace("_", "-") for requirement in stated}
    assert names <= pinned, "run `make constraints`"
