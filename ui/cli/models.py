"""``models list``, ``get`` and ``use``: better models in one command."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from ui.cli.library import open_to_write
from ui.cli.options import Json, Options
from ui.cli.progress import Bar, ByteBar
from ui.cli.terminal import count, output, write, write_json

if TYPE_CHECKING:
    from index.embedding.known import KnownModel
    from index.settings import Settings

Name = Annotated[str, typer.Argument(metavar="NAME", help="As `sanad models list` shows it.", show_default=False)]

BUNDLED, NO_RERANKER = "bundled", "no-reranker"
_KEYS = {"embedder": ("embedder", "onnx_directory"), "reranker": ("reranker", "reranker_directory")}


def list_models(context: typer.Context, as_json: Json = False) -> None:
    """Show the models that can be fetched, and which are here and in use."""
    from index.embedding.known import is_installed, known_models

    options: Options = context.obj
    settings = options.settings()
    shown = [
        _shape(model, installed=is_installed(model, settings.models_directory), used=_is_used(model, settings))
        for model in known_models(settings.models_directory)
    ]
    if as_json:
        write_json({"directory": str(settings.models_directory), "hub": settings.model_hub, "embedder": settings.embedder, "models": shown})
        return
    for one in shown:
        _write_model(output(), one)
    write(output(), (f"Kept in {settings.models_directory}, fetched from {settings.model_hub}. In use: {_in_use(settings)}.", "dim"))


def get(
    context: typer.Context,
    name: Name,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="Take the files from this directory, not from the hub.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Fetch a model, check every file against its pinned sha256, and put it in place.

    A run that was stopped goes on where it ended. Nothing but these files is asked for, and nothing is sent.
    """
    from index.embedding.hub import copy, fetch
    from index.embedding.known import find_known

    options: Options = context.obj
    settings = options.settings()
    model = find_known(name, settings.models_directory)
    with ByteBar() as bar:
        if source is not None:
            directory = copy(model, settings.models_directory, source=source, progress=bar.report)
        else:
            directory = fetch(model, settings.models_directory, hub=settings.model_hub, progress=bar.report)
    if as_json:
        write_json({"name": model.name, "directory": str(directory), "revision": model.revision, "bytes": model.size})
        return
    write(output(), f"{model.name} is in {directory}, every file as pinned.")
    write(output(), (f"`sanad models check {model.name}` shows what it gains, `sanad models use {model.name}` puts it in use.", "dim"))


def use(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Put a model in use: embed the library with it, then write it into sanad.toml.

    `bundled` goes back to the embedder that comes with Sanad, `no-reranker` searches without a reranker again.
    """
    from index.settings_file import check_decides, write_settings

    options: Options = context.obj
    settings = options.settings()
    values = chosen_settings(name, settings)
    check_decides(settings, values)
    chunks = _take_up(with_settings(settings, values), embeds="embedder" in values)
    file = write_settings(values)
    if as_json:
        write_json({"name": name, "settings": values, "file": str(file), "chunks": chunks})
        return
    if chunks is not None:
        write(output(), f"The library has the vectors of {name}: {count(chunks, 'chunk')}.")
    written = ", ".join(f"{key} = {value}" for key, value in values.items() if value is not None)
    write(output(), f"{name} is in use for commands run in {file.parent}: {written} is in {file.name}.")


def chosen_settings(name: str, settings: "Settings") -> dict[str, str | None]:
    """The settings that put a model in use.

    Raises:
        ModelError: There is no such model, or it has not been fetched.
    """
    from index.embedding.known import find_known, is_installed
    from index.errors import ModelError

    if name == BUNDLED:
        return {"embedder": BUNDLED, "onnx_directory": None}
    if name == NO_RERANKER:
        return {"reranker": "none", "reranker_directory": None}
    model = find_known(name, settings.models_directory)
    if not is_installed(model, settings.models_directory):
        raise ModelError(f"{name} is not in {settings.models_directory}.", remedy=f"Fetch it: `sanad models get {name}`.")
    kind, directory = _KEYS[model.kind]
    return {kind: "onnx", directory: str((settings.models_directory / name).absolute())}


def with_settings(settings: "Settings", values: dict[str, str | None]) -> "Settings":
    """``settings`` with these in force."""
    changed: dict[str, Any] = {name: Path(value) if value and name.endswith("_directory") else value for name, value in values.items()}
    return settings.model_copy(update=changed)


def _take_up(settings: "Settings", *, embeds: bool) -> int | None:
    """Embed the library with the embedder of ``settings``, or load the reranker once, so that what is broken is told first.

    Returns:
        How many chunks were embedded; ``None`` for a reranker, or while there is no library.
    """
    from index.catalog import CATALOG_FILE
    from rag.rerank import load_reranking

    if not embeds:
        load_reranking(settings)
    if not embeds or not (settings.library / CATALOG_FILE).exists():
        return None
    with open_to_write(settings) as library:
        with Bar("Embedding") as bar:
            library.refresh(bar.report)
        return library.catalog.chunks.count()


def _is_used(model: "KnownModel", settings: "Settings") -> bool:
    kind, directory = _KEYS[model.kind]
    path = getattr(settings, directory)
    return getattr(settings, kind) == "onnx" and path is not None and path.absolute() == (settings.models_directory / model.name).absolute()


def _in_use(settings: "Settings") -> str:
    reranker = "no reranker" if settings.reranker == "none" else f"the reranker {settings.reranker} {settings.reranker_directory or ''}"
    return f"the embedder {settings.embedder} {settings.onnx_directory or ''}".strip() + f", {reranker.strip()}"


def _shape(model: "KnownModel", *, installed: bool, used: bool) -> dict[str, Any]:
    return {
        **model.model_dump(include={"name", "kind", "about", "repository", "revision", "licence", "dimensions"}),
        "languages": model.languages,
        "bytes": model.size,
        "checksums": "pinned",
        "installed": installed,
        "used": used,
    }


def _write_model(console: Console, one: dict[str, Any]) -> None:
    state = "in use" if one["used"] else "here" if one["installed"] else "not fetched"
    languages = one["languages"]
    known = "all languages" if languages is None else ", ".join(languages) if len(languages) < 20 else f"{len(languages)} languages"
    dimensions = f", {one['dimensions']} dimensions" if one["dimensions"] else ""
    write(console, (one["name"], "bold"), f"  {one['kind']}, ", (state, "green" if one["installed"] else ""))
    write(console, f"    {one['about']}")
    write(console, (f"    {one['bytes'] / 1e6:,.0f} MB{dimensions}; {known}", "dim"))
    write(console, (f"    {one['licence']}; {one['repository']} at {one['revision'][:12]}, each file's sha256 pinned", "dim"))
