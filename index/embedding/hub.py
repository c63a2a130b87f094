"""Models from a hub: fetched by ``huggingface_hub``, checked against what is pinned, and only then put in place.

While a model is fetched its files are in a directory beside its own, ``NAME.partial``. A run that was stopped goes on
there where it ended. What arrives wrong is kept under another name, and what was in place stays in place.
"""

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.embedding.known import KnownModel, ModelFile, is_installed, sha256
from index.embedding.onnx_config import OWN_FILE
from index.errors import ModelError

if TYPE_CHECKING:
    from huggingface_hub import HfFileMetadata

Progress = Callable[[str, int, int], None]  # file, bytes there, of how many

_SECONDS = 20.0  # for the hub to begin its answer
_AGENT = "sanad"


def fetch(model: KnownModel, models: Path, *, hub: str, progress: Progress) -> Path:
    """Bring ``model`` into the directory ``models``; what is there already is not fetched again.

    Args:
        model: What to fetch.
        models: Directory of all models.
        hub: Address of the hub.
        progress: Told of each file's bytes.

    Returns:
        The model's own directory.

    Raises:
        ModelError: The hub cannot be reached, or offers something else than what is pinned.
    """
    return _install(model, models, lambda file, target: _download(model, file, target, hub=hub, progress=progress))


def copy(model: KnownModel, models: Path, *, source: Path, progress: Progress) -> Path:
    """``fetch`` from a directory in which somebody has put the files, at their places in the repository or side by side.

    Raises:
        ModelError: A file is missing there, or is not what is pinned.
    """

    def bring(file: ModelFile, target: Path) -> None:
        found = next((path for path in (source / file.path, source / Path(file.path).name) if path.is_file()), None)
        if found is None:
            raise ModelError(f"{source} has no {file.path}.", remedy=f"Put the files of {model.repository} there.")
        progress(file.path, 0, file.size)
        shutil.copyfile(found, target)
        progress(file.path, file.size, file.size)

    return _install(model, models, bring)


def _install(model: KnownModel, models: Path, bring: Callable[[ModelFile, Path], None]) -> Path:
    directory, partial = models / model.name, models / f"{model.name}.partial"
    if is_installed(model, models) and all(sha256(directory / file.path) == file.sha256 for file in model.files):
        return directory
    for file in model.files:
        target = partial / file.path
        if not (target.is_file() and sha256(target) == file.sha256):
            target.parent.mkdir(parents=True, exist_ok=True)
            arriving = target.with_name(f"{target.name}.part")
            bring(file, arriving)
            _check(model, file, arriving)
            arriving.replace(target)
    (partial / OWN_FILE).write_text(model.described(), encoding="utf-8")
    _put_in_place(partial, directory)
    return directory


def _check(model: KnownModel, file: ModelFile, arrived: Path) -> None:
    found = sha256(arrived)
    if found != file.sha256:
        wrong = arrived.with_suffix(".wrong")
        arrived.replace(wrong)
        raise ModelError(
            f"{file.path} of {model.name} has the sha256 {found}, and {file.sha256} is pinned. It is kept as {wrong} and not used.",
            remedy="Try again; if it stays so, the source does not have this file, or somebody has changed it.",
        )


def _put_in_place(partial: Path, directory: Path) -> None:
    """Give ``partial`` the name ``directory``; whatever had it is removed only afterwards."""
    before = directory.with_name(f"{directory.name}.before")
    shutil.rmtree(before, ignore_errors=True)
    if directory.exists():
        directory.rename(before)
    partial.rename(directory)
    shutil.rmtree(before, ignore_errors=True)


def _download(model: KnownModel, file: ModelFile, target: Path, *, hub: str, progress: Progress) -> None:
    """Fetch the bytes of a file that are not in ``target`` yet."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # read when the library is imported
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    url = hf_hub_url(model.repository, file.path, revision=model.revision, endpoint=hub)
    there = target.stat().st_size if target.is_file() else 0
    resumed = there if there <= file.size else 0
    try:
        _compare(model, file, get_hf_file_metadata(url, token=False, timeout=_SECONDS, library_name=_AGENT, endpoint=hub))
        with _Counted(target, "r+b" if resumed else "wb", lambda done: progress(file.path, done, file.size)) as arriving:
            arriving.seek(resumed)
            http_get(url, arriving, resume_size=resumed, headers={"user-agent": _AGENT}, expected_size=file.size)
    except ModelError:
        raise
    except Exception as error:  # the library lets the errors of several others through
        raise _explained(error, model, file, hub=hub) from error


def _compare(model: KnownModel, file: ModelFile, offered: "HfFileMetadata") -> None:
    """Refuse before hundreds of megabytes are fetched what cannot be right."""
    wrong = {
        "commit": (offered.commit_hash, model.revision),
        "size": (offered.size, file.size),
        "sha256": (offered.etag if len(offered.etag or "") == len(file.sha256) else None, file.sha256),  # small files have another sum
    }
    for what, (found, pinned) in wrong.items():
        if found is not None and found != pinned:
            raise ModelError(
                f"The hub offers {file.path} of {model.repository} with the {what} {found}, and {pinned} is pinned.",
                remedy="Nothing was fetched. Check SANAD_MODEL_HUB; a newer Sanad may pin a newer model.",
            )


def _explained(error: Exception, model: KnownModel, file: ModelFile, *, hub: str) -> ModelError:
    host = urlsplit(hub).netloc or hub
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status == 404:
        what = f"{host} does not have {file.path} of {model.repository} at {model.revision[:12]}"
    elif status is not None:
        what = f"{host} refused {file.path} of {model.repository} (HTTP {status})"
    else:
        what = f"{file.path} of {model.repository} could not be fetched from {host} ({type(error).__name__}: {error})"
    return ModelError(
        f"{what}.",
        remedy="What has arrived is kept, and the same command goes on from there. Without a way to it, set SANAD_MODEL_HUB to a mirror, "
        f"or copy the files by hand and run `sanad models get {model.name} --from DIR`.",
    )


class _Counted(io.FileIO):
    """A file that tells how long it has become."""

    def __init__(self, path: Path, mode: str, tell: Callable[[int], None]) -> None:
        super().__init__(path, mode)
        self._tell = tell

    def write(self, data: Any) -> int:
        """Write, and tell."""
        view = memoryview(data)
        written = 0
        while written < len(view):
            written += super().write(view[written:]) or 0
        self._tell(self.tell())
        return written
