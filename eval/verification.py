"""How well sentences are verified: claims with known verdicts in, figures out."""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from eval.formats.claims import Claim, ClaimKind, claims_kind, groups, read_claims
from index.derived import Progress, silent
from index.errors import EvaluationError
from index.models import Record
from rag.verify import Evidence, Judgement, verify
from rag.verify.coverage import Rarity
from rag.verify.reading import read
from rag.verify.verifier import ALL

# What a reason may be about for an alteration of each kind to count as caught.
_RIGHT = {
    "number": {"numbers", "units", "dates"},
    "unit": {"units", "numbers", "wording"},
    "date": {"dates", "numbers"},
    "name": {"names", "attribution", "wording"},
    "attribution": {"attribution", "names", "wording"},
    "negation": {"negation", "direction", "quantifiers"},
    "direction": {"direction", "quantifiers", "negation", "wording"},
}


class JudgedClaim(Record):
    """A claim and what was made of it."""

    claim: Claim
    judgement: Judgement


class ClaimRun(Record):
    """The outcome of one set of claims.

    Attributes:
        kind: ``wice`` or ``altered``.
        metrics: By half (empty for the whole set) and name. ``AUC ...`` are areas under the ROC curve of the support, in
            [0, 1]; ``caught`` and ``flagged`` are shares of the altered and of the unaltered.
        verdicts: How often each pair of label and verdict occurs, as ``supported > partly``.
        milliseconds: Per sentence, on average, with whatever has to be read of its evidence.
        judged: Every claim.
    """

    name: str
    kind: ClaimKind
    comparisons: tuple[str, ...]
    metrics: dict[str, dict[str, float]]
    verdicts: dict[str, int]
    milliseconds: float
    judged: tuple[JudgedClaim, ...]


def is_claims(path: Path) -> bool:
    """Whether a file holds claims to verify."""
    try:
        with path.open(encoding="utf-8") as lines:
            return claims_kind(next((line for line in lines if line.strip()), "")) is not None
    except (OSError, UnicodeDecodeError):
        return False


def verify_set(path: Path, *, comparisons: Sequence[str] = ALL, limit: int | None = None, progress: Progress = silent) -> ClaimRun:
    """Verify every claim of a file against its own evidence.

    Args:
        path: WiCE, or our altered sentences.
        comparisons: Which comparisons to make.
        limit: Only the first so many claims.
        progress: Told how much is done.

    Raises:
        EvaluationError: The file cannot be read, or a line of it is broken.
    """
    text = _text(path)
    kind = claims_kind(text)
    if kind is None:
        raise EvaluationError(f"{path} holds no claims.", remedy="Known are WiCE and our own altered sentences.")
    claims, problems = read_claims(text, kind)
    if problems:
        raise EvaluationError(f"{path} is broken at {problems[0]}.", remedy="Correct the file and run again.")
    claims = claims[:limit]
    rarity = _rarity(claims) if kind == "wice" else None
    started = time.perf_counter()
    judged = tuple(_judged(claims, comparisons, rarity, progress))
    seconds = time.perf_counter() - started
    return ClaimRun(
        name=path.stem,
        kind=kind,
        comparisons=tuple(comparisons),
        metrics=_metrics(kind, judged),
        verdicts=dict(Counter(f"{one.claim.label} > {one.judgement.verdict}" for one in judged)),
        milliseconds=1000 * seconds / max(1, len(judged)),
        judged=judged,
    )


def ablate(path: Path, *, progress: Progress = silent) -> Iterator[tuple[str, ClaimRun]]:
    """The set with everything on (``none`` off), and with each comparison off."""
    for off in ("none", *ALL):
        yield off, verify_set(path, comparisons=tuple(name for name in ALL if name != off), progress=progress)


def is_caught(one: JudgedClaim) -> bool:
    """Whether an alteration was found: not supported, or supported in part for the right reason."""
    if one.judgement.verdict == "not_supported":
        return True
    right = _RIGHT.get(one.claim.kind, set())
    return one.judgement.verdict == "partly" and any(check.name in right for check in one.judgement.checks)


def area(above: Sequence[float], below: Sequence[float]) -> float:
    """The share of pairs in which the first is above the second, ties counting half: the area under the ROC curve."""
    if not above or not below:
        return math.nan
    one, other = np.array(above)[:, None], np.array(below)[None, :]
    return float((one > other).mean() + 0.5 * (one == other).mean())


def _judged(claims: Sequence[Claim], comparisons: Sequence[str], rarity: Rarity | None, progress: Progress) -> Iterator[JudgedClaim]:
    for number, claim in enumerate(claims, start=1):
        evidence = [Evidence(text=text, language=claim.evidence_language) for text in claim.evidence]
        yield JudgedClaim(claim=claim, judgement=verify(claim.sentence, claim.language, evidence, rarity=rarity, comparisons=comparisons))
        progress("verifying", number, len(claims))


def _rarity(claims: Sequence[Claim]) -> Callable[[str], float]:
    """Inverse document frequency among the sentences of all evidence of the set."""
    sentences = [(text, claim.evidence_language) for claim in claims for text in claim.evidence]
    counts: Counter[str] = Counter()
    for text, language in sentences:
        counts.update(read(text, language).unit_words)
    return lambda stem: math.log(1 + len(sentences) / (1 + counts[stem]))


def _metrics(kind: ClaimKind, judged: Sequence[JudgedClaim]) -> dict[str, dict[str, float]]:
    if kind == "wice":
        return {"": _areas(judged)}
    by_id = {one.claim.id: one for one in judged}
    return {half: _shares([by_id[claim.id] for claim in claims]) for half, claims in groups(tuple(one.claim for one in judged))}


def _areas(judged: Sequence[JudgedClaim]) -> dict[str, float]:
    support = {
        label: [one.judgement.support for one in judged if one.claim.label == label] for label in ("supported", "partly", "not_supported")
    }
    return {
        "AUC supported vs rest": area(support["supported"], support["partly"] + support["not_supported"]),
        "AUC supported vs not": area(support["supported"], support["not_supported"]),
        "AUC supported vs partly": area(support["supported"], support["partly"]),
    }


def _shares(judged: Sequence[JudgedClaim]) -> dict[str, float]:
    altered = [one for one in judged if one.claim.label == "not_supported"]
    kept = [one for one in judged if one.claim.label == "supported"]
    found = {"altered": float(len(altered)), "unaltered": float(len(kept))}
    found["caught"] = _share([is_caught(one) for one in altered])
    found["flagged"] = _share([one.judgement.verdict != "supported" for one in kept])
    for kind in dict.fromkeys(one.claim.kind for one in altered):
        found[f"caught: {kind}"] = _share([is_caught(one) for one in altered if one.claim.kind == kind])
    return found


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else math.nan


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise EvaluationError(f"Claims {path}: {reason}.", remedy="Give the path of a readable file.") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8: byte {error.start} cannot be read.", remedy="Save it as UTF-8.") from error
