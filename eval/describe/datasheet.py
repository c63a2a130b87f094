"""The datasheet of a set (after Gebru et al., 2021): what it holds, by language, type, source and length, and what it can tell."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pydantic import Field

from eval.describe.reading import Claims, read_any
from eval.models import Case, CaseResult, Choice, EvaluationSet
from index.derived import Progress, silent
from index.models import Record

CHANGED = (0.05, 0.1, 0.2)  # shares of questions that two runs may answer otherwise
SOUGHT = (0.02, 0.05, 0.1)  # differences somebody may want to see
_TYPICAL = 0.1
_MOST = 10_000_000


class Lengths(Record):
    """How long texts are, in characters."""

    least: int
    median: int
    most: int


class Telling(Record):
    """The smallest difference between two runs that is found with a chance of .8.

    Attributes:
        changed: Share of the questions that one run gets right and the other wrong.
        independent: The difference, if every question stands for itself.
        together: The same, if questions about one article stand and fall together.
    """

    changed: float
    independent: float
    together: float


class Datasheet(Record):
    """What a set holds. Counts are of questions, most first, where nothing else is said.

    Attributes:
        clusters: Groups of questions that share no article.
        sources: Outlets of the evidence; a question counts for each.
        evidence: Places that answer.
        quoted: Those that tell the words.
        grades: Places by grade.
        telling: What size of difference it can show.
        needed: Questions it takes to see a difference, where one question in ten is answered otherwise.
        notices: What is left out by the rules of its format.
        broken: Problems; `sanad eval check` names them.
    """

    name: str
    kind: str
    sha256: str
    parts: dict[str, str] = Field(default_factory=dict)
    questions: int
    answerable: int
    clusters: int
    languages: dict[str, int]
    types: dict[str, int]
    tags: dict[str, int] = Field(default_factory=dict)
    sources: dict[str, int] = Field(default_factory=dict)
    with_answers: int = 0
    evidence: int = 0
    quoted: int = 0
    grades: dict[str, int] = Field(default_factory=dict)
    question_length: Lengths | None = None
    documents: int = 0
    document_length: Lengths | None = None
    telling: tuple[Telling, ...] = ()
    needed: dict[str, int] = Field(default_factory=dict)
    notices: tuple[str, ...] = ()
    broken: int = 0


def datasheet(path: Path, *, choice: Choice | None = None, progress: Progress = silent) -> Datasheet:
    """The datasheet of the set in ``path``.

    Raises:
        EvaluationError: The set cannot be read, or is of no known format.
    """
    found = read_any(path, choice or Choice(), progress=progress)
    return _of_claims(found) if isinstance(found, Claims) else describe(found)


def describe(found: EvaluationSet) -> Datasheet:
    """The datasheet of a set that was read."""
    cases = found.cases
    places = [place for case in cases for place in case.relevant]
    clusters = count_clusters(found)
    return Datasheet(
        name=found.name,
        kind=found.kind,
        sha256=found.sha256,
        parts=found.parts,
        questions=len(cases),
        answerable=sum(case.answerable for case in cases),
        clusters=clusters,
        languages=_counted(case.language for case in cases),
        types=_counted(case.type for case in cases),
        tags=_counted(tag for case in cases for tag in case.tags),
        sources=_sources(found),
        with_answers=sum(bool(case.answers) for case in cases),
        evidence=len(places),
        quoted=sum(bool(place.quote) for place in places),
        grades=_counted(str(place.grade) for place in places),
        question_length=_lengths([len(case.question) for case in cases]),
        documents=len(found.documents),
        document_length=_lengths([len(document.article.text) for document in found.documents]),
        telling=tell(len(cases), clusters),
        needed={str(difference): questions_needed(difference) for difference in SOUGHT},
        notices=found.notices,
        broken=len(found.broken),
    )


def tell(questions: int, clusters: int) -> tuple[Telling, ...]:
    """The smallest differences that a set of this size can show; none for fewer than two questions.

    Where a share q of the questions goes right in one run and wrong in the other, the differences of single questions have a
    standard deviation of at most the root of q, and their mean a standard error of the root of q / n.
    """
    if min(questions, clusters) < 2:
        return ()
    return tuple(Telling(changed=share, independent=_smallest(share, questions), together=_smallest(share, clusters)) for share in CHANGED)


def questions_needed(difference: float, *, changed: float = _TYPICAL) -> int:
    """The number of independent questions from which a difference is found with a chance of .8, to within one in a hundred.

    Args:
        difference: Between two runs, in a figure that is 0 or 1 for each question.
        changed: Share of the questions that one run gets right and the other wrong.
    """
    size = 2
    while size < _MOST and _smallest(changed, size) > difference:
        size = math.ceil(size * 1.01)
    return size


def count_clusters(found: EvaluationSet) -> int:
    """Groups of questions that share no article, directly or through others."""
    if not found.cases:
        return 0
    from eval.statistics.clusters import clusters

    groups = {document.id: document.group for document in found.documents if document.group}
    return int(clusters([_stub(case, groups) for case in found.cases]).max()) + 1


def _stub(case: Case, groups: Mapping[str, str]) -> CaseResult:
    documents = tuple(dict.fromkeys(place.document for place in case.relevant))
    about = dict.fromkeys(groups[name] for name in documents if name in groups)
    return CaseResult(id=case.id, question="", relevant=documents, groups=tuple(about))


def _smallest(changed: float, count: int) -> float:
    from eval.statistics.paired import smallest_seen

    return min(1.0, smallest_seen(math.sqrt(changed / count), count))


def _sources(found: EvaluationSet) -> dict[str, int]:
    known = {document.id: document.article.source for document in found.documents}
    outlets = [{place.source or known.get(place.document) for place in case.relevant} - {None} for case in found.cases]
    private = found.kind == "ramdocs"  # there the outlet only keeps the documents of one question apart
    return {} if private else _counted(str(outlet) for own in outlets for outlet in sorted(map(str, own)))


def _of_claims(found: Claims) -> Datasheet:
    sentences = [sentence for claim in found.claims for sentence in claim.evidence]
    return Datasheet(
        name=found.name,
        kind=found.kind,
        sha256=found.sha256,
        questions=len(found.claims),
        answerable=sum(claim.label != "not_supported" for claim in found.claims),
        clusters=len({claim.evidence for claim in found.claims}),
        languages=_counted(claim.language for claim in found.claims),
        types=_counted(claim.label for claim in found.claims),
        tags=_counted(tag for claim in found.claims for tag in (claim.kind, claim.half) if tag),
        evidence=len(sentences),
        quoted=len(sentences),
        question_length=_lengths([len(claim.sentence) for claim in found.claims]),
        document_length=_lengths([len(sentence) for sentence in sentences]),
        telling=tell(len(found.claims), len({claim.evidence for claim in found.claims})),
        broken=len(found.broken),
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))


def _lengths(values: Sequence[int]) -> Lengths | None:
    if not values:
        return None
    ordered = sorted(values)
    return Lengths(least=ordered[0], median=ordered[len(ordered) // 2], most=ordered[-1])
