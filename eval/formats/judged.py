"""What BEIR and TREC share: queries, documents, and judgements of which document is how relevant to which query."""

from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote

from eval.formats.parsed import Parsed
from eval.formats.settled import detected, without_rare_languages
from eval.models import Case, Evidence, Problem, SetDocument, SetKind
from index.models import RawArticle

Grades = dict[str, dict[str, int]]  # by query, then by document; 0 and less is not relevant


class Row(NamedTuple):
    """One judgement as it stands in a file."""

    number: int
    query: str
    document: str
    grade: str


class Judgements:
    """The judgements of one file, with what is wrong in it."""

    def __init__(self, file: str) -> None:
        """For the file of this name."""
        self.file = file
        self.grades: Grades = {}
        self.problems: list[Problem] = []

    def take(self, row: Row) -> None:
        """Add a judgement; one that contradicts another, or has no whole number, is a problem."""
        try:
            grade = int(row.grade)
        except ValueError:
            self.report(row.number, f"the relevance must be a whole number, not {row.grade!r}", field="relevance")
            return
        known = self.grades.setdefault(row.query, {})
        if known.setdefault(row.document, grade) != grade:
            self.report(row.number, f"document {row.document} was judged {known[row.document]} for query {row.query} before, now {grade}")

    def report(self, number: int, why: str, *, field: str = "") -> None:
        """Note what is wrong with a line."""
        where = f"line {number}, {field}" if field else f"line {number}"
        self.problems.append(Problem(item=f"{self.file}, line {number}", where=where, why=why, file=self.file))


class Collected:
    """The documents of a corpus, by id, with those that say nothing apart."""

    def __init__(self, name: str, file: str) -> None:
        """For the set ``name``, from ``file``."""
        self.name = name
        self.file = file
        self.documents: dict[str, SetDocument] = {}
        self.empty: set[str] = set()
        self.problems: list[Problem] = []

    def take(self, number: int, identity: str, *, title: str, text: str, url: str | None = None) -> None:
        """Add a document. One without a text has its title for one; one without either is left out."""
        if identity in self.documents or identity in self.empty:
            where = f"line {number}"
            self.problems.append(
                Problem(item=f"{self.file}, {where}", where=where, why=f"the id {identity!r} is used twice", file=self.file)
            )
        elif not (text.strip() or title.strip()):
            self.empty.add(identity)
        else:
            # A fragment, as the last part of a path would be taken for a title.
            origin = f"set://{quote(self.name)}/#{quote(identity, safe='')}"
            article = RawArticle(origin=origin, title=title.strip(), text=text if text.strip() else title, url=url)
            self.documents[identity] = SetDocument(id=identity, article=article)


def judged(kind: SetKind, queries: Mapping[str, str], judgements: Judgements, corpus: Collected | None) -> Parsed:
    """The queries that have a relevant document, as cases.

    Queries that the file does not judge, and those for which nothing is relevant, are left out, as measures are not defined for
    them; how many is told.

    Args:
        kind: The format.
        queries: Texts by id.
        judgements: Of one file.
        corpus: ``None`` where the documents are articles of a library.
    """
    problems = [*(corpus.problems if corpus else ()), *judgements.problems]
    cases: list[Case] = []
    for query, grades in judgements.grades.items():
        relevant = {document: grade for document, grade in grades.items() if grade > 0}
        wrong = tuple(_wrong(query, relevant, queries, corpus, judgements.file))
        problems += wrong
        if relevant and not wrong:
            places = tuple(Evidence(document=document, grade=grade) for document, grade in relevant.items())
            cases.append(Case(id=query, question=queries[query], language=detected(queries[query]), relevant=places))
    documents = tuple(corpus.documents.values()) if corpus else ()
    notices = tuple(_notices(queries, judgements, corpus))
    return Parsed(kind, documents, without_rare_languages(cases), tuple(problems), notices)


def _wrong(
    query: str, relevant: Container[str] | Mapping[str, int], queries: Mapping[str, str], corpus: Collected | None, file: str
) -> Iterator[Problem]:
    item = f"case {query}"
    if query not in queries:
        yield Problem(item=item, where=f"query {query}", why="it is judged, but there is no query with this id", file=file)
        return
    for document in relevant if isinstance(relevant, Mapping) and corpus else ():
        if corpus and document not in corpus.documents:
            why = "it is in the corpus without a title or a text" if document in corpus.empty else "it is not in the corpus"
            yield Problem(item=item, where=f"query {query}, document {document}", why=why, file=file)


def _notices(queries: Mapping[str, str], judgements: Judgements, corpus: Collected | None) -> Iterator[str]:
    unjudged = sum(query not in judgements.grades for query in queries)
    nothing = sum(all(grade <= 0 for grade in grades.values()) for grades in judgements.grades.values())
    if unjudged:
        yield f"{unjudged:,} of {len(queries):,} queries have no judgement in {judgements.file} and are not asked."
    if nothing:
        yield f"Queries to which nothing is relevant, and which are not asked: {nothing:,}."
    if corpus and corpus.empty:
        yield f"Documents of {corpus.file} without a title or a text, which are left out: {len(corpus.empty):,}."
