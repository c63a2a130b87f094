"""Whether a source says a thing of whom the sentence says it: a name and what is said of it, in one place of one source."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import groupby

from rag.verify.held import Held, Source, informative, same_words
from rag.verify.models import Check
from rag.verify.names import is_found, name_places, spelled
from rag.verify.reading import Reading, read

_SAID = 0.6  # share of what a clause says beside a name that a sentence must say to be read as saying it
_CLEARLY = 0.75  # the same for a sentence that leaves no doubt that it speaks of the same thing
_NEAR = 3  # sentences back in which a name may stand that a sentence means without naming it


def binding(held: Held) -> Iterator[Check]:
    """Names of which the source does not say what the sentence says, though it says it of somebody else or of nobody.

    Only where a clause has one name: sentences with several are put together from several places too often.
    """
    claim = held.claim
    sources = [source for source in held.sources if source.reading.language == claim.language]
    if not sources or any(reading.language != claim.language for reading in held.readings):
        return
    named = list(spelled(claim, sorted(name_places(claim))))
    clauses = Counter(held.clause_of(start) for start, _ in named)
    for start, end in named:
        alone = clauses[held.clause_of(start)] == 1
        if alone and _is_named(claim, start, end, [source.reading for source in sources]) and _is_said_of_others(held, start, end, sources):
            yield held.check("binding", "absent", start, claim.written(start, end))


def _is_said_of_others(held: Held, start: int, end: int, sources: Sequence[Source]) -> bool:
    """Whether a sentence clearly says it, and none that says about as much of it says it of the name."""
    said = _beside(held, start, end)
    shares = [_share(held.claim, said, source) for source in sources] if said else [0.0]
    if max(shares) < _CLEARLY:
        return False
    enough = max(_SAID, _CLEARLY * max(shares))
    likely = {id(source) for source, share in zip(sources, shares, strict=True) if share >= enough}
    return not any(_says(held.claim, start, end, likely, among) for among in _texts(sources))


def _beside(held: Held, start: int, end: int) -> list[int]:
    """What the clause of a name says beside it."""
    clause = held.clause_of(start)
    first = held.ends[clause - 1] if clause else 0
    return [place for place in informative(held.claim, first, held.ends[clause]) if not start <= place < end]


def _texts(sources: Sequence[Source]) -> Iterator[list[Source]]:
    """The sentences of each piece of evidence, in order."""
    return (list(among) for _, among in groupby(sources, key=lambda source: source.number))


def _share(claim: Reading, said: Sequence[int], source: Source) -> float:
    """How much of it a sentence says; what the title says counts for every sentence below it."""
    known = [source.reading, *_around(source)]
    return sum(any(same_words(claim, place, reading) for reading in known) for place in said) / len(said)


def _around(source: Source) -> list[Reading]:
    return [read(text, source.evidence.language) for text in (source.evidence.title, source.evidence.context) if text]


def _says(claim: Reading, start: int, end: int, likely: Container[int], among: Sequence[Source]) -> bool:
    """Whether a likely sentence names the name, or names nobody else and stands just behind it."""
    for place, source in enumerate(among):
        if id(source) not in likely:
            continue
        if _is_named(claim, start, end, [source.reading]):
            return True
        before = [one.reading for one in among[max(0, place - _NEAR) : place]]
        if _is_named(claim, start, end, [*before, *_around(source)]) and not _others(claim, source.reading):
            return True
    return False


def _is_named(claim: Reading, start: int, end: int, among: Sequence[Reading]) -> bool:
    return any(is_found(claim, place, among) for place in range(start, end) if claim.words[place].informative)


def _others(claim: Reading, reading: Reading) -> bool:
    """Whether a sentence names somebody whom the claim does not."""
    return any(not is_found(reading, place, (claim,)) for place in name_places(reading))
