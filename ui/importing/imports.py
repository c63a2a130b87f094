"""Imports of the page: started, followed, cancelled, tried again; and articles taken away and brought back meanwhile.

They go through the library's one writer, in one thread. The library that the page reads from steps aside for it, as it does for
another process. A short change, as taking articles away, does not wait for a long import: it is made between two of its batches.
"""

import os
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from index.catalog.jobs import Job as Recorded
from index.catalog.jobs import JobStatus, Problem
from index.errors import LibraryLockedError, ReadError, SanadError
from index.found import expected, found, is_address
from index.intake import Outcome
from index.library import Library
from index.lock import holder_of
from index.record import recorded
from index.settings import Settings
from ui.answering.jobs import Job, Jobs
from ui.importing.changing import Change, changed
from ui.importing.progress import State, Tracker
from ui.importing.uploads import Uploads

if TYPE_CHECKING:
    from index.fetch import Fetcher

SAMPLES = "--samples"
_TURN_SECONDS = 5.0  # to wait for the library before looking whether the import is still wanted
_UNDONE = 8  # changes of many articles that can still be undone
_FOLDERS_REMEDY = "Upload the files, or run `sanad index PATH` on the server."


class Running(NamedTuple):
    """An import under way and what it is found by."""

    identity: str
    state: State


class _Short:
    """A change that is made between batches: which articles, and what became of it."""

    def __init__(self, change: Change, ids: tuple[str, ...]) -> None:
        self.change: Change = change
        self.ids = ids
        self.made = threading.Event()
        self.number = 0
        self.problem = ""


class Imports:
    """All imports of one server into its library.

    Attributes:
        library: The one the page reads from.
        uploads: What browsers have sent.
        takes_folders: Whether paths on the server may be named: only where nobody but this machine's users can reach it.
    """

    def __init__(
        self, library: Library, *, settings: Settings, folders: bool = False, fetcher: "Callable[[], Fetcher] | None" = None
    ) -> None:
        """Write to the directory of ``library``, which steps aside.

        Args:
            library: Open to read, and attended.
            settings: In force.
            folders: Whether paths on the server may be named.
            fetcher: Makes what fetches addresses; ``None`` takes the one that reaches public addresses only.
        """
        self.library = library
        self.uploads = Uploads(library.path)
        self.takes_folders = folders
        self._settings = settings
        self._fetcher = fetcher or _public_fetcher
        self._jobs: Jobs[State] = Jobs(1, name="sanad-import")
        self._short: deque[_Short] = deque()
        self._begun: set[str] = set()
        self._many: dict[str, tuple[Change, tuple[str, ...], str]] = {}

    @property
    def running(self) -> tuple[Running, ...]:
        """What waits or is worked on, in order; changes that are over at once are not among them."""
        return tuple(Running(str(job.identity), job.state) for job in self._jobs.running if job.state.arguments)

    @property
    def elsewhere(self) -> tuple[Recorded, ...]:
        """What another process does to the library now, such as the command line."""
        if holder_of(self.library.path) in (None, os.getpid()):
            return ()
        return tuple(job for job in self.library.catalog.jobs.list(limit=1) if job.status == "running")

    def open(self) -> None:
        """Put away what an earlier server left half arrived."""
        self.uploads.sweep()

    def close(self) -> None:
        """End what is under way with what it began; what has not begun is on record as stopped, and can be gone on with."""
        known = self.running
        self._jobs.close()
        for each in known:
            if each.identity not in self._begun:
                self._record(each.state.arguments, "stopped", kind=each.state.kind)

    def checked(self, written: str) -> str:
        """An address or a folder as a person wrote it, ready to be read.

        Raises:
            ReadError: It is neither, or not to be read from here.
        """
        if is_address(written):
            return written
        path = Path(written).expanduser()
        if not path.is_absolute():
            raise ReadError(f"{written} is neither an address nor a whole path.", remedy="Begin with https:// or with /.")
        if not self.takes_folders:
            raise ReadError(f"{written} is a path on the server, which is not read from other machines.", remedy=_FOLDERS_REMEDY)
        if not path.exists():
            raise ReadError(f"{written} does not exist on this machine.", remedy="Check the path.")
        return str(path)

    def start(self, arguments: Sequence[str]) -> str:
        """Read sources, or the samples, when those before are done; what the import is found by."""
        identity = uuid.uuid4().hex
        asked = tuple(arguments)
        self._jobs.start(lambda job: self._import(job, asked), identity=identity, first=State(arguments=asked))
        return identity

    def cancel(self, identity: str) -> bool:
        """Let an import end with what it began; whether there was such a one."""
        job = self._jobs.get(identity)
        if job is not None:
            job.stop()
            job.show(job.state.model_copy(update={"phase": "ending"}))
        return job is not None

    def retry(self, number: int) -> str | None:
        """Read again what failed in a job, or all of one that did not come to its end; ``None`` where nothing is left of it."""
        job = self.library.catalog.jobs.get(number)
        if job is None or job.kind != "index":
            return None
        failed = [each.origin for each in self.library.catalog.jobs.problems(number)] if job.status == "done" else []
        parts = [_source(origin) for origin in failed]
        sources = dict.fromkeys(parts if all(parts) and parts else job.arguments)
        left = [each for each in sources if each and self._is_there(each)]
        return self.start(left) if left else None

    def change(self, change: Change, ids: Sequence[str], *, wait: float = 60.0) -> str:
        """Take articles away, or bring them back, and return when it is done; why it could not be, empty if it was."""
        short = _Short(change, tuple(ids))
        self._short.append(short)
        self._jobs.start(self._make_short, identity=uuid.uuid4().hex, first=State())
        if not short.made.wait(wait):
            return "The library is busy with other changes; this one is made when they are done."
        return short.problem

    def change_many(self, change: Change, ids: Sequence[str], *, asked: str) -> str:
        """Take away or bring back any number of articles, as an import is worked on; what it is found by.

        Args:
            change: Which of both.
            ids: The articles.
            asked: What they have in common, for the record: the address of a list.
        """
        identity = uuid.uuid4().hex
        self._many = dict([*self._many.items()][-_UNDONE:]) | {identity: (change, tuple(ids), asked)}
        first = State(kind=change, arguments=(asked,), total=len(ids))
        self._jobs.start(lambda job: self._import(job, (asked,), ids), identity=identity, first=first)
        return identity

    def take_back(self, identity: str) -> str | None:
        """Undo what `change_many` did; what that is found by, ``None`` where it is not known any more."""
        if identity not in self._many:
            return None
        self.cancel(identity)
        change, ids, asked = self._many.pop(identity)
        return self.change_many("restore" if change == "delete" else "delete", ids, asked=asked)

    def _is_there(self, source: str) -> bool:
        return source == SAMPLES or is_address(source) or (Path(source).is_absolute() and Path(source).exists())

    def _import(self, job: Job[State], arguments: tuple[str, ...], ids: Sequence[str] = ()) -> None:
        tracker = Tracker(arguments, kind=job.state.kind)
        tracker.total = job.state.total
        self._begun.add(str(job.identity))
        try:
            with self._opened(job, tracker) as library:
                if library is None:
                    self._record(arguments, "stopped", kind=job.state.kind)
                    return
                tracker.total = tracker.total or self._total(arguments)
                for outcome in self._outcomes(library, job, arguments, ids):
                    tracker.add(outcome)
                    job.show(tracker.state("ending" if job.is_stopped else "working"))
                    self._make_all(library)
        except SanadError as error:
            problem = Problem(origin=", ".join(arguments)[:500], reason=error.message, remedy=error.remedy)
            self._record(arguments, "failed", problem, kind=job.state.kind)
        self.uploads.clear(arguments, self.library.catalog)
        job.show(tracker.state("ended"), last=True)

    def _outcomes(self, library: Library, job: Job[State], arguments: tuple[str, ...], ids: Sequence[str]) -> Iterator[Outcome]:
        kind, stopped = job.state.kind, partial(getattr, job, "is_stopped")
        if kind != "index":
            yield from recorded(library.catalog, kind, arguments, changed(library, kind, ids, stopped=stopped), stopped=stopped)
            return
        if arguments == (SAMPLES,):
            from eval.subject import sample_articles

            yield from recorded(library.catalog, "index", arguments, library.add(sample_articles(self._settings)), stopped=stopped)
            return
        from index.ingest import Ingest

        yield from Ingest(library, settings=self._settings, fetcher=self._fetcher()).run(arguments, stopped=stopped)

    def _total(self, arguments: tuple[str, ...]) -> int | None:
        if any(is_address(each) or each == SAMPLES for each in arguments):
            return None  # a feed or a map of a site holds any number
        return sum(map(expected, found(arguments)))

    @contextmanager
    def _opened(self, job: Job[State], tracker: Tracker) -> Iterator[Library | None]:
        """The library to write to, as soon as no other process does; ``None`` if nobody waits for it any more."""
        library = None
        while library is None and not job.is_stopped:
            if tracker.state("opening").arguments:
                job.show(tracker.state("opening" if job.state.phase == "waiting" else job.state.phase))
            try:
                library = Library.open(self.library.path, embedder=self.library.embedder, settings=self._settings, wait=_TURN_SECONDS)
            except LibraryLockedError:
                job.show(tracker.state("busy"))
        try:
            yield library
        finally:
            if library is not None:
                library.close()

    def _make_short(self, job: Job[State]) -> None:
        if not self._short:
            return  # made between the batches of an import
        try:
            with self._opened(job, Tracker(())) as library:
                if library is not None:
                    self._make_all(library)
        except SanadError as error:
            while self._short:
                short = self._short.popleft()
                short.problem = str(error)
                short.made.set()

    def _make_all(self, library: Library) -> None:
        while self._short:
            short = self._short.popleft()
            try:
                self._make(library, short)
            except SanadError as error:
                short.problem = str(error)
            finally:
                short.made.set()

    def _make(self, library: Library, short: _Short) -> None:
        if short.change == "restore":
            for _ in recorded(library.catalog, "restore", short.ids, library.restore(short.ids)):
                pass
            return
        jobs = library.catalog.jobs
        number = jobs.start("delete", short.ids)
        jobs.update(number, {"removed": library.delete(short.ids)})
        jobs.finish(number, "done")

    def _record(self, arguments: tuple[str, ...], status: JobStatus, problem: Problem | None = None, *, kind: str = "index") -> None:
        """Keep what became of an import that the library was never opened for."""
        jobs = self.library.catalog.jobs
        number = jobs.start(kind, arguments)
        jobs.update(number, {"failed": 1} if problem else {}, [problem] if problem else [])
        jobs.finish(number, status)


def _source(origin: str) -> str | None:
    """The path or address that an origin, or a part of it, comes from."""
    whole = origin.split("#")[0]
    if is_address(whole):
        return origin
    return url2pathname(urlsplit(whole).path) if whole.startswith("file:") else None


def _public_fetcher() -> "Fetcher":
    from index.fetch import Fetcher

    return Fetcher()
