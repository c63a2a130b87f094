"""Whether quotes support a sentence: coverage clause by clause, and exact agreement of what decides. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from index.language.normalise import normalise
from index.segment import sentences as sentences_of
from rag.models import Verdict
from rag.verify import attribution, figures, naming, polarity
from rag.verify.binding import binding
from rag.verify.clauses import clauses as clauses_of
from rag.verify.coverage import Coverage, Rarity, cover, weights
from rag.verify.held import Held, Source
from rag.verify.models import Check, ClauseSupport, Evidence, Judgement
from rag.verify.reading import Reading, read
from rag.verify.reasons import reasons

COMPARISONS: dict[str, Callable[[Held], Iterator[Check]]] = {
    "numbers": figures.numbers,
    "dates": figures.dates,
    "names": naming.names,
    "negation": polarity.negation,
    "direction": polarity.direction,
    "modality": polarity.modality,
    "attribution": attribution.attribution,
    "wording": naming.wording,
    "binding": binding,
}
ALL: tuple[str, ...] = (*COMPARISONS, "clauses")
_SPACE = re.compile(r"\s+")
_EDGES = " \t\n\"“”«»„‘’'.…"
_FIRM = frozenset({"numbers", "units", "dates", "names"})
_CLAUSE_SHARE = 0.6  # of the thresholds of a whole sentence: a clause has few words
_SHORTEST_QUOTE = 12  # characters; less is a word that happens to be there


def verify(
    sentence: str,
    language: str,
    evidence: Sequence[Evidence],
    *,
    rarity: Rarity | None = None,
    comparisons: Iterable[str] = ALL,
) -> Judgement:
    """Hold a sentence against what it is said to rest on.

    Args:
        sentence: One sentence.
        language: Its ISO 639-1 code.
        evidence: The quotes; none supports nothing.
        rarity: How informative a stem is, above 0, such as its idf in a library.
        comparisons: Which comparisons to make, of ``ALL``; ``clauses`` judges clause by clause.
    """
    if quoted := _quoted(sentence, evidence):
        return Judgement(verdict="supported", support=1.0, coverage=1.0, said=1.0, verbatim=True, used=quoted)
    sources = tuple(_sources(evidence))
    parts = clauses_of(sentence, language) if "clauses" in comparisons else (sentence,)
    readings = [read(part, language) for part in parts] or [read(sentence, language)]
    covered = cover(readings, [source.reading for source in sources], rarity=rarity)
    chosen = tuple(sources[place] for place in covered.chosen)
    held = Held(read(sentence, language), tuple(_ends(readings)), chosen, sources)
    checks = tuple(check for name in COMPARISONS if name in comparisons for check in COMPARISONS[name](held)) if chosen else ()
    across = bool(chosen) and all(source.evidence.language != language for source in chosen)
    bounds = _bounds(across=across)
    clauses = tuple(
        _clause(reading, share, number, checks, bounds)
        for number, (reading, share) in enumerate(zip(readings, covered.by_clause, strict=True))
    )
    return Judgement(
        verdict=_verdict(covered, checks, clauses, across=across),
        support=_support(covered, checks),
        coverage=covered.share,
        said=min(covered.said, default=0.0),
        reasons=() if _is_supported(covered, checks, clauses, across=across) else reasons(checks, clauses, covered.missing),
        checks=checks,
        clauses=clauses,
        used=tuple((source.number, source.start, source.end) for source in chosen),
    )


def _quoted(sentence: str, evidence: Sequence[Evidence]) -> tuple[tuple[int, int, int], ...]:
    """The evidence that has the sentence word for word, and the sentences there that hold it; empty if none has."""
    plain = _plain(sentence)
    if len(plain) < _SHORTEST_QUOTE:
        return ()
    for number, one in enumerate(evidence):
        if plain in _plain(one.text):
            parts = [(number, start, end) for start, end in sentences_of(one.text, one.language)]
            holding = [part for part in parts if plain in _plain(one.text[part[1] : part[2]])]
            return tuple(holding[:1] or (part for part in parts if _plain(one.text[part[1] : part[2]]) in plain))
    return ()


def _plain(text: str) -> str:
    return _SPACE.sub(" ", normalise(text)).strip(_EDGES)


def _sources(evidence: Sequence[Evidence]) -> Iterator[Source]:
    for number, one in enumerate(evidence):
        for start, end in sentences_of(one.text, one.language):
            yield Source(number=number, start=start, end=end, evidence=one)


def _ends(readings: Sequence[Reading]) -> Iterator[int]:
    total = 0
    for reading in readings:
        total += len(reading.words)
        yield total


def _clause(reading: Reading, share: float, number: int, checks: Sequence[Check], bounds: tuple[float, float]) -> ClauseSupport:
    own = [check for check in checks if check.clause == number]
    low, high = (_CLAUSE_SHARE * bound for bound in bounds)
    verdict: Verdict = "supported" if share >= high else "not_supported" if share < low else "partly"
    if any(check.finding == "contradiction" for check in own):
        verdict = "not_supported"
    elif own and verdict == "supported":
        verdict = "partly"
    return ClauseSupport(text=reading.text, coverage=share, verdict=verdict)


def _bounds(*, across: bool) -> tuple[float, float]:
    """Coverage below which nothing is supported, and from which all is."""
    known = weights()
    return (known.unsupported_across, known.supported_across) if across else (known.unsupported, known.supported)


def _verdict(covered: Coverage, checks: Sequence[Check], clauses: Sequence[ClauseSupport], *, across: bool) -> Verdict:
    if _is_supported(covered, checks, clauses, across=across):
        return "supported"
    low, _ = _bounds(across=across)
    if covered.share < low or all(clause.verdict == "not_supported" for clause in clauses):
        return "not_supported"
    return "partly"


def _is_supported(covered: Coverage, checks: Sequence[Check], clauses: Sequence[ClauseSupport], *, across: bool) -> bool:
    return not checks and covered.share >= _bounds(across=across)[1] and all(clause.verdict == "supported" for clause in clauses)


def _support(covered: Coverage, checks: Sequence[Check]) -> float:
    """Coverage, less where something does not agree."""
    known = weights()
    share = covered.share
    if any(check.finding == "contradiction" and check.name in _FIRM for check in checks):
        share *= known.contradicted
    if any(check.finding == "absent" and check.name in _FIRM for check in checks):
        share *= known.absent
    if any(check.name not in _FIRM for check in checks):
        share *= known.turned
    return min(1.0, share)


__all__ = ["ALL", "COMPARISONS", "verify"]
