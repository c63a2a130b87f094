"""The values of an evaluation set: questions, what is known about their answers, and what a run takes of them. All are frozen."""

from typing import Literal

from pydantic import Field

from index.models import UNKNOWN_LANGUAGE, RawArticle, Record

SetKind = Literal["squad", "xquad-r", "aligned", "sanad", "ramdocs", "beir", "trec", "multihop-rag", "csv", "feedback"]
CaseType = Literal["fact", "number", "person", "place", "date", "list", "comparison", "unanswerable"]


class Evidence(Record):
    """One place that answers a question.

    Attributes:
        document: Id of a document of the set; in a set without documents, the id, address or file stem of an article.
        quote: The exact words; empty when only the document is known.
        start: Where ``quote`` begins in the text the set carries; ``None`` when the set does not say.
        end: One past its last character.
        sentence: The sentence around the quote, when the set marks sentences.
        grade: How much it is worth to find it, where the set grades; 1 is merely right.
        source: The outlet that published it, where the set says so.
    """

    document: str
    quote: str = ""
    start: int | None = Field(default=None, ge=0)
    end: int | None = None
    sentence: str | None = None
    grade: int = Field(default=1, ge=1)
    source: str | None = None


class SetDocument(Record):
    """A passage that the set brings along; evidence refers to it by ``id``.

    Attributes:
        group: The article it was taken from, as the set names it; passages of one article are about one thing. Empty
            when the set does not tell.
    """

    id: str
    article: RawArticle
    group: str = ""


class Choice(Record):
    """What a run takes from which files; by default, all of one file.

    Attributes:
        passages: Files whose passages are asked, in place of the set's own, as they were given. Evidence is that of the
            question with the same id.
        source: Code of the language that asks, in a directory of aligned sentences.
        target: Code of the language that answers there.
        titles: Whether passages are indexed with the titles of their articles; ``None`` does so unless ``passages`` are
            given, as the titles of a translated set may be those of the original.
        sample: How many questions to draw by ``seed``; ``None`` for all.
        seed: Of whatever is drawn by chance.
        unanswerable: Whether every question is asked twice: of the half of the articles that has its own, and of the other.
        among: Articles added to the library before everything is asked again: files, or generated ones as ``ar:5000``.
    """

    passages: tuple[str, ...] = ()
    source: str | None = None
    target: str | None = None
    titles: bool | None = None
    sample: int | None = None
    seed: int = 1
    unanswerable: bool = False
    among: tuple[str, ...] = ()

    @property
    def titled(self) -> bool:
        """Whether passages are indexed with titles."""
        return not self.passages if self.titles is None else self.titles


class Case(Record):
    """One question with what is known about its answer.

    Attributes:
        language: ISO 639-1 code of the question, or ``und``.
        answerable: Whether the articles answer it. A system should decline the others.
        relevant: Every place that answers it; any one of them is right.
        answers: Reference answers, each sufficient by itself.
        key_facts: What a complete answer holds, all of it; forms of one fact are apart by ``|``.
        stated: What its documents answer, right or wrong, each once; told by sets about documents that differ.
        within: The outlet its documents carry and no others do; the search is restricted to it. Empty for all.
    """

    id: str
    question: str
    language: str = UNKNOWN_LANGUAGE
    answerable: bool = True
    relevant: tuple[Evidence, ...] = ()
    answers: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    within: str = ""
    type: CaseType = "fact"
    tags: tuple[str, ...] = ()


class Problem(Record):
    """Something in a set that cannot be used.

    Attributes:
        item: The line or question it makes unusable; empty when it is the whole file.
        where: The line or field.
        file: The file of a directory it stands in; empty in a set of one file.
        remedy: What to do about it, where that is not plain.
    """

    item: str
    where: str
    why: str
    file: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.file}{', ' if self.file and self.where else ''}{self.where}: {self.why}"


class EvaluationSet(Record):
    """Questions with known evidence, and perhaps the passages they are asked of.

    Attributes:
        sha256: Of the bytes of the file, so that two runs can be known to have used the same set.
        parts: The same of every file it was made from, by name.
        documents: Empty when the questions are about articles of a library.
        broken: What could not be read; each item counts as a failed case. Empty unless the caller chose to keep going.
        notices: What was left out by the rules of its format, and how much.
    """

    name: str
    kind: SetKind
    sha256: str
    parts: dict[str, str] = Field(default_factory=dict)
    documents: tuple[SetDocument, ...] = ()
    cases: tuple[Case, ...] = ()
    broken: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
