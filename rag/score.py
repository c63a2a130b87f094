"""Exact scores of candidate chunks for one question, from the codes of their terms. Pure; nothing here reads an index."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.language.analysis import CHANNELS, SOUND, Unit, units
from index.language.codes import Codes, term_code

Floats = NDArray[np.float64]

_SATURATION = 0.9  # k1 of BM25: how soon repetitions of a term stop counting
_LENGTH = 0.75  # b of BM25: how much a long text is held against its terms
_SENTENCE_LENGTH = 0.5
_FUNCTION_WORD = 0.5  # weight of a word without a subject of its own
_UNANCHORED = 0.6  # what is left of the coverage of a text without any name or amount of the question
_MOST_GRAMS = 0.6  # share of a word's grams from which another form of it counts as found


@dataclass(frozen=True)
class AnalysedQuestion:
    """A question word by word, and the distinct terms to look up.

    Attributes:
        units: Its words, or several that name one thing, in order.
        vocabulary: Distinct terms by channel, in order of first use; document frequencies are asked for these.
    """

    units: tuple[Unit, ...]
    vocabulary: Mapping[str, tuple[str, ...]]

    @cached_property
    def columns(self) -> Mapping[str, Mapping[str, int]]:
        """By channel and term, its place among the terms of all channels."""
        places = iter(range(sum(map(len, self.vocabulary.values()))))
        return {channel: {term: next(places) for term in self.vocabulary[channel]} for channel in CHANNELS}

    @cached_property
    def codes(self) -> NDArray[np.uint32]:
        """uint32 [terms]: the codes of the terms, channel after channel."""
        return np.array([term_code(channel, term) for channel in CHANNELS for term in self.vocabulary[channel]], dtype=np.uint32)

    @cached_property
    def weights(self) -> Floats:
        """[terms]: how often the question has each term; less for terms of function words only."""
        weights = np.zeros(len(self.codes))
        for unit in self.units:
            for channel in CHANNELS:
                weights[self.places(unit, channel)] += 1.0 if unit.informative else _FUNCTION_WORD
        return weights

    def places(self, unit: Unit, channel: str) -> list[int]:
        """The places of a unit's distinct terms among the terms of all channels."""
        columns = self.columns[channel]
        return [columns[term] for term in dict.fromkeys(getattr(unit, channel))]


@dataclass(frozen=True)
class Statistics:
    """What the library knows of the question's terms.

    Attributes:
        chunk_count: Chunks in the library.
        document_frequency: By channel, how many chunks have each term of the question's vocabulary in title or text, in its order.
        average_length: By channel, terms per chunk, title included.
    """

    chunk_count: int
    document_frequency: Mapping[str, NDArray[np.int64]]
    average_length: Mapping[str, float]


@dataclass(frozen=True)
class Scores:
    """How well chunks and their sentences fit a question. Higher is better; none is below 0.

    Attributes:
        chunks: By channel (``words``, ``grams``, ``bridge``, ``title``, ``coverage``, ``proximity``), [chunks]. A chunk's title
            counts as a part of it.
        sentences: By channel (``words``, ``grams``, ``bridge``, ``coverage``), [sentences], chunk after chunk.
        sentence_chunks: [sentences]; the place of the chunk each sentence belongs to.
        subject: [chunks]; BM25 of the 4-grams of the question's informative words, as a share of what no text can exceed, in [0, 1].
        bridged: [chunks]; the same of its bridge tokens.
    """

    chunks: Mapping[str, Floats]
    sentences: Mapping[str, Floats]
    sentence_chunks: NDArray[np.int64]
    subject: Floats
    bridged: Floats

    @property
    def coverage(self) -> Floats:
        """[chunks]: share of the question's informative weight found in title and text, in [0, 1]; comparable across searches."""
        return self.chunks["coverage"]


@dataclass(frozen=True)
class _Texts:
    """A batch of texts: how often each has each term of the question, [texts, terms], and its lengths, [texts, channels]."""

    counts: Floats
    lengths: Floats


def analyse_question(text: str, language: str) -> AnalysedQuestion:
    """``text`` as the analyzer of passages sees it, kept word by word."""
    found = tuple(units(text, language))
    vocabulary = {channel: tuple(dict.fromkeys(term for unit in found for term in getattr(unit, channel))) for channel in CHANNELS}
    return AnalysedQuestion(found, vocabulary)


def score(
    question: AnalysedQuestion, candidates: Codes, statistics: Statistics, *, same_language: NDArray[np.bool_] | None = None
) -> Scores:
    """BM25 by channel (Robertson and Zaragoza, 2009) for chunks, their titles and sentences, and coverage.

    Args:
        question: What is asked.
        candidates: The chunks.
        statistics: What the library knows of the question's terms.
        same_language: [chunks]; whether each is in the question's language. There, words that only sound alike cover nothing.
    """
    idf, known = _idf(statistics), _idf(statistics, least=1)
    counts, lengths = _counts(question.codes, candidates), candidates.lengths.astype(np.float64)
    starts, owners = candidates.first_segments, candidates.segment_chunks
    inside = np.ones(len(owners), dtype=bool)
    inside[starts] = False
    titles = _Texts(counts[starts], lengths[starts])
    sentences = _Texts(counts[inside], lengths[inside])
    chunks = _Texts(np.add.reduceat(counts, starts), np.add.reduceat(lengths, starts)) if len(starts) else titles
    average = np.array([statistics.average_length[channel] for channel in CHANNELS])
    sounds = ~same_language if same_language is not None else np.ones(len(starts), dtype=bool)
    in_title = _by_channel(question, _bm25(question, titles, idf, _average(titles), _SENTENCE_LENGTH))
    anchored = _anchored(question, chunks.counts > 0, sounds)
    in_titles_too = sentences.counts + titles.counts[owners[inside]]
    told = _coverage(question, in_titles_too > 0, known, sounds[owners[inside]]) * anchored[owners[inside]]
    gains = _bm25(question, chunks, idf, average, _LENGTH)
    by_channel = _by_channel(question, gains)
    most = known[np.newaxis] * (_SATURATION + 1)  # what a text would get that has each term without end
    return Scores(
        chunks={
            **by_channel,
            "title": np.add.reduce(list(in_title.values())),
            "coverage": _coverage(question, chunks.counts > 0, known, sounds) * anchored,
            "proximity": _proximity(told, owners[inside], len(starts)),
        },
        sentences={
            **_by_channel(question, _bm25(question, sentences, idf, _average(sentences), _SENTENCE_LENGTH)),
            "coverage": told,
        },
        sentence_chunks=owners[inside],
        subject=_subject(question, gains) / max(float(_subject(question, most)[0]), 1e-9),
        bridged=by_channel["bridge"] / max(float(_by_channel(question, most)["bridge"][0]), 1e-9),
    )


def _counts(codes: NDArray[np.uint32], candidates: Codes) -> Floats:
    """[segments, terms]: how often each segment has each term."""
    shape = (len(candidates.lengths), len(codes))
    if not len(codes):
        return np.zeros(shape)
    maybe = np.zeros(1 << 16, dtype=bool)  # nearly all terms are ruled out by half of their code
    maybe[codes & 0xFFFF] = True
    kept = np.flatnonzero(maybe[candidates.terms & 0xFFFF])
    order = np.argsort(codes)
    columns = order[np.minimum(np.searchsorted(codes, candidates.terms[kept], sorter=order), len(codes) - 1)]
    exact = codes[columns] == candidates.terms[kept]
    rows = np.searchsorted(np.cumsum(candidates.lengths.sum(axis=1)), kept[exact], side="right")
    return np.bincount(rows * len(codes) + columns[exact], minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _idf(statistics: Statistics, *, least: int = 0) -> Floats:
    """[terms]: inverse document frequency, above 0; a term in fewer than ``least`` chunks counts as in so many."""
    frequency = np.concatenate([np.asarray(statistics.document_frequency[channel], dtype=np.float64) for channel in CHANNELS])
    frequency = np.clip(frequency, min(least, statistics.chunk_count), statistics.chunk_count)
    return np.asarray(np.log1p((statistics.chunk_count - frequency + 0.5) / (frequency + 0.5)))


def _average(texts: _Texts) -> Floats:
    return np.asarray(texts.lengths.mean(axis=0)) if len(texts.lengths) else np.ones(len(CHANNELS))


def _bm25(question: AnalysedQuestion, texts: _Texts, idf: Floats, average: Floats, length_share: float) -> Floats:
    """[texts, terms]: what each term gives to each text each time the question has it."""
    relative = texts.lengths / np.maximum(average, 1.0)
    widths = [len(question.vocabulary[channel]) for channel in CHANNELS]
    resistance = _SATURATION * (1 - length_share + length_share * np.repeat(relative, widths, axis=1))
    return np.asarray(idf * texts.counts * (_SATURATION + 1) / np.maximum(texts.counts + resistance, 1e-9))


def _by_channel(question: AnalysedQuestion, gains: Floats) -> dict[str, Floats]:
    """The gains of each channel's terms, added; of the bridge tokens of a unit, which are alternatives, only the highest.

    Counting alternatives as one is what keeps an ambiguous word from outweighing a clear one (Pirkola, 1998).
    """
    bridge = np.zeros(len(gains))
    for places in filter(None, (question.places(unit, "bridge") for unit in question.units if unit.informative)):
        bridge += gains[:, places].max(axis=1)
    own = {channel: list(question.columns[channel].values()) for channel in ("words", "grams")}
    # Not with @: the threads of the linear algebra library spin on after it and slow what follows.
    added = {channel: np.einsum("tc,c->t", gains[:, columns], question.weights[columns]) for channel, columns in own.items()}
    return {**added, "bridge": bridge}


def _subject(question: AnalysedQuestion, gains: Floats) -> Floats:
    """[texts]: the gains of the 4-grams of informative words."""
    times = np.zeros(gains.shape[1])
    for unit in question.units:
        if unit.informative:
            times[question.places(unit, "grams")] += 1
    return np.asarray(np.einsum("tc,c->t", gains, times))


def _coverage(question: AnalysedQuestion, present: NDArray[np.bool_], idf: Floats, sounds: NDArray[np.bool_]) -> Floats:
    """[texts]: share of the weight of the question's informative units that a text has, by word, by most grams or by bridge.

    A word that no chunk has must not weigh more than one that a single chunk has, or small libraries would answer nothing.
    """
    found, total = np.zeros(len(present)), 0.0
    for unit in question.units:
        words, grams = question.places(unit, "words"), question.places(unit, "grams")
        if unit.informative and words:
            by_grams = np.einsum("tc,c->t", present[:, grams], idf[grams]) / idf[grams].sum()
            share = np.maximum(present[:, words].mean(axis=1), np.where(by_grams >= _MOST_GRAMS, by_grams, 0.0))
            weight = float(idf[words].mean())
            found += weight * np.maximum(share, _bridged(question, unit, present, sounds))
            total += weight
    return np.minimum(found / total, 1.0) if total else found


def _proximity(told: Floats, owners: NDArray[np.int64], chunks: int) -> Floats:
    """[chunks]: the coverage of the sentence that has most of the question, in [0, 1]: its words stand together there.

    This is the unordered window of the sequential dependence model (Metzler and Croft, 2005), over all words of the question and
    as wide as a sentence. Narrower windows, and the distance of single pairs of words (Tao and Zhai, 2007), ranked worse.

    Args:
        told: [sentences]: coverage of each with its title.
        owners: [sentences]: the chunk each belongs to.
        chunks: How many there are.
    """
    highest = np.zeros(chunks)
    np.maximum.at(highest, owners, told)
    return highest


def _bridged(question: AnalysedQuestion, unit: Unit, present: NDArray[np.bool_], sounds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """[texts]: whether a name or amount of the unit is there, or, where ``sounds`` count, a word that sounds like it."""
    columns = question.columns["bridge"]
    meant = [columns[term] for term in unit.bridge if not term.startswith(SOUND)]
    heard = [columns[term] for term in unit.bridge if term.startswith(SOUND)]
    return np.asarray(present[:, meant].any(axis=1) | (sounds & present[:, heard].any(axis=1)))


def _anchored(question: AnalysedQuestion, present: NDArray[np.bool_], sounds: NDArray[np.bool_]) -> Floats:
    """[texts]: 1, or less for a text with none of the names and amounts of the question: it speaks of something else."""
    anchors = [unit for unit in question.units if unit.is_anchor]
    if not anchors:
        return np.ones(len(present))
    found = np.logical_or.reduce([_bridged(question, unit, present, sounds) for unit in anchors])
    return np.where(found, 1.0, _UNANCHORED)
