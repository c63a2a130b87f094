"""What was found, as plain sentences. Pure."""

from collections.abc import Sequence

from rag.verify.models import Check, ClauseSupport

_ORDER = (
    "numbers",
    "units",
    "dates",
    "names",
    "attribution",
    "negation",
    "direction",
    "quantifiers",
    "modality",
    "wording",
    "binding",
    "coverage",
)
_CONTRADICTED = {
    "attribution": "The source attributes this to “{source}”, the sentence to “{claim}”.",
    "negation": "One of the two denies it: the source says “{source}”, the sentence says “{claim}”.",
    "direction": "The source says “{source}”, the sentence says the opposite: “{claim}”.",
    "modality": "The source speaks of what may or will happen (“{source}”), the sentence of what has happened (“{claim}”).",
}
_SAYS = "The source says {source}, the sentence says {claim}."
_QUOTED = "The source says “{source}”, the sentence says “{claim}”."
_ABSENT = {
    "numbers": "The source does not give the number {claim}.",
    "dates": "The source does not give the date {claim}.",
    "names": "The source does not mention {claim}.",
    "binding": "The source does not say this of {claim}.",
}
_FIGURES = ("numbers", "units", "dates")
_NAMED = 6  # words that are spelled out


def reasons(checks: Sequence[Check], clauses: Sequence[ClauseSupport], missing: Sequence[str]) -> tuple[str, ...]:
    """One sentence for each thing that did not agree, contradictions first; then what was not found."""
    ranked = sorted(checks, key=lambda check: (check.finding == "absent", _ORDER.index(check.name)))
    told = [_told(check) for check in ranked]
    unsupported = [clause for clause in clauses if clause.verdict == "not_supported"]
    if unsupported and len(clauses) > 1 and not told:
        told += [f"Nothing in the source supports “{clause.text}”." for clause in unsupported]
    elif missing and not told:
        told.append(f"Not found in the source: {', '.join(missing[:_NAMED])}.")
    return tuple(dict.fromkeys(told))


def _told(check: Check) -> str:
    if check.finding == "absent":
        return _ABSENT.get(check.name, "The source does not say “{claim}”.").format(claim=check.claim)
    shape = _SAYS if check.name in _FIGURES else _CONTRADICTED.get(check.name, _QUOTED)
    return shape.format(claim=check.claim, source=check.source)
