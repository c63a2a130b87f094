"""Names of a sentence as values: who did it, where it was. Only in scripts that tell names by capital letters. Pure."""

from decimal import Decimal
from functools import lru_cache

from rag.differ.terms import shared
from rag.differ.values import Value
from rag.verify.names import name_places
from rag.verify.names import spelled as runs
from rag.verify.reading import Reading

_LONGEST = 5  # words of a name


@lru_cache(maxsize=1024)
def named(reading: Reading, question: Reading) -> tuple[Value, ...]:
    """The names of a sentence that the question does not have itself."""
    found = []
    for start, end in runs(reading, sorted(name_places(reading))):
        known = any(shared(reading, place, question) for place in range(start, end))
        if not known and end - start <= _LONGEST:
            found.append(Value("name", Decimal(0), Decimal(0), "", about=False, start=start, end=end, number_end=end))
    return tuple(found)


def same_name(one: Reading, value: Value, text: str) -> bool:
    """Whether any longer word of a name occurs in ``text``."""
    around = text.casefold()
    return any(len(word.text) > 2 and word.text.casefold() in around for word in one.words[value.start : value.end])
