"""How two unequal values stand to each other: one corrects the other, is a later stage of it, or contradicts it. Pure."""

from collections.abc import Sequence

from rag.differ.asked import Asked, fitting
from rag.differ.statements import Statement
from rag.differ.terms import shared
from rag.differ.words import cue
from rag.models import Relation
from rag.phrases import plain
from rag.verify.reading import read

_BEFORE = 300  # characters before a sentence that may announce a correction


def relation(question: Asked, groups: Sequence[Sequence[Statement]]) -> Relation:
    """How the values of ``groups``, each of sentences that agree, stand to each other.

    A correction or a later stage must be told by a text, or by one outlet that gives another value later.
    """
    pairs = [(one, other) for group in groups for one in group for rest in groups if rest is not group for other in rest]
    if any(_corrects(question, one, other) for one, other in pairs):
        return "correction"
    if any(_follows(question, one, other) for one, other in pairs):
        return "update"
    return "contradiction"


def _corrects(question: Asked, one: Statement, other: Statement) -> bool:
    said = cue("correction", "text").search(_around(one))
    return (
        bool(said)
        and not _is_older(one, other)
        and (_withdraws(question, one, other) or _same_outlet(one, other) or _in_title(question, one))
    )


def _follows(question: Asked, one: Statement, other: Statement) -> bool:
    if _withdraws(question, one, other):
        return True
    if _is_older(one, other) or one.article.published == other.article.published:
        return False
    return bool(cue("update", "text").search(plain(one.reading.text))) or _same_outlet(one, other)


def _withdraws(question: Asked, one: Statement, other: Statement) -> bool:
    """Whether a sentence says of the other's value that it no longer holds."""
    found = fitting(question, one.reading, one.article.published)
    return any(value.withdrawn and value.unit == other.value.unit and value.agrees(other.value) for value in found)


def _is_older(one: Statement, other: Statement) -> bool:
    return bool(one.article.published and other.article.published and one.article.published < other.article.published)


def _same_outlet(one: Statement, other: Statement) -> bool:
    """One outlet on two days."""
    same = one.article.source is not None and one.article.source == other.article.source
    return same and one.article.published != other.article.published


def _in_title(question: Asked, one: Statement) -> bool:
    """Whether a title announces the correction of what is asked."""
    title = read(one.article.title, one.reading.language)
    return bool(cue("correction", "text").search(plain(title.text))) and any(shared(question.reading, at, title) for at in question.content)


def _around(one: Statement) -> str:
    text = one.article.text[max(0, one.span.start - _BEFORE) : one.span.end]
    return plain(f"{one.article.title} . {text}")
