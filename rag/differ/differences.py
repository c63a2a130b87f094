"""Where articles of different voices give different values for what a question asks. Pure.

A false difference is worse than a missed one: whatever may agree is taken to agree.
"""

from collections.abc import Sequence
from datetime import date
from itertools import chain

from rag.differ.asked import Asked, asked
from rag.differ.label import label
from rag.differ.naming import same_name
from rag.differ.relation import relation
from rag.differ.slots import same_slot, surroundings
from rag.differ.statements import Statement, statements
from rag.differ.terms import characters
from rag.differ.values import Value
from rag.models import Difference, DifferenceValue, Passage, Question
from rag.prompt.orders import without_orders

_VALUES = 6  # shown at most


def differences(question: Question, passages: Sequence[Passage]) -> tuple[Difference, ...]:
    """What the sources report differently of what is asked; empty where they agree or one alone speaks.

    Args:
        question: As understood; each of its parts is compared apart.
        passages: Retrieved for it, near-copies included or not: articles of one voice count once.
    """
    passages = without_orders(question, passages)
    found = (_difference(one, passages) for one in (question.parts or (question,)))
    return tuple({difference.values: difference for difference in found if difference}.values())


def _difference(question: Question, passages: Sequence[Passage]) -> Difference | None:
    asks = asked(question)
    if not asks.kind:
        return None
    groups = _groups(asks, statements(asks, passages))
    if len(groups) < 2:
        return None
    newest = max((one.article.published for one in chain(*groups) if one.article.published), default=None)
    dated = len({one.article.published for one in chain(*groups) if one.article.published}) > 1
    values = (_value(group, newest if dated else None) for group in groups[:_VALUES])
    return Difference(what=label(question, asks), values=tuple(values), relation=relation(asks, groups[:_VALUES]))


def _groups(question: Asked, found: Sequence[Statement]) -> list[list[Statement]]:
    """Statements of different voices on one thing, those that agree together, the best first."""
    by_article: dict[str, list[Statement]] = {}
    for one in found:
        by_article.setdefault(one.article.id, []).append(one)
    groups: list[list[Statement]] = []
    for own in by_article.values():
        one = own[0]
        if groups and not same_slot(question, groups[0][0], one):
            continue
        agreeing = next((group for group in groups if any(_agree(one, own, other, by_article[other.article.id]) for other in group)), None)
        if agreeing is not None:
            agreeing.append(one)
        elif all(same_slot(question, group[0], one) and group[0].voice != one.voice for group in groups):
            groups.append([one])
    return groups


def _agree(one: Statement, own: Sequence[Statement], other: Statement, its: Sequence[Statement]) -> bool:
    """Whether either article has the other's value anywhere it speaks of the subject."""
    if one.value.kind == "name":
        return same_name(one.reading, one.value, surroundings(other)) or same_name(other.reading, other.value, surroundings(one))
    return _has(its, one.value) or _has(own, other.value)


def _has(found: Sequence[Statement], value: Value) -> bool:
    return any(rival.unit == value.unit and rival.agrees(value) for one in found for rival in one.others)


def _value(group: Sequence[Statement], newest: date | None) -> DifferenceValue:
    shown = min(group, key=lambda one: (one.article.published != newest, group.index(one)))
    voices = {shown.voice}
    others = []
    for one in group:
        if one.voice not in voices:
            voices.add(one.voice)
            others.append(_written(one))
    return _written(shown).model_copy(
        update={"also": tuple(others), "newest": newest is not None and any(one.article.published == newest for one in group)}
    )


def _written(one: Statement) -> DifferenceValue:
    article, value = one.article, one.value
    start, end = characters(one.reading, value.start, value.number_end) or (0, len(one.reading.text))
    unit = characters(one.reading, value.number_end, value.end) if value.end > value.number_end else None
    if unit is None and value.counted is not None:
        unit = characters(one.reading, value.counted, value.counted + 1)
    last = max(end, unit[1]) if unit else end
    return DifferenceValue(
        value=one.reading.text[start:end],
        unit=one.reading.text[unit[0] : unit[1]] if unit else None,
        span=one.span,
        quote=one.reading.text,
        emphasis=((start, last),),
        title=article.title,
        source=article.source,
        published=article.published,
        url=article.url,
        language=one.reading.language,
    )
