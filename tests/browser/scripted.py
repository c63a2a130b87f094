"""An engine whose answers follow from the words of the question, so that the page can be tested without an index."""

import atexit
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from index.catalog import Summary
from index.catalog.answers import ANSWERS_FILE, AnswerStore
from index.catalog.articles import Version
from index.errors import NotFoundError, SanadError
from index.models import Article, Span, article_id, text_version
from index.record import never
from rag.chat.models import Usage
from rag.kept import Request
from rag.models import Answer, Citation, Difference, DifferenceValue, Filters, Question, Ranges, Sentence, Verdict
from rag.prompt.build import Turn
from rag.question import understand
from ui.conversation import Turn as PageTurn
from ui.conversation import answer_question

TODAY = date(2025, 3, 1)
REASONS = ("The source says 3.5 percent, the answer says <b>4</b>.", "The source names no day.")

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^\n]+")  # in these articles every line is one


def make_article(name: str, text: str, **fields: object) -> Article:
    """An article of one version."""
    origin = f"file:///articles/{name}"
    defaults: dict[str, object] = {"title": "", "language": "en", "added_at": datetime(2025, 3, 1, tzinfo=UTC)}
    values = defaults | fields | {"id": article_id(origin), "origin": origin, "text": text, "version": text_version(text)}
    return Article.model_validate(values)


def make_citation(article: Article, quote: str, number: int = 1) -> Citation:
    """The first place of ``quote`` in ``article``."""
    start = article.text.index(quote)
    span = Span(article_id=article.id, version=article.version, start=start, end=start + len(quote))
    about = article.model_dump(include={"title", "source", "published", "url", "language"})
    return Citation(number=number, span=span, quote=quote, **about)


class ScriptedArticles:
    """The catalog's articles."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {article.id: article for article in articles}

    def __iter__(self) -> Iterator[Article]:
        return iter(self._articles.values())

    def count_by(self, column: str) -> dict[str, int]:
        values = [getattr(article, column) for article in self]
        return {value: values.count(value) for value in sorted(set(values), key=values.count, reverse=True)}

    def list(self, *, limit: int) -> tuple[Summary, ...]:
        newest = sorted(self, key=lambda article: article.published or date.min, reverse=True)[:limit]
        return tuple(_summary(article) for article in newest)

    def named(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        found = {name: tuple(article.id for article in self if article.origin.endswith(f"/{name}")) for name in names}
        return {name: ids for name, ids in found.items() if ids}

    def get(self, identity: str) -> Article | None:
        return self._articles.get(identity)

    def versions(self, identity: str) -> tuple[Version, ...]:
        article = self._articles.get(identity)
        return (Version(version=article.version, title=article.title, added_at=article.added_at),) if article else ()

    def of_voice(self, voices: Sequence[str]) -> dict[str, tuple[str, ...]]:
        alike = {voice: tuple(article.id for article in self if article.voice == voice) for voice in voices}
        return {voice: ids for voice, ids in alike.items() if len(ids) > 1}


def _summary(article: Article) -> Summary:
    return Summary(**article.model_dump(include=set(Summary.model_fields)), state="indexed", problem=None, chunks=1)


class ScriptedLibrary:
    """A library that is nothing but its articles; it is its own catalog."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = ScriptedArticles(articles)

    @property
    def catalog(self) -> "ScriptedLibrary":
        return self

    @property
    def copies(self) -> ScriptedArticles:
        return self.articles

    def article(self, reference: str, version: str | None = None) -> Article:
        article = self.articles.get(reference)
        if article is None or version not in {None, article.version}:
            raise NotFoundError(f"No article {reference!r} in the library.", remedy="Run `sanad index` first.")
        return article


class ScriptedKeeper:
    """Keeps answers in a file of its own, which goes with it."""

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory

    @cached_property
    def store(self) -> AnswerStore:
        if self._directory is None:
            self._directory = Path(tempfile.mkdtemp(prefix="scripted-"))
            atexit.register(shutil.rmtree, self._directory, ignore_errors=True)
        return AnswerStore(self._directory / ANSWERS_FILE)


class ScriptedEngine:
    """Answers with the sentences that share most words with the question, best first, one at a time.

    Args:
        articles: What the library holds.
        verdicts: Verdicts to pass on sentences that hold a word; supported otherwise.
        at_once: Sentences in an answer.
        directory: Where answers are kept; without it, in one that goes with the process.

    A question with ``differ`` in it also gets a table of differences, one with ``slow`` in it waits for ``go_on`` behind
    the first sentence, one with ``fail`` fails as Sanad does, one with ``crash`` as only a defect would; one with
    ``model`` is answered with what stands behind that word, as a model wrote it, and waits before its last word.
    """

    def __init__(
        self, articles: Sequence[Article], *, verdicts: Mapping[str, Verdict] | None = None, at_once: int = 4, directory: Path | None = None
    ) -> None:
        self.library = ScriptedLibrary(articles)
        self.keeper = ScriptedKeeper(directory)
        self.go_on = threading.Event()
        self.was_stopped = threading.Event()
        self._verdicts = dict(verdicts or {})
        self._at_once = at_once

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        history: Sequence[Turn] = (),
        ignore: Sequence[str] = (),
        today: date | None = None,
        conversation: str | None = None,
        number: int | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[Answer]:
        if "fail" in question:
            raise SanadError("The scripted engine fails on <b>purpose</b>.", remedy="Ask something else.")
        if "crash" in question:
            raise RuntimeError("The scripted engine crashes.")
        outlets = [name for name in self.library.articles.count_by("source") if name]
        earlier = [turn.question for turn in history]
        asked = understand(question, today=TODAY, outlets=outlets, history=earlier, ignore=ignore)
        if "model" in question:
            yield from self._written(asked, question.partition("model")[2].strip(), cancelled)
            return
        words = set(_WORD.findall(asked.searched.casefold()))
        ranked = self._ranked(words, filters or Filters())
        found = tuple(
            self._sentence(article, quote, number, words) for number, (score, article, quote) in enumerate(ranked, 1) if score > 1
        )
        if not found:
            related = tuple(make_citation(article, quote, number) for number, (_, article, quote) in enumerate(ranked[:2], 1))
            yield Answer(question=asked, status="declined", related=related)
            return
        for end in range(1, len(found)):
            yield Answer(question=asked, sentences=found[:end], status="answered")
            if "slow" in question:
                self.go_on.wait(20)
        yield Answer(question=asked, sentences=found, status="answered", differences=self._differences(question, found))

    def is_answerable(self, question: str) -> bool:
        return self._ranked(set(_WORD.findall(question.casefold())), Filters())[0][0] > 1

    def _written(self, asked: Question, text: str, cancelled: Callable[[], bool]) -> Iterator[Answer]:
        article = next(iter(self.library.articles))
        citation = make_citation(article, next(_SENTENCE.finditer(article.text)).group())
        yield Answer(question=asked, status="answered", mode="model", growing=text.rpartition(" ")[0])
        while "slow" in asked.text and not self.go_on.wait(0.05):
            if cancelled():
                self.was_stopped.set()
                return
        sentence = Sentence(text=text, citations=(citation,), verdict="partly", support=0.4, reasons=REASONS)
        usage = Usage(prompt_tokens=1200, completion_tokens=34, first_token=0.25, seconds=1.5, cost=0.0021)
        yield Answer(question=asked, sentences=(sentence,), status="answered", mode="model", usage=usage)

    def _ranked(self, words: set[str], filters: Filters) -> list[tuple[int, Article, str]]:
        scored = [
            (len(words & set(_WORD.findall(quote.casefold()))), article, quote)
            for article in self.library.articles
            if _fits(article, filters)
            for quote in (match.group().strip() for match in _SENTENCE.finditer(article.text))
            if quote
        ]
        return sorted(scored, key=lambda each: -each[0])[: self._at_once]

    def _sentence(self, article: Article, quote: str, number: int, words: set[str]) -> Sentence:
        verdict: Verdict = next((verdict for word, verdict in self._verdicts.items() if word in quote), "supported")
        citation = make_citation(article, quote, number)
        if verdict != "supported":
            return Sentence(text=f"As reported, {quote}", citations=(citation,), verdict=verdict, support=0.4, reasons=REASONS)
        return Sentence(text=quote, citations=(citation,), verdict=verdict, support=1.0, emphasis=_longest(quote, words))

    def _differences(self, question: str, found: Sequence[Sentence]) -> tuple[Difference, ...]:
        if "differ" not in question:
            return ()
        first, second, *others = [_value(sentence.citations[0]) for sentence in found]
        newest = first.model_copy(update={"newest": True, "also": tuple(others)})
        return (Difference(what="power reserve", values=(newest, second), relation="update"),)


def _fits(article: Article, filters: Filters) -> bool:
    day = article.published or date.min
    return (
        (not filters.languages or article.language in filters.languages)
        and (not filters.sources or article.source in filters.sources)
        and (not filters.published_from or day >= filters.published_from)
        and (not filters.published_to or day <= filters.published_to)
    )


def _longest(quote: str, words: set[str]) -> Ranges:
    """The longest word of the question that the quote has."""
    shared = [match for match in _WORD.finditer(quote) if match.group().casefold() in words]
    return (max(shared, key=lambda match: len(match.group())).span(),) if shared else ()


def _value(citation: Citation) -> DifferenceValue:
    about = citation.model_dump(include={"title", "source", "published", "url", "language", "quote"})
    return DifferenceValue(value=citation.quote[:12], span=citation.span, emphasis=((0, 12),), **about)


def ask_scripted(engine: ScriptedEngine, question: str, **request: Any) -> Iterator[PageTurn]:
    """A question on its way through the engine, as a job of the page asks it."""
    return answer_question(engine, PageTurn(question=question), Request(today=TODAY, **request))
