"""What a set says about answerability: each question's features where its answer is, elsewhere, and with its answer taken away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from eval.models import Case, EvaluationSet
from eval.pools import halves
from eval.subject import Subject, opened
from index.derived import Progress
from index.errors import EvaluationError
from index.settings import Settings
from rag.answerable import features
from rag.channels import Channels
from rag.question import understand
from rag.retrieve import Searcher

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

VECTORS = "vectors"
FEATURES = ("coverage", "sentence", "subject", "bridge", VECTORS)
KINDS = HELD, ELSEWHERE, NEAR = range(3)
SHARES = (1.0, 0.5, 0.5)  # how much each kind counts: as much without an answer as with one
_WEIGHT = 100.0  # of a set's questions with an answer, together, however many they are
_LEAST = 0.1  # share of a set's questions; a pair with fewer comes from languages that were taken for others
_TWIN = ", unanswerable"  # ends the id of a question that is asked a second time, where nothing answers it


@dataclass(frozen=True)
class Examples:
    """The questions of one set for one pair of languages, each asked three times.

    Attributes:
        name: Of the set.
        parts: Of every file it was made from, its ``sha256`` by name.
        pair: ``same`` or ``cross``: whether questions and passages are in one language.
        embedder: Name of the embedder; ``None`` without one.
        values: [examples, features], each in [0, 1]; a cosine that is not there is not a number.
        kinds: [examples]: ``HELD`` where the articles answer, ``ELSEWHERE`` over other articles, ``NEAR`` over the same ones
            without the passages that answer.
        articles: [examples]: the number of the article each question is about, the same in every set.
    """

    name: str
    parts: Mapping[str, str]
    pair: str
    embedder: str | None
    values: Floats
    kinds: NDArray[np.int64]
    articles: NDArray[np.int64]

    @property
    def truth(self) -> Flags:
        """[examples]: whether an answer is there."""
        return np.asarray(self.kinds == HELD)

    @property
    def asked(self) -> Flags:
        """[examples]: whether anything of the question was found. Without that the likelihood is 0, whatever the coefficients."""
        return np.asarray((self.values[:, FEATURES.index("coverage")] > 0) | (self.values[:, FEATURES.index("bridge")] > 0))

    @property
    def with_vectors(self) -> Flags:
        """[examples]: whether there is a cosine."""
        return ~np.isnan(self.values[:, FEATURES.index(VECTORS)])

    @property
    def weights(self) -> Floats:
        """[examples]: how much each counts, so that every set counts the same and every kind its share of it."""
        counts = np.maximum(np.bincount(self.kinds, minlength=len(SHARES)), 1)
        return np.asarray((_WEIGHT * np.array(SHARES) / counts)[self.kinds])

    def only(self, kept: Flags) -> "Examples":
        """Some of them."""
        return Examples(self.name, self.parts, self.pair, self.embedder, self.values[kept], self.kinds[kept], self.articles[kept])


@dataclass
class _Question:
    """One question, and what the two halves of the articles gave for it.

    Attributes:
        about: The article it is about.
        languages: Those of the passages that answer it; empty while they are not known.
        found: By kind, the features of each language's candidates.
    """

    language: str
    about: str = ""
    languages: tuple[str, ...] = ()
    found: dict[int, dict[str, dict[str, float]]] = field(default_factory=dict)


def examples_of(chosen: EvaluationSet, *, settings: Settings, seed: int, progress: Progress) -> tuple[Examples, ...]:
    """Part the articles of ``chosen`` into halves, and ask each question of both: one for each pair of languages there is.

    A question whose evidence is not found says nothing, and is left out.

    Args:
        chosen: Brings its passages, of two articles or more.
        settings: How to embed.
        seed: Another one parts otherwise.
        progress: Told what is being done.

    Raises:
        EvaluationError: The set has no two articles, or none of its questions is answered.
    """
    parts = halves(chosen, seed=seed)
    if not all(part.documents for part in parts):
        raise EvaluationError(f"{chosen.name} has no two articles to part.", remedy="Give a set with passages of several articles.")
    questions: dict[str, _Question] = {}
    for part in parts:
        with opened(part, settings=settings, bundled=False, library=None, progress=progress) as subject:
            _ask(part, subject, questions, progress)
            embedder = subject.sanad.library.embedder
    name = embedder.model_name if embedder else None
    found = tuple(_paired(chosen, name, list(questions.values())))
    if not found:
        raise EvaluationError(f"{chosen.name} has no question that its passages answer.", remedy="Leave it out.")
    return found


def _ask(part: EvaluationSet, subject: Subject, questions: dict[str, _Question], progress: Progress) -> None:
    searcher = Searcher(subject.sanad.library)
    groups = {document.id: document.group or document.id for document in part.documents}
    for done, case in enumerate(part.cases):
        progress("Asking", done, len(part.cases))
        understood = understand(case.question)
        one = questions.setdefault(case.id.removesuffix(_TWIN), _Question(understood.language))
        channels = searcher.channels(understood)
        if case.answerable:
            right = _right(case, subject)
            one.about, one.languages = groups[case.relevant[0].document], tuple(dict.fromkeys(right.values()))
            one.found |= {HELD: _by_language(channels), NEAR: _by_language(channels, without=right)}
        else:
            one.found[ELSEWHERE] = _by_language(channels)
    progress("Asking", len(part.cases), len(part.cases))


def _right(case: Case, subject: Subject) -> dict[str, str]:
    """The languages of the articles that answer, by id."""
    articles = subject.sanad.library.catalog.articles
    found = (articles.get(target.article_id, target.version) for target in subject.locate(case).targets)
    return {article.id: article.language for article in found if article is not None}


def _by_language(channels: Channels | None, *, without: Mapping[str, str] | None = None) -> dict[str, dict[str, float]]:
    """The features of each language's candidates, leaving out some articles."""
    if channels is None:
        return {}
    named = np.array(channels.languages)
    kept = np.array([candidate.article_id not in (without or {}) for candidate in channels.candidates], dtype=bool)
    return {language: features(channels, np.flatnonzero(kept & (named == language))) for language in dict.fromkeys(channels.languages)}


def _paired(chosen: EvaluationSet, embedder: str | None, questions: Sequence[_Question]) -> Iterator[Examples]:
    for pair in ("same", "cross"):
        rows = [
            (kind, one.about, found.get(language, {}))
            for one in questions
            for language in one.languages
            if (language == one.language) == (pair == "same")
            for kind, found in sorted(one.found.items())
        ]
        asked = sum(kind == HELD for kind, _, _ in rows)
        if asked >= _LEAST * len(questions) and {kind for kind, _, _ in rows} == set(KINDS):
            yield Examples(
                name=chosen.name,
                parts=chosen.parts,
                pair=pair,
                embedder=embedder,
                values=np.array([[_value(found, name) for name in FEATURES] for _, _, found in rows]),
                kinds=np.array([kind for kind, _, _ in rows], dtype=np.int64),
                articles=np.array([crc32(about.encode()) for _, about, _ in rows], dtype=np.int64),
            )


def _value(found: Mapping[str, float], name: str) -> float:
    return found.get(name, np.nan if name == VECTORS and found else 0.0)
