"""Comparing numbers, units and dates. Each function gives what does not agree."""

from collections.abc import Iterator

from rag.verify.dates import Day, days, eves
from rag.verify.held import Held, same_words
from rag.verify.models import Check, CheckName
from rag.verify.quantities import Quantity, quantities
from rag.verify.reading import Reading
from rag.verify.words import words_of

_TWO = 2


def numbers(held: Held) -> Iterator[Check]:
    """Numbers and units that the source does not have."""
    dated = {place for day in days(held.claim) for place in range(day.start, day.end)}
    own = [quantity for quantity in quantities(held.claim) if quantity.start not in dated]
    for quantity in own:
        found = _compared(held, quantity, own)
        if found:
            yield found


def _compared(held: Held, quantity: Quantity, own: list[Quantity]) -> Check | None:
    moved = _in_slot(held, quantity)
    if moved:
        return _differs(held, quantity, *moved)
    equal = [(reading, other) for reading, other in held.quantities if quantity.equals(other)]
    if any(quantity.same_unit(other) for _, other in equal) or (quantity.year and _is_known_year(held, int(quantity.value))):
        return None
    unit = next(((reading, other) for reading, other in equal if quantity.comparable(other)), None)
    if unit:
        return _differs(held, quantity, *unit)
    rival = _rival(held, quantity, own)
    if rival and not (equal and quantity.spelled):
        return _differs(held, quantity, *rival)
    return _absent(held, quantity) if not equal else None


def _differs(held: Held, quantity: Quantity, reading: Reading, other: Quantity) -> Check:
    name: CheckName = "dates" if quantity.year else "units" if quantity.equals(other) else "numbers"
    return held.check(
        name, "contradiction", quantity.start, held.claim.written(quantity.start, quantity.end), reading.written(other.start, other.end)
    )


def _absent(held: Held, quantity: Quantity) -> Check | None:
    """A number the evidence does not have at all. Small ones in words may be said in another way: both, a pair, a dual."""
    if quantity.spelled or _is_dual(held, quantity):
        return None
    if any(quantity.equals(other) for reading in held.elsewhere for other in quantities(reading)):
        return None
    name: CheckName = "dates" if quantity.year else "numbers"
    return held.check(name, "absent", quantity.start, held.claim.written(quantity.start, quantity.end))


def _in_slot(held: Held, quantity: Quantity) -> tuple[Reading, Quantity] | None:
    """Another number that stands between the same words of the source."""
    for slot in held.slots:
        if quantity.start < slot.own_end and slot.own_start < quantity.end:
            inside = [one for one in quantities(slot.source) if one.start < slot.end and slot.start < one.end]
            offset = quantity.start - slot.own_start
            near = next((one for one in inside if one.start - slot.start == offset), inside[0] if len(inside) == 1 else None)
            if near and quantity.year == near.year and not (quantity.equals(near) and _counts_alike(quantity, near)):
                return slot.source, near
    return None


def _counts_alike(quantity: Quantity, other: Quantity) -> bool:
    """Whether the unit of one is not the thing the other counts."""
    if bool(quantity.unit) != bool(other.unit):
        return not (quantity.counted or other.counted)
    return quantity.same_unit(other)


def _rival(held: Held, quantity: Quantity, own: list[Quantity]) -> tuple[Reading, Quantity] | None:
    """A number of the source that none of the sentence equals and that could stand in the place of this one."""
    for reading, other in held.quantities:
        if any(one.equals(other) and one.same_unit(other) for one in own) or not quantity.comparable(other):
            continue
        if quantity.unit or quantity.year or _counts_same(held.claim, quantity, reading, other):
            return reading, other
    return None


def _counts_same(claim: Reading, quantity: Quantity, reading: Reading, other: Quantity) -> bool:
    """Whether both count the same thing."""
    if not quantity.counted or not other.counted:
        return False
    return any(other.end <= place < other.end + 2 for place in same_words(claim, quantity.end, reading))


def _is_dual(held: Held, quantity: Quantity) -> bool:
    """Whether the source may say "two" by the ending of a word."""
    if quantity.value != _TWO:
        return False
    return any(
        word.folded.endswith(tuple(words_of(reading.language).years.get("dual_endings", ("\0",))))
        for reading in held.readings
        for word in reading.words
    )


def _is_known_year(held: Held, year: int) -> bool:
    if any(day.year == year for _, day in held.days) or any(one.published and one.published.year == year for one in held.evidence):
        return True
    return any(other.value == year for reading in held.elsewhere for other in quantities(reading)) and not any(
        other.year for _, other in held.quantities
    )


def dates(held: Held) -> Iterator[Check]:
    """Dates that the source does not have."""
    for day in days(held.claim):
        meant = (day, *eves(held.claim, day))
        agreeing = [other for _, other in held.days if any(one.agrees(other) for one in meant)]
        if agreeing or _is_published(held, day) or _is_year_of(held, day):
            continue
        rival = next(((reading, other) for reading, other in held.days if day.differs(other)), None)
        written = held.claim.written(day.start, day.end)
        if rival:
            yield held.check("dates", "contradiction", day.start, written, rival[0].written(rival[1].start, rival[1].end))
        elif not any(day.agrees(other) for reading in held.elsewhere for other in days(reading)):
            yield held.check("dates", "absent", day.start, written)


def _is_published(held: Held, day: Day) -> bool:
    """Whether it is the day of publication, and the source names no other."""
    if any(other.month or other.weekday for _, other in held.days):
        return False
    return any(
        one.published and day.agrees(Day(one.published.year, one.published.month, one.published.day, one.published.isoweekday(), 0, 0))
        for one in held.evidence
    )


def _is_year_of(held: Held, day: Day) -> bool:
    return bool(day.year) and not day.month and any(other.value == day.year for _, other in held.quantities)
