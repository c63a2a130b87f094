"""A process that writes is killed; the next one finds every article it was told of, once, without being asked to repair."""

import contextlib
import itertools
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import VectorStoreError
from index.library import Library
from index.models import Article, RawArticle
from index.prepare import Analysed, analyse
from index.vectors import Matrix
from index.vectors.chroma import ChromaVectors
from tests.corpus import SETTINGS, FakeEmbedder, body, counts, damaged, nearest, opened, raw, worded

ROOT = Path(__file__).parents[1]
ARTICLES = 150
LONG = SETTINGS.model_copy(update={"chunk_characters": 200})

WRITE = """
import sys
from pathlib import Path
import index.writer
from tests.corpus import FakeEmbedder, opened
from tests.test_library_interrupted import edition

index.writer.BATCH_ARTICLES = 8  # many short steps, so that a kill may fall between any two
with opened(Path(sys.argv[1]), FakeEmbedder(), wait=10) as library:
    sys.stdout.write("open\\n")
    sys.stdout.flush()
    for outcome in library.add(edition(int(sys.argv[2]))):
        sys.stdout.write(outcome.origin + "\\n")
        sys.stdout.flush()
"""

FILL = """
import sys
from pathlib import Path
from index.library import Library
from tests.corpus import FakeEmbedder
from tests.test_library_interrupted import LONG, long_articles

with Library.open(Path(sys.argv[1]), embedder=FakeEmbedder(), settings=LONG) as library:
    for outcome in library.add(long_articles()):
        sys.stdout.write(outcome.origin + "\\n")
        sys.stdout.flush()
"""


def edition(number: int) -> list[RawArticle]:
    """The same articles each time, with a text that names the edition."""
    return [raw(f"n{article}", body(f"n{article} e{number}")) for article in range(ARTICLES)]


def long_articles() -> list[RawArticle]:
    """About 1,300 chunks: Chroma writes its graph to disk at 1,000."""
    return [raw(f"n{number}", body(f"n{number}", sentences=64)) for number in range(80)]


def started(script: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed(process: "subprocess.Popen[str]") -> set[str]:
    """End the process as the system would; what it had acknowledged by then."""
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return {line for line in rest.splitlines() if line.startswith("file:")}


def said(process: "subprocess.Popen[str]", count: int) -> set[str]:
    """The first ``count`` origins the process acknowledges, once it has opened the library."""
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    return {process.stdout.readline().strip() for _ in range(count)}


def graph_is_being_written(directory: Path) -> bool:
    """Whether the graph holds links: Chroma creates its files empty and fills them after 1,000 records."""
    with contextlib.suppress(FileNotFoundError):
        return any(path.stat().st_size for path in directory.glob("*/link_lists.bin"))
    return False


def check(library: Library) -> None:
    catalog, lexical, vectors = counts(library)
    assert catalog == lexical == vectors
    assert set(library.catalog.articles.count_by("state")) <= {"indexed"}
    ids = library.catalog.articles.ids()
    assert catalog == len(library.catalog.chunks.of_articles(ids, versions="current"))


@pytest.mark.slow
def test_what_was_acknowledged_survives_kills_at_any_moment(tmp_path: Path) -> None:
    chance = random.Random(20260304)
    texts: dict[str, set[str]] = {one.origin: set() for one in edition(0)}  # what each article may hold
    for number in range(4):
        process = started(WRITE, tmp_path, number)
        acknowledged = said(process, chance.randrange(ARTICLES - 20))
        time.sleep(chance.uniform(0, 0.05))  # a step takes about as long
        acknowledged |= killed(process)
        assert len(acknowledged) < ARTICLES
        for one in edition(number):
            texts[one.origin] = {one.text} if one.origin in acknowledged else texts[one.origin] | {one.text}
        with opened(tmp_path, FakeEmbedder()) as library:
            check(library)
            held = {summary.origin: library.article(summary.id).text for summary in library.catalog.articles.list(limit=1_000)}
            assert acknowledged <= set(held)
            assert all(text in texts[origin] for origin, text in held.items())
            texts = {origin: {held[origin]} if origin in held else set() for origin in texts}
            for origin in sorted(acknowledged)[:3]:
                title = f"About {Path(origin).stem}"
                assert worded(library, Path(origin).stem)[0] == title
                assert title in nearest(library, held[origin])
    with opened(tmp_path, FakeEmbedder()) as library:
        outcomes = list(library.add(edition(99)))
        assert len(outcomes) == len(library.catalog.articles.ids()) == ARTICLES
        check(library)
        assert counts(library)[0] == ARTICLES


@pytest.mark.slow
def test_a_kill_while_chroma_writes_its_graph_is_repaired(tmp_path: Path) -> None:
    process = started(FILL, tmp_path)
    while process.poll() is None and not graph_is_being_written(tmp_path / "vectors"):
        time.sleep(0.0002)
    acknowledged = killed(process)
    assert process.returncode == -signal.SIGKILL
    with Library.open(tmp_path, embedder=FakeEmbedder(), settings=LONG) as library:
        check(library)
        assert acknowledged <= {summary.origin for summary in library.catalog.articles.list(limit=1_000)}
        list(library.add(long_articles()))
        check(library)
        assert nearest(library, library.catalog.articles.list()[0].title)
        assert len(library.catalog.articles.ids()) == len(long_articles())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "library"
    with Library.open(path, embedder=FakeEmbedder(), settings=LONG) as library:
        list(library.add(long_articles()))
        assert library.catalog.chunks.count() > 1_000
    return path


@pytest.mark.slow
@pytest.mark.parametrize("marked", [True, False], ids=["interrupted", "changed"])
@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("data_level0.bin", lambda data: data[: len(data) // 3]),
        ("link_lists.bin", lambda data: b""),
        ("header.bin", lambda data: b"\xff" * len(data)),
    ],
)
def test_a_torn_graph_is_rebuilt_and_said(filled: Path, tmp_path: Path, file: str, change: Callable[[bytes], bytes], marked: bool) -> None:
    path = tmp_path / "library"
    shutil.copytree(filled, path)
    damaged(path / "vectors", file, change)
    if marked:
        (path / "vectors.writing").touch()
    embedder = FakeEmbedder()
    with Library.open(path, embedder=embedder, settings=LONG) as library:
        assert any("The vector index" in notice and "rebuilt" in notice for notice in library.notices)
        check(library)
        assert embedder.calls == 0
        title = library.article("n7").title
        assert title in nearest(library, library.article("n7").text[:150])


@pytest.mark.parametrize(
    ("change", "step"),
    [*itertools.product(["add", "update", "rename", "delete"], ["lexical", "vectors", "finish"]), ("rename", "terms")],
)
def test_a_run_that_ends_between_two_steps_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, step: str
) -> None:
    with opened(tmp_path, FakeEmbedder()) as library:
        list(library.add([raw("one", "The zeppelin landed."), raw("two")]))

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), opened(tmp_path, FakeEmbedder()) as library, monkeypatch.context() as patch:
        targets = {
            "terms": "index.derived.DerivedLexical.documents",
            "lexical": "index.derived.DerivedLexical.add",
            "vectors": "index.derived.DerivedVectors.update",
            "finish": "index.catalog.articles.ArticleTable.set_state",
        }
        patch.setattr(targets[step], stop)
        if change == "delete":
            library.delete([library.article("one").id])
        changed = {
            "add": raw("three", "The volcano slept."),
            "update": raw("one", "The glacier melted."),
            "rename": raw("one", "The zeppelin landed.", title="Airship"),
        }
        list(library.add([changed[change]]))
    with opened(tmp_path, FakeEmbedder()) as library:
        check(library)
        expected = {"add": ("volcano", "About three"), "update": ("glacier", "About one"), "rename": ("airship", "Airship")}
        word, title = expected.get(change, ("zeppelin", "About one"))
        assert worded(library, word) == [title]
        stored = [candidate.codes for candidate in library.catalog.chunks.candidates(library.catalog.chunks.ids(), None)]
        articles = [library.article(identity) for identity in library.catalog.articles.ids()]
        assert sorted(stored) == sorted(one.chunk.codes for article in articles for one in analysed_again(library, article))
        assert worded(library, "zeppelin") == ([] if change == "update" else [title if change == "rename" else "About one"])
        assert results_of_again(library) == ["unchanged"]


def analysed_again(library: Library, article: Article) -> list[Analysed]:
    """The chunks of ``article`` as they are analysed now."""
    ids = library.catalog.chunks.of_articles([article.id], versions="current")
    return analyse(article, [chunk.sentences for chunk in library.catalog.chunks.stored(ids)])


def results_of_again(library: Library) -> list[str]:
    return [outcome.result for outcome in library.add([raw("two")])]


def test_an_error_of_chroma_leaves_the_article_to_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: ChromaVectors, ids: list[int], vectors: Matrix) -> None:
        raise VectorStoreError("The disk is full.")

    with pytest.raises(VectorStoreError), opened(tmp_path, FakeEmbedder()) as library, monkeypatch.context() as patch:
        patch.setattr(ChromaVectors, "upsert", fail)
        list(library.add([raw("one")]))
    assert (tmp_path / "vectors.writing").exists()
    with opened(tmp_path, FakeEmbedder()) as library:
        check(library)
        assert nearest(library, body("one")) == ["About one"]
    assert not (tmp_path / "vectors.writing").exists()
