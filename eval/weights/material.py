"""What a set says about weights: the channels of every candidate of every question, gathered once, and which ones are right."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.answers import Target
from eval.models import Case, EvaluationSet
from eval.subject import Subject
from index.derived import Progress
from rag.channels import Channels
from rag.fuse import WeightTable, fuse, weights_for
from rag.question import understand
from rag.retrieve import Searcher

Floats = NDArray[np.float64]
Shares = NDArray[np.float32]
Numbers = NDArray[np.int64]


class Pair(NamedTuple):
    """A question's language and a passage's, with what the embedder knows of them: rows of one pair have the same weights."""

    question: str
    passage: str
    embedder: str | None
    embedder_languages: frozenset[str] | None
    glossed: frozenset[str]

    def weights(self, table: WeightTable) -> dict[str, float]:
        """The weight of each channel."""
        found = weights_for(
            [self.passage],
            question_language=self.question,
            embedder=self.embedder,
            embedder_languages=self.embedder_languages,
            glossed=self.glossed,
            table=table,
        )
        return {channel: float(weight[0]) for channel, weight in found.items()}


@dataclass(frozen=True)
class Items:
    """Passages or sentences of all questions, one after the other.

    Attributes:
        shares: [items, channels]: each channel as a share of its highest value, as ``fuse`` takes it.
        questions: [items]: the number of the question.
        things: [items]: the number of what counts once in the ranking: an article, or a sentence.
        right: [items]: whether that is right.
    """

    shares: Shares
    questions: Numbers
    things: Numbers
    right: NDArray[np.bool_]

    def only(self, kept: NDArray[np.bool_]) -> "Items":
        """Some of them."""
        return Items(self.shares[kept], self.questions[kept], self.things[kept], self.right[kept])


@dataclass(frozen=True)
class Material:
    """The questions of one set with all their candidates.

    Attributes:
        name: Of the set.
        parts: Of every file it was made from, its ``sha256`` by name.
        groups: [questions]: the article each question is about.
        told: [questions]: whether the right sentence is known.
        relevant: [questions]: how many articles are right, among the candidates or not.
        channels: Names of the columns of the shares.
        pairs: Pairs of languages.
        passages: The candidates that may be ranked before a right one, and those around sentences that may.
        pair: [passages]: the number of the pair.
        trust: [passages]: what the language's score is multiplied by at a balance of 1.
        sentences: Those of the candidates that may be ranked before a right one.
        around: [sentences]: the row of the passage around each.
    """

    name: str
    parts: Mapping[str, str]
    groups: tuple[str, ...]
    told: NDArray[np.bool_]
    relevant: Numbers
    channels: tuple[str, ...]
    pairs: tuple[Pair, ...]
    passages: Items
    pair: Numbers
    trust: Floats
    sentences: Items
    around: Numbers


class _Asked(NamedTuple):
    """One question with its candidates, and where its evidence is."""

    case: Case
    targets: tuple[Target, ...]
    channels: Channels | None


def gather(chosen: EvaluationSet, subject: Subject, *, progress: Progress) -> Material:
    """Ask the answerable questions of ``chosen`` and keep every candidate. Evidence that is not found counts as never retrieved."""
    searcher = Searcher(subject.sanad.library)
    groups = {document.id: document.group or document.id for document in chosen.documents}
    cases = [case for case in chosen.cases if case.answerable]
    asked: list[_Asked] = []
    for done, case in enumerate(cases):
        progress("Asking", done, len(cases))
        asked.append(_Asked(case, subject.locate(case).targets, searcher.channels(understand(case.question))))
    progress("Asking", len(cases), len(cases))
    return _joined(chosen, asked, tuple(groups.get(case.relevant[0].document, case.id) if case.relevant else case.id for case in cases))


def _joined(chosen: EvaluationSet, asked: Sequence[_Asked], groups: tuple[str, ...]) -> Material:
    found = [(number, one, one.channels) for number, one in enumerate(asked) if one.channels is not None]
    names = tuple(sorted({name for _, _, channels in found for name in (*channels.passages, *channels.scores.sentences)}))
    pairs: dict[Pair, int] = {}
    pair = [pairs.setdefault(_pair(channels, language), len(pairs)) for _, _, channels in found for language in channels.languages]
    first_rows = np.cumsum([0, *(len(channels.candidates) for _, _, channels in found)])
    around = [channels.scores.sentence_chunks + first for (_, _, channels), first in zip(found, first_rows, strict=False)]
    whole = Material(
        name=chosen.name,
        parts=chosen.parts,
        groups=groups,
        told=np.array([any(target.start is not None for target in one.targets) for one in asked], dtype=bool),
        relevant=np.array([len({target.article_id for target in one.targets}) for one in asked], dtype=np.int64),
        channels=names,
        pairs=tuple(pairs),
        passages=_items(
            [
                (number, _shares(channels.passages, channels.languages, names), tuple(_articles(one, channels)))
                for number, one, channels in found
            ]
        ),
        pair=np.array(pair, dtype=np.int64),
        trust=np.concatenate([np.zeros(0), *(_trust(channels) for _, _, channels in found)]),
        sentences=_items(
            [
                (number, _shares(channels.scores.sentences, _languages_of_sentences(channels), names), tuple(_sentences(one, channels)))
                for number, one, channels in found
            ]
        ),
        around=np.concatenate([np.zeros(0, dtype=np.int64), *around]),
    )
    return without_beaten(whole)


def without_beaten(material: Material) -> Material:
    """``material`` without what no weights could put before what is right.

    That is most: a right passage or sentence of the same language has as much of every channel, a sentence also in the passage
    around it. Their going changes no rank, and a search for weights takes a tenth of the time. Where several articles are right,
    all passages stay, as each right one has a rank of its own.
    """
    around = material.around
    own = np.hstack([material.sentences.shares, material.passages.shares[around]])
    kept = _unbeaten(own, material.sentences, material.pair[around], material.told)
    single = material.relevant < 2
    passages = _unbeaten(material.passages.shares, material.passages, material.pair, single)
    passages |= ~single[material.passages.questions]
    passages[around[kept]] = True
    return replace(
        material,
        passages=material.passages.only(passages),
        pair=material.pair[passages],
        trust=material.trust[passages],
        sentences=material.sentences.only(kept),
        around=(np.cumsum(passages) - 1)[around[kept]],
    )


def _unbeaten(shares: Shares, items: Items, pair: Numbers, asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """[items]: of the questions that are asked for, those that some weights put before a right one, and the right ones."""
    kept = np.zeros(len(shares), dtype=bool)
    ends = np.searchsorted(items.questions, np.arange(len(asked) + 1))
    for own in (slice(*place) for number, place in enumerate(pairwise(ends)) if asked[number]):
        right = items.right[own]
        beaten = np.zeros(len(right), dtype=bool)
        for best, language in zip(shares[own][right], pair[own][right], strict=True):
            beaten |= (shares[own] <= best).all(axis=1) & (shares[own] < best).any(axis=1) & (pair[own] == language)
        kept[own] = ~beaten | right
    return kept


def _items(parts: Sequence[tuple[int, Shares, tuple[tuple[object, bool], ...]]]) -> Items:
    """Parts are the question's number, its shares, and for each of its rows what is ranked there and whether it is right."""
    things: dict[tuple[int, object], int] = {}
    numbers = [things.setdefault((number, thing), len(things)) for number, _, rows in parts for thing, _ in rows]
    return Items(
        shares=np.concatenate([shares for _, shares, _ in parts]) if parts else np.zeros((0, 0), dtype=np.float32),
        questions=np.array([number for number, _, rows in parts for _ in rows], dtype=np.int64),
        things=np.array(numbers, dtype=np.int64),
        right=np.array([right for _, _, rows in parts for _, right in rows], dtype=bool),
    )


def _pair(channels: Channels, language: str) -> Pair:
    return Pair(channels.question_language, language, channels.embedder, channels.embedder_languages, channels.glossed)


def _shares(values: Mapping[str, Floats], languages: Sequence[str], names: Iterable[str]) -> Shares:
    """[rows, channels]; a channel that is not there is 0."""
    columns = [
        fuse({name: values[name]}, {name: np.ones(len(languages))}, languages=languages).score
        if name in values
        else np.zeros(len(languages))
        for name in names
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _trust(channels: Channels) -> Floats:
    ones = {"coverage": np.ones(len(channels.candidates))}
    return fuse({"coverage": channels.passages["coverage"]}, ones, languages=channels.languages, balance=1.0).scale


def _languages_of_sentences(channels: Channels) -> list[str]:
    languages = channels.languages
    return [languages[row] for row in channels.scores.sentence_chunks]


def _articles(one: _Asked, channels: Channels) -> Iterator[tuple[object, bool]]:
    right = {target.article_id for target in one.targets}
    for candidate in channels.candidates:
        yield candidate.article_id, candidate.article_id in right


def _sentences(one: _Asked, channels: Channels) -> Iterator[tuple[object, bool]]:
    right = {target.article_id for target in one.targets}
    for candidate in channels.candidates:
        for start, end in np.frombuffer(candidate.ranges, dtype=np.int32).reshape(-1, 2).tolist():
            holds = candidate.article_id in right and any(
                target.overlaps(candidate.article_id, candidate.version, start, end) for target in one.targets
            )
            yield (candidate.article_id, start), holds
