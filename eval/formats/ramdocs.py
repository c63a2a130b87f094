"""RAMDocs (Wang et al., 2025): on each line a question with documents that answer it in different ways, wrongly, or not at all.

Each question is about its own documents only: they are told apart by an outlet of its own, so that no other question sees them.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import JsonValue, ValidationError

from eval.formats.parsed import Parsed, problems_of
from eval.models import Case, Evidence, Problem, SetDocument
from index.models import RawArticle

_FIELDS = {"question", "documents", "gold_answers", "wrong_answers"}


def looks_like_ramdocs(text: str) -> bool:
    """Whether the first line is an object with the fields of RAMDocs."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    try:
        value = json.loads(first)
    except (json.JSONDecodeError, RecursionError):
        return False
    return isinstance(value, dict) and value.keys() >= _FIELDS


def read_ramdocs(text: str) -> Parsed:
    """The questions in ``text``, one on each line; what is broken is listed by line."""
    documents: list[SetDocument] = []
    cases: list[Case] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        item = f"line {number}"
        try:
            value = json.loads(line)
            case, own = _read(value, number)
        except (json.JSONDecodeError, RecursionError) as error:
            problems.append(Problem(item=item, where=item, why=f"it is not JSON: {error}"))
        except ValidationError as error:
            problems += problems_of(error, item=item)
        except (KeyError, TypeError, AttributeError) as error:
            problems.append(Problem(item=item, where=item, why=f"a field is missing or of another kind: {error}"))
        else:
            documents += own
            cases.append(case)
    return Parsed("ramdocs", tuple(documents), tuple(cases), tuple(problems))


def _read(value: Mapping[str, Any], number: int) -> tuple[Case, tuple[SetDocument, ...]]:
    group = f"question-{number}"
    documents = tuple(_document(each, group, place) for place, each in enumerate(value["documents"], start=1))
    right = tuple(document.id for document, each in zip(documents, value["documents"], strict=True) if each["type"] == "correct")
    case = Case(
        id=group,
        question=value["question"],
        language="en",
        answerable=bool(right),
        relevant=tuple(Evidence(document=one) for one in right),
        answers=_distinct(value["gold_answers"]),
        within=group,
        stated=_distinct(_stated(value["documents"])),
    )
    return case, documents


def _document(value: Mapping[str, JsonValue], group: str, place: int) -> SetDocument:
    name = f"{group}-{place}"
    article = RawArticle(origin=f"set://ramdocs/{name}", title="", text=str(value["text"]), source=group, language="en")
    return SetDocument(id=name, article=article, group=group)


def _stated(documents: list[Mapping[str, str]]) -> Iterator[str]:
    """What the documents answer, right or wrong."""
    return (each["answer"] for each in documents if each["type"] != "noise")


def _distinct(answers: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(answer.strip() for answer in answers if answer.strip()))
