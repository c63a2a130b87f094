"""MultiHop-RAG (Tang and Yang, 2024): ``corpus.json`` with news articles, ``MultiHopRAG.json`` with questions that need several of them.

Each piece of evidence names its article and quotes a fact. A complete answer holds all of them, so they are the key facts of the case.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from eval.formats.parsed import Folder, Parsed, problems_of
from eval.formats.streams import LineFile
from eval.locate import locate
from eval.models import Case, CaseType, Evidence, Problem, SetDocument
from index.derived import Progress
from index.errors import EvaluationError
from index.models import RawArticle

CORPUS, QUESTIONS = "corpus.json", "MultiHopRAG.json"
_TYPES: Mapping[str, CaseType] = {"comparison_query": "comparison", "null_query": "unanswerable"}


class _Loose(BaseModel):
    """Other fields are allowed: the format is not ours."""

    model_config = ConfigDict(frozen=True)


class _Article(_Loose):
    title: str = ""
    author: str | None = None
    source: str | None = None
    published_at: datetime | None = None
    url: str | None = None
    body: str = Field(min_length=1)


class _Fact(_Loose):
    title: str = ""
    url: str | None = None
    fact: str = ""


class _Question(_Loose):
    query: str = Field(min_length=1)
    answer: str = Field(min_length=1)
    question_type: str = ""
    evidence_list: list[_Fact] = []


def is_multihop(directory: Path) -> bool:
    """Whether a directory has the two files of MultiHop-RAG."""
    return (directory / CORPUS).is_file() and (directory / QUESTIONS).is_file()


def read_multihop(directory: Path, *, progress: Progress) -> Folder:
    """The articles and the questions.

    Raises:
        EvaluationError: A file cannot be read, or is no JSON list.
    """
    files = [LineFile(directory / name, root=directory, progress=progress) for name in (CORPUS, QUESTIONS)]
    articles, questions = (_list(file) for file in files)
    corpus = _Corpus(articles)
    cases = tuple(_cases(questions, corpus))
    parsed = Parsed("multihop-rag", tuple(corpus.documents), cases, tuple(corpus.problems), corpus.notices)
    return Folder(parsed, {f"{directory.resolve().name}/{file.name}": file.sha256 for file in files})


class _Corpus:
    """The articles by address and by title, and what was wrong with either file."""

    def __init__(self, values: Sequence[JsonValue]) -> None:
        self.documents: list[SetDocument] = []
        self.problems: list[Problem] = []
        self._by_url: dict[str, SetDocument] = {}
        self._by_title: dict[str, SetDocument] = {}
        self._found = self._lost = 0
        for number, value in enumerate(values):
            try:
                self._take(number, _Article.model_validate(value))
            except ValidationError as error:
                self.problems += problems_of(error, item=f"[{number}]", file=CORPUS)

    @property
    def notices(self) -> tuple[str, ...]:
        """How many facts are not found word for word in their articles."""
        whole = self._found + self._lost
        told = f"{self._lost:,} of {whole:,} facts do not stand word for word in their articles; there only the article counts as evidence."
        return (told,) if self._lost else ()

    def _take(self, number: int, read: _Article) -> None:
        article = RawArticle(
            origin=f"set://{quote('multihop-rag')}/#{number}",
            title=read.title,
            text=read.body,
            url=read.url,
            source=read.source,
            author=read.author,
            published=read.published_at.date() if read.published_at else None,
            published_at=read.published_at,
        )
        document = SetDocument(id=str(number), article=article)
        self.documents.append(document)
        if read.url:
            self._by_url.setdefault(read.url, document)
        self._by_title.setdefault(read.title, document)

    def evidence(self, fact: _Fact) -> Evidence | None:
        """Where a fact stands; ``None`` if its article is not in the corpus."""
        document = self._by_url.get(fact.url or "") or (self._by_title.get(fact.title) if fact.title else None)
        if document is None:
            return None
        text, source = document.article.text, document.article.source
        place = locate(fact.fact, text)
        self._found, self._lost = self._found + (place is not None), self._lost + (place is None)
        if place is None:
            return Evidence(document=document.id, source=source)
        return Evidence(document=document.id, quote=text[place.start : place.end], start=place.start, end=place.end, source=source)


def _cases(values: Sequence[JsonValue], corpus: _Corpus) -> Iterator[Case]:
    for number, value in enumerate(values):
        item = f"[{number}]"
        try:
            read = _Question.model_validate(value)
        except ValidationError as error:
            corpus.problems += problems_of(error, item=item, file=QUESTIONS)
            continue
        found = [corpus.evidence(fact) for fact in read.evidence_list]
        type_ = _TYPES.get(read.question_type, "fact")
        wrong = list(_wrong(read, found, nothing=type_ == "unanswerable"))
        corpus.problems += [Problem(item=f"{QUESTIONS}, {item}", where=f"{item}.{field}", why=why, file=QUESTIONS) for field, why in wrong]
        if not wrong:
            yield _case(number, read, tuple(filter(None, found)), type_)


def _wrong(read: _Question, found: Sequence[Evidence | None], *, nothing: bool) -> Iterator[tuple[str, str]]:
    if nothing and found:
        yield "evidence_list", "the question has no answer, but evidence"
    if not nothing and not found:
        yield "evidence_list", "there is no evidence, and question_type is not null_query"
    for place, evidence in enumerate(found):
        if evidence is None:
            fact = read.evidence_list[place]
            yield f"evidence_list[{place}].url", f"no article of the corpus has the address {fact.url!r} or the title {fact.title!r}"


def _case(number: int, read: _Question, relevant: tuple[Evidence, ...], type_: CaseType) -> Case:
    answerable = type_ != "unanswerable"
    facts = dict.fromkeys(fact.fact.replace("|", "/").strip() for fact in read.evidence_list)
    return Case(
        id=str(number),
        question=read.query,
        language="en",
        answerable=answerable,
        relevant=relevant,
        answers=(read.answer,) if answerable else (),
        key_facts=tuple(filter(None, facts)),
        type=type_,
        tags=(read.question_type,) if read.question_type else (),
    )


def _list(file: LineFile) -> list[Any]:
    try:
        value = json.loads("\n".join(line.text for line in file.lines()))
    except (json.JSONDecodeError, RecursionError) as error:
        reason = (
            f"line {error.lineno}, column {error.colno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else "it nests too deeply"
        )
        raise EvaluationError(f"{file.path} is not JSON: {reason}.", remedy="Take the file as it was published.") from error
    if not isinstance(value, list):
        raise EvaluationError(f"{file.path} is JSON, but not a list.", remedy="Take the file as it was published.")
    return value
