"""Whether two sentences speak of the same thing at the same time, so that unequal values of theirs differ. Pure."""

from functools import lru_cache

from rag.differ.asked import Asked, counts, is_people
from rag.differ.statements import Statement
from rag.differ.terms import shared
from rag.differ.topic import same_topic
from rag.differ.values import Value, is_year
from rag.differ.words import cue, names
from rag.phrases import plain
from rag.verify.dates import days
from rag.verify.names import name_places
from rag.verify.quantities import quantities
from rag.verify.reading import Reading

_APART = 270  # days between two reports from which they are of different times
_SURROUNDING = 400  # characters before and behind a sentence
_AROUND = 5  # words around a value among which it says what it is reckoned by


def same_slot(question: Asked, one: Statement, other: Statement) -> bool:
    """Whether both give the value of the same thing."""
    return (
        _same_unit(one, other)
        and _same_script(question, one, other)
        and _same_time(question, one, other)
        and _reckoned(one) == _reckoned(other)
        and _counts_alike(question, one, other)
        and not _other_names(question, one, other)
        and same_topic(question, one, other)
    )


def _same_unit(one: Statement, other: Statement) -> bool:
    return one.value.kind == other.value.kind and one.value.unit == other.value.unit


def _same_script(question: Asked, one: Statement, other: Statement) -> bool:
    """Names are compared within one language only, that of the question: elsewhere one name has many forms."""
    return one.value.kind != "name" or one.reading.language == other.reading.language == question.reading.language


def _counts_alike(question: Asked, one: Statement, other: Statement) -> bool:
    """Whether nothing says that two plain numbers count different things; a shared word of the question is enough."""
    if one.value.unit or one.value.kind != "quantity" or one.value.counted is None or other.value.counted is None:
        return True
    if one.reading.language != other.reading.language:
        return True
    if is_people(one.reading, one.value.counted) and is_people(other.reading, other.value.counted):
        return True
    near = range(other.value.end, other.value.end + 3)
    if any(at in near for at in shared(one.reading, one.value.counted, other.reading)):
        return True
    return bool(counts(question, one.reading, one.value) and counts(question, other.reading, other.value))


def _same_time(question: Asked, one: Statement, other: Statement) -> bool:
    own, its = one.article.published, other.article.published
    if own and its and abs((own - its).days) > _APART:
        return False
    if question.kind == "date":
        return True
    return _meet(_years(one.reading), _years(other.reading)) and _meet(_months(one.reading), _months(other.reading))


def _meet(one: frozenset[int], other: frozenset[int]) -> bool:
    return not one or not other or bool(one & other)


@lru_cache(maxsize=1024)
def _years(reading: Reading) -> frozenset[int]:
    written = {int(one.value) for one in quantities(reading) if is_year(reading, one)}
    return frozenset(written | {day.year for day in days(reading) if day.year})


@lru_cache(maxsize=1024)
def _months(reading: Reading) -> frozenset[int]:
    """The months that stand without a day: "in March" is a time of its own, "on 3 March" mostly the day of the news."""
    return frozenset(day.month for day in days(reading) if day.month and not day.day)


def _reckoned(one: Statement) -> frozenset[str]:
    return _per(one.reading, one.value)


@lru_cache(maxsize=1024)
def _per(reading: Reading, value: Value) -> frozenset[str]:
    """What a value is reckoned by: a year, a person."""
    near = plain(reading.written(max(0, value.start - _AROUND), min(len(reading.words), value.end + _AROUND)))
    return frozenset(name for name in names("per") if cue("per", name).search(near))


def _other_names(question: Asked, one: Statement, other: Statement) -> bool:
    """Whether both sentences name something as their subject that the other's surroundings do not know."""
    if one.reading.language != other.reading.language:
        return False
    return bool(_own_names(question, one, other)) and bool(_own_names(question, other, one))


def _own_names(question: Asked, one: Statement, other: Statement) -> list[int]:
    """Names in front of a value that neither the question nor the other's surroundings have."""
    around = plain(f"{other.article.title} {surroundings(other)}")
    before = (place for place in name_places(one.reading) if place < one.value.start)
    return [place for place in before if one.reading.words[place].folded not in around and not shared(one.reading, place, question.reading)]


def surroundings(one: Statement) -> str:
    """The text around a sentence."""
    return one.article.text[max(0, one.span.start - _SURROUNDING) : one.span.end + _SURROUNDING]
