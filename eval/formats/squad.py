"""SQuAD 1.1 and 2.0 (Rajpurkar et al., 2016, 2018), and XQuAD-R (Roy et al., 2020), which also marks the sentences."""

from collections.abc import Iterator, Mapping
from typing import Annotated, NamedTuple
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from eval.formats.parsed import Parsed, problems_of
from eval.formats.settled import without_rare_languages
from eval.models import Case, Evidence, Problem, SetDocument
from index.clean import clean_text
from index.language import detect
from index.models import RawArticle


class _Loose(BaseModel):
    """Other fields are allowed: the format is not ours."""

    model_config = ConfigDict(strict=True, frozen=True)


class _Answer(_Loose):
    text: str = Field(min_length=1)
    answer_start: int = Field(ge=0)


class _Question(_Loose):
    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    answers: list[_Answer] = []
    is_impossible: bool = False


class _Paragraph(_Loose):
    context: str = Field(min_length=1)
    qas: list[JsonValue]  # validated one by one, so that one broken question does not hide the rest
    sentence_breaks: list[Annotated[tuple[int, int], Field(strict=False)]] | None = None  # JSON has no tuples


class _Entry(_Loose):
    title: str = ""
    paragraphs: list[_Paragraph]


class _File(_Loose):
    data: list[_Entry]


class _Place(NamedTuple):
    where: str
    document: str
    title: str
    paragraph: _Paragraph


def read_squad(value: Mapping[str, object], *, name: str) -> Parsed:
    """The passages and questions of a SQuAD file that was read as JSON.

    Paragraphs with the same text once cleaned are one document, or a right passage could be counted as wrong. A paragraph's
    questions are taken to be in one language, which is detected; a language of fewer than one question in a hundred is a
    mistake of detection, and the most frequent takes its place. A question that SQuAD 2.0 marks impossible is not
    answered by its own paragraph; here it counts as unanswerable by the whole set.

    Args:
        value: The object with ``data``.
        name: Of the set; the documents come from ``set://<name>/<number>``.
    """
    try:
        file = _File.model_validate(value)
    except ValidationError as error:
        return Parsed("squad", (), (), problems_of(error, item=""))
    places = tuple(_places(file))
    documents = {place.document: _document(place, name=name) for place in reversed(places)}
    problems: list[Problem] = []
    cases = without_rare_languages([case for place in places for case in _cases(place, problems)])
    marked = any(place.paragraph.sentence_breaks is not None for place in places)
    return Parsed("xquad-r" if marked else "squad", tuple(documents.values())[::-1], cases, tuple(problems))


def _places(file: _File) -> Iterator[_Place]:
    numbers: dict[str, str] = {}
    for first, entry in enumerate(file.data):
        for second, paragraph in enumerate(entry.paragraphs):
            document = numbers.setdefault(clean_text(paragraph.context), str(len(numbers) + 1))
            yield _Place(f"data[{first}].paragraphs[{second}]", document, entry.title.replace("_", " "), paragraph)


def _document(place: _Place, *, name: str) -> SetDocument:
    origin = f"set://{quote(name)}/{place.document}"
    article = RawArticle(origin=origin, title=place.title, text=place.paragraph.context)
    return SetDocument(id=place.document, article=article, group=place.title)


def _questions(place: _Place, problems: list[Problem]) -> Iterator[_Question]:
    """The usable questions of a paragraph; what is wrong with the others goes to ``problems``."""
    for number, value in enumerate(place.paragraph.qas):
        where = f"{place.where}.qas[{number}]"
        try:
            question = _Question.model_validate(value)
        except ValidationError as error:
            problems.extend(problems_of(error, item=where))
            continue
        wrong = tuple(_contradictions(question, place.paragraph, where=where))
        problems.extend(wrong)
        if not wrong:
            yield question


def _contradictions(question: _Question, paragraph: _Paragraph, *, where: str) -> Iterator[Problem]:
    if question.is_impossible and question.answers:
        yield Problem(item=where, where=where, why="is_impossible is true, but there are answers")
    if not question.is_impossible and not question.answers:
        yield Problem(item=where, where=where, why="there is no answer, and is_impossible is not true")
    for number, answer in enumerate(question.answers):
        start = answer.answer_start
        found = paragraph.context[start : start + len(answer.text)]
        if found != answer.text:
            why = f"the context has {found!r} at {start}, not {answer.text!r}"
            yield Problem(item=where, where=f"{where}.answers[{number}].answer_start", why=why)
        elif paragraph.sentence_breaks is not None and _sentence(paragraph, start) is None:
            yield Problem(item=where, where=f"{where}.answers[{number}].answer_start", why=f"no sentence of sentence_breaks holds {start}")


def _cases(place: _Place, problems: list[Problem]) -> Iterator[Case]:
    questions = tuple(_questions(place, problems))
    language = detect(" ".join(question.question for question in questions))
    for question in questions:
        yield _case(question, place, language=language)


def _case(question: _Question, place: _Place, *, language: str) -> Case:
    distinct = dict.fromkeys((answer.answer_start, answer.text) for answer in question.answers)
    relevant = (_evidence(start, text, place) for start, text in distinct)
    return Case(
        id=question.id,
        question=question.question,
        language=language,
        answerable=not question.is_impossible,
        relevant=tuple(relevant),
        answers=tuple(dict.fromkeys(answer.text for answer in question.answers)),
        type="unanswerable" if question.is_impossible else "fact",
    )


def _evidence(start: int, text: str, place: _Place) -> Evidence:
    sentence = _sentence(place.paragraph, start)
    return Evidence(document=place.document, quote=text, start=start, end=start + len(text), sentence=sentence)


def _sentence(paragraph: _Paragraph, position: int) -> str | None:
    for start, end in paragraph.sentence_breaks or ():
        if start <= position < end:
            return paragraph.context[start:end]
    return None
