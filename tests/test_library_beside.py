"""One process writes while another one, which stays open to read, answers throughout."""

import contextlib
import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock

from index.errors import LibraryLockedError
from index.library import Library
from index.lock import LibraryLock
from index.sides import Beside, Parts
from index.vectors.chroma import ChromaVectors
from index.vectors.exact import ExactVectors
from rag.question import understand
from rag.retrieve import Searcher
from tests.corpus import FakeEmbedder, add, agrees, body, counts, nearest, opened, raw, results, worded

ROOT = Path(__file__).parents[1]
WAIT = 30.0  # seconds, for what takes one or two on an idle machine

WRITE = """
import sys
from pathlib import Path
from tests.corpus import FakeEmbedder, add, opened, raw

def say(word):
    sys.stdout.write(word + "\\n")
    sys.stdout.flush()

say("waiting")
with opened(Path(sys.argv[1]), FakeEmbedder(), wait=30) as library:
    say("open")
    for word in sys.stdin:
        add(library, [raw(word.strip())])
        say(word.strip())
"""


class WriterProcess:
    """Another process that opens the library to write, and adds an article of each name it is told."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-c", WRITE, str(path)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.heard() == "waiting"

    def heard(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def add(self, name: str) -> None:
        self.tell(name)
        assert self.heard() == name

    def tell(self, name: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()

    def end(self) -> None:
        self.process.communicate()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextlib.contextmanager
def writing(path: Path) -> Iterator[WriterProcess]:
    writer = WriterProcess(path)
    try:
        yield writer
    finally:
        writer.kill()


@contextlib.contextmanager
def asking(library: Library) -> Iterator[list[int]]:
    """Three threads that search until the block ends; how many passages each search found. A search that fails fails the test."""
    found: list[int] = []
    failures: list[BaseException] = []
    done = threading.Event()
    searcher = Searcher(library)

    def ask() -> None:
        try:
            while not done.wait(0.02):
                found.append(len(searcher.search(understand("How many visitors did the report count?")).passages))
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not failures
    assert found


def eventually(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def found_first(library: Library, name: str) -> bool:
    return worded(library, name)[:1] == [f"About {name}"]


def uses_chroma(library: Library) -> bool:
    return isinstance(library.vectors, ChromaVectors)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with opened(tmp_path / "library", FakeEmbedder()) as library:
        add(library, [raw(name) for name in ("harvest", "election", "volcano")])
    return tmp_path / "library"


@pytest.fixture
def reader(path: Path) -> Iterator[Library]:
    """Opened to read, with nobody else there, and attended."""
    with opened(path, FakeEmbedder(), read_only=True) as library:
        assert uses_chroma(library)
        library.attend()
        yield library


@pytest.mark.slow
def test_a_writer_is_let_in_and_the_reader_answers_throughout_and_finds_what_is_new(path: Path, reader: Library) -> None:
    with asking(reader) as found, writing(path) as writer:
        assert writer.heard() == "open"
        assert isinstance(reader.vectors, ExactVectors)
        for count, name in enumerate(("zeppelin", "comet"), 4):
            writer.add(name)
            eventually(partial(found_first, reader, name))
            assert nearest(reader, body(name))[0] == f"About {name}"
            assert counts(reader) == (count, count, count)
        writer.end()
        eventually(lambda: uses_chroma(reader))
        assert nearest(reader, body("zeppelin"))[0] == "About zeppelin"
    assert set(found) == {3, 4, 5}
    assert agrees(reader)
    assert reader.notices == []


@pytest.mark.slow
def test_after_a_writer_is_killed_the_reader_takes_up_and_repairs(path: Path, reader: Library) -> None:
    with asking(reader), writing(path) as writer:
        assert writer.heard() == "open"
        writer.add("zeppelin")
        for number in range(20):
            writer.tell(f"comet {number}")
        writer.kill()
        eventually(lambda: uses_chroma(reader))
    assert agrees(reader)
    assert worded(reader, "zeppelin") == ["About zeppelin"]
    assert set(reader.catalog.articles.count_by("state")) == {"indexed"}


@pytest.mark.slow
def test_two_readers_follow_a_writer_and_one_of_them_takes_up(path: Path, reader: Library) -> None:
    with opened(path, FakeEmbedder(), read_only=True) as second, asking(reader), asking(second):
        second.attend()
        assert isinstance(second.vectors, ExactVectors)
        with writing(path) as writer:
            assert writer.heard() == "open"
            writer.add("zeppelin")
            eventually(lambda: all(found_first(one, "zeppelin") for one in (reader, second)))
            writer.end()
        eventually(lambda: uses_chroma(reader) or uses_chroma(second))
        assert not (uses_chroma(reader) and uses_chroma(second))
        assert all(agrees(one) for one in (reader, second))


def test_a_reader_takes_up_when_another_reader_leaves(path: Path) -> None:
    with opened(path, FakeEmbedder(), read_only=True), opened(path, FakeEmbedder(), read_only=True) as second:
        second.attend()
        time.sleep(1.5)
        assert not uses_chroma(second)
    with opened(path, FakeEmbedder(), read_only=True) as first, opened(path, FakeEmbedder(), read_only=True) as second:
        second.attend()
        first.close()
        eventually(lambda: uses_chroma(second))


@pytest.mark.slow
def test_a_wish_ends_with_the_process_that_had_it(path: Path) -> None:
    with opened(path, FakeEmbedder()) as holder, writing(path) as writer:
        lock = LibraryLock(path)
        eventually(lock.is_wanted)
        assert results(holder, raw("more")) == ["added"]  # who writes does not step aside
        writer.kill()
        assert not lock.is_wanted()
    (path / "lock.wanted").write_text("999999")
    with opened(path, FakeEmbedder(), read_only=True) as reader:
        assert uses_chroma(reader)


def test_a_reader_that_is_not_attended_keeps_the_lock(path: Path) -> None:
    with opened(path, FakeEmbedder(), read_only=True) as reader:
        with pytest.raises(LibraryLockedError, match=r"in use by process \d+"):
            opened(path, FakeEmbedder(), wait=1)
        assert uses_chroma(reader)


def test_a_reader_leaves_a_free_lock_to_who_waits_for_it(path: Path) -> None:
    with FileLock(path / "lock.wanted"), opened(path, FakeEmbedder(), read_only=True) as reader:
        assert nearest(reader, body("volcano"))[0] == "About volcano"
        assert not uses_chroma(reader)


def test_what_is_opened_to_read_is_not_written_to_even_with_the_lock(reader: Library) -> None:
    with pytest.raises(LibraryLockedError, match="read only"):
        list(reader.add([raw("new")]))
    with pytest.raises(LibraryLockedError, match="read only"):
        reader.rebuild()


def test_a_reader_follows_updates_deletions_and_a_rebuild(path: Path, reader: Library) -> None:
    with asking(reader), opened(path, FakeEmbedder(), wait=WAIT) as writer:
        assert results(writer, raw("harvest", "The glacier melted.")) == ["updated"]
        eventually(lambda: worded(reader, "glacier")[:1] == ["About harvest"])
        eventually(lambda: agrees(reader))
        writer.delete([writer.article("election").id], purge=True)
        eventually(lambda: counts(reader) == (2, 2, 2))
        writer.rebuild()
        add(writer, [raw("comet")])
        eventually(lambda: found_first(reader, "comet") and agrees(reader))


def test_an_index_that_is_being_made_anew_is_not_followed(path: Path) -> None:
    with opened(path, FakeEmbedder()) as writer, opened(path, FakeEmbedder(), read_only=True) as reader:
        side = Beside(Parts(path, reader.catalog, reader.embedder, None))
        seen: list[int] = []

        def step(*_: object) -> None:
            writer.catalog.set_setting("step", str(len(seen)))  # so that there is something to follow
            side.step(threading.Event())
            seen.append(side.view().lexical.count())

        writer.rebuild(step)
        assert len(seen) > 3
        assert set(seen) == {3}


def test_a_reader_follows_a_change_of_the_embedder(path: Path, reader: Library) -> None:
    other = FakeEmbedder(length=1, size=8)
    with opened(path, other, wait=WAIT) as writer, asking(reader):
        writer.refresh()
        eventually(lambda: reader.vectors is None and any("embedder changed" in notice for notice in reader.notices))
    with opened(path, FakeEmbedder(), wait=WAIT) as writer:
        writer.refresh()
        eventually(lambda: nearest(reader, body("volcano"))[:1] == ["About volcano"] and not reader.notices)


def test_a_repair_of_a_reader_makes_way_for_a_writer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(path, FakeEmbedder()) as holder, opened(path, FakeEmbedder(), read_only=True) as reader:
        reader.attend()
        holder.catalog.set_setting("lexical", "0/older")  # so that the reader finds something to rebuild
        asked = itertools.count()
        monkeypatch.setattr(LibraryLock, "is_wanted", lambda lock: next(asked) in {1, 2})  # the repair asks second and third
        holder.close()
        eventually(lambda: uses_chroma(reader))
        assert next(asked) > 3
        assert agrees(reader)
        assert worded(reader, "harvest") == ["About harvest"]
