"""What a run asks: an open library, with the evidence of every case found in it."""

import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from eval.answers import Target
from eval.locate import locate
from eval.models import Case, EvaluationSet, Evidence
from index.clean import clean_text
from index.derived import Progress
from index.errors import EvaluationError, LibraryError, NotFoundError
from index.lock import LibraryLock
from index.models import Article, RawArticle, article_id, text_version
from index.readers.files import files_below
from index.readers.registry import Readers
from index.readers.source import Limits, ReadOptions, Source, Unreadable
from index.settings import Settings
from rag import Sanad

_PREFIX = "sanad-eval-"  # of temporary libraries
_STALE_SECONDS = 3_600.0  # a process takes the lock long before


class Located(NamedTuple):
    """Where the evidence of one case is, and what of it could not be found."""

    targets: tuple[Target, ...]
    problem: str = ""


class Subject:
    """An open engine and the documents of the set, as its library holds them."""

    def __init__(self, sanad: Sanad, chosen: EvaluationSet, *, failures: Mapping[str, str]) -> None:
        """Ask ``sanad`` the questions of ``chosen``; ``failures`` says, by origin, why a document was not indexed."""
        self.sanad = sanad
        self._failures = failures
        self._documents = {document.id: document.article for document in chosen.documents}

    @property
    def counts(self) -> dict[str, int]:
        """Size of the library: ``documents`` and ``chunks``."""
        catalog = self.sanad.library.catalog
        return {"documents": len(catalog.articles.ids()), "chunks": catalog.chunks.count()}

    @property
    def digest(self) -> str:
        """Tells the articles of the library from others."""
        return self.sanad.library.catalog.articles.digest()

    @property
    def fingerprint(self) -> str | None:
        """Of the embedder; ``None`` without one."""
        embedder = self.sanad.library.embedder
        return embedder.fingerprint if embedder else None

    def locate(self, case: Case) -> Located:
        """Find the evidence of ``case`` in the library."""
        targets: list[Target] = []
        problems: list[str] = []
        for evidence in case.relevant:
            try:
                targets.append(self.target(evidence))
            except NotFoundError as error:
                problems.append(error.message)
        return Located(tuple(targets), " ".join(dict.fromkeys(problems)))

    def target(self, evidence: Evidence) -> Target:
        """Where one piece of evidence is in the library.

        Raises:
            NotFoundError: The library does not hold its article, or the article not its words.
        """
        article = self._article(evidence.document)
        if not evidence.quote:
            return Target(article.id, article.version, grade=evidence.grade)
        place = locate(evidence.quote, article.text, start=evidence.start)
        if place is None:
            raise NotFoundError(f"The article {evidence.document!r} does not hold the quote {evidence.quote[:80]!r}.")
        return Target(article.id, article.version, place.start, place.end, evidence.grade, article.text[place.start : place.end])

    def _article(self, reference: str) -> Article:
        document = self._documents.get(reference)
        return self.sanad.library.article(reference) if document is None else self._held(document)

    def _held(self, document: RawArticle) -> Article:
        """The article that a document of the set became: by its origin, or another with the same text."""
        articles = self.sanad.library.catalog.articles
        text = text_version(clean_text(document.text))
        own = articles.get(article_id(document.origin), text)
        found = own or articles.with_text(text)
        if found is None:
            reason = self._failures.get(document.origin, "no article has its text.")
            raise NotFoundError(f"The library does not hold the set's passage {document.origin}: {reason}")
        return found


@contextmanager
def opened(chosen: EvaluationSet, *, settings: Settings, bundled: bool, library: Path | None, progress: Progress) -> Iterator[Subject]:
    """The library to ask: a temporary one with the set's own documents, or one that exists.

    Args:
        chosen: The set.
        settings: How to embed and search; ``library`` is asked where the set brings no documents and none is named.
        bundled: Whether the set is about the sample articles.
        library: The library named by the person; a new directory is filled with the set's documents and kept.
        progress: Told of the indexing.
    """
    brings_documents = bundled or bool(chosen.documents)
    if brings_documents and (library is None or _is_new(library)):
        with _directory(library) as directory, _filled(directory, chosen, bundled=bundled, settings=settings, progress=progress) as subject:
            yield subject
    else:
        with Sanad.open(library or settings.library, settings=settings, read_only=True) as sanad:
            yield Subject(sanad, chosen, failures={})


def sample_articles(settings: Settings) -> tuple[RawArticle, ...]:
    """The bundled sample articles, with origins that are the same on every machine."""
    limits = Limits(file_bytes=settings.max_file_bytes, article_characters=settings.max_article_characters)
    readers = Readers(limits=limits, options=ReadOptions())
    articles = []
    with as_file(files("index") / "samples") as directory:
        for path in files_below(directory):
            for item in readers.read(Source.of_file(path)) if path.stem != "README" else ():
                if isinstance(item, Unreadable):
                    raise EvaluationError(f"A sample article cannot be read: {item.reason}", remedy="Install Sanad again.")
                articles.append(item.model_copy(update={"origin": f"set://samples/{path.name}"}))
    return tuple(articles)


@contextmanager
def _directory(library: Path | None) -> Iterator[Path]:
    """``library``, or a directory that is gone afterwards."""
    if library is not None:
        yield library
        return
    with TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as directory:
        _sweep(Path(directory).parent)
        yield Path(directory)


def _sweep(place: Path) -> None:
    """Remove the temporary libraries of runs that were killed: old ones that no process has open."""
    for directory in place.glob(f"{_PREFIX}*"):
        with suppress(OSError, LibraryError):
            if time.time() - directory.stat().st_mtime > _STALE_SECONDS:
                lock = LibraryLock(directory)
                lock.acquire(0.0)
                lock.release()
                shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def _filled(path: Path, chosen: EvaluationSet, *, bundled: bool, settings: Settings, progress: Progress) -> Iterator[Subject]:
    """A new library with the set's documents. Its vectors stay on this machine: a server would keep them for ever."""
    documents = sample_articles(settings) if bundled else tuple(document.article for document in chosen.documents)
    with Sanad.open(path, settings=settings.model_copy(update={"chroma_url": None}), read_only=False) as sanad:
        yield Subject(sanad, chosen, failures=index(sanad, documents, progress=progress))


def index(sanad: Sanad, documents: Sequence[RawArticle], *, progress: Progress) -> dict[str, str]:
    """Put ``documents`` into the library of ``sanad``; by origin, why a document could not be indexed."""
    failures: dict[str, str] = {}
    progress("Indexing", 0, len(documents))
    for done, outcome in enumerate(sanad.library.add(documents), start=1):
        if outcome.result == "failed":
            failures[outcome.origin] = outcome.reason
        progress("Indexing", done, len(documents))
    return failures


def _is_new(library: Path) -> bool:
    return not library.exists() or (library.is_dir() and not any(library.iterdir()))


def refusal(problems: Iterable[tuple[str, str]]) -> EvaluationError:
    """The error that says which cases do not fit the library."""
    listed = [f"case {name}: {problem}" for name, problem in problems]
    more = f" And {len(listed) - 3} more." if len(listed) > 3 else ""
    return EvaluationError(
        f"The set does not fit the library. {' '.join(listed[:3])}{more}",
        remedy="Use the library the set was made for, or correct the set.",
    )
