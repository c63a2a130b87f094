"""Exact scores of candidate chunks for one question, from the codes of their terms. Pure; nothing here reads an index."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.language.analysis import CHANNELS, Unit, units
from index.language.codes import Codes, term_code

Floats = NDArray[np.float64]

_SATURATION = 1.2  # k1 of BM25: how soon repetitions of a term stop counting
_LENGTH = 0.75  # b of BM25: how much a long text is held against its terms
_SENTENCE_LENGTH = 0.75
_TITLE_LENGTH = 0.5
_IN_TITLE = 0.0
_FUNCTION_WORD = 0.5  # weight of a word without a subject
_MOST_GRAMS = 0.6  # share of a word's grams from which it counts as found in another form


@dataclass(frozen=True)
class AnalysedQuestion:
    """A question as units and as the distinct terms to look up, by channel.

    Attributes:
        units: In order.
        vocabulary: Distinct terms of each channel, in order of first use; document frequencies are asked for these.
    """

    units: tuple[Unit, ...]
    vocabulary: Mapping[str, tuple[str, ...]]

    @cached_property
    def codes(self) -> NDArray[np.uint32]:
        """uint32: the codes of the vocabulary, channel after channel."""
        return np.array([term_code(channel, term) for channel in CHANNELS for term in self.vocabulary[channel]], dtype=np.uint32)

    @cached_property
    def columns(self) -> Mapping[tuple[str, str], int]:
        """The position in ``codes`` of each channel's terms."""
        return {key: column for column, key in enumerate((channel, term) for channel in CHANNELS for term in self.vocabulary[channel])}

    def slice(self, channel: str) -> slice:
        """Where ``channel`` stands in ``codes``."""
        before = sum(len(self.vocabulary[other]) for other in CHANNELS[: CHANNELS.index(channel)])
        return slice(before, before + len(self.vocabulary[channel]))


@dataclass(frozen=True)
class Statistics:
    """What the library knows of the question's terms.

    Attributes:
        chunk_count: Chunks in the library.
        document_frequency: By channel, how many chunks hold each term of the question's vocabulary, in its order.
        average_length: By channel, terms per chunk.
    """

    chunk_count: int
    document_frequency: Mapping[str, NDArray[np.int64]]
    average_length: Mapping[str, float]


@dataclass(frozen=True)
class Scores:
    """How well chunks and their sentences fit a question. Higher is better.

    Attributes:
        chunks: By channel (``words``, ``grams``, ``bridge``, ``title``), [chunks], at least 0.
        sentences: By channel (``words``, ``grams``, ``bridge``), [sentences], at least 0, chunk after chunk.
        sentence_chunks: [sentences]; the chunk each sentence belongs to.
        coverage: [chunks]; share of the question's informative weight found in chunk or title, in [0, 1].
        sentence_coverage: [sentences]; the same share found in the sentence or title alone.
    """

    chunks: Mapping[str, Floats]
    sentences: Mapping[str, Floats]
    sentence_chunks: NDArray[np.int64]
    coverage: Floats
    sentence_coverage: Floats


@dataclass(frozen=True)
class Field:
    """A batch of texts: how often each holds each term of the question, [texts, vocabulary], and its lengths, [texts, channels]."""

    counts: Floats
    lengths: Floats


def analyse_question(text: str, language: str) -> AnalysedQuestion:
    """``text`` as the analyzer of passages sees it, kept word by word."""
    found = tuple(units(text, language))
    vocabulary = {channel: tuple(dict.fromkeys(term for unit in found for term in getattr(unit, channel))) for channel in CHANNELS}
    return AnalysedQuestion(found, vocabulary)


def score(question: AnalysedQuestion, candidates: Codes, statistics: Statistics) -> Scores:
    """BM25 (Robertson and Zaragoza, 2009) by channel for chunks, their sentences and titles, and coverage."""
    idf = _idf(question, statistics)
    owners = candidates.segment_chunks
    is_title = np.zeros(len(owners), dtype=bool)
    is_title[candidates.first_segments] = True
    inside = owners[~is_title]
    counts = _counts(question, candidates)
    titles = Field(counts[is_title], candidates.lengths[is_title])
    sentences = Field(counts[~is_title], candidates.lengths[~is_title])
    chunks = Field(_by_chunk(sentences.counts, inside, len(titles.counts)), _by_chunk(sentences.lengths, inside, len(titles.counts)))
    whole = Field(chunks.counts + _IN_TITLE * titles.counts, chunks.lengths + _IN_TITLE * titles.lengths)
    average = np.array([statistics.average_length[channel] for channel in CHANNELS])
    return Scores(
        chunks=_channels(question, _bm25(question, whole, idf, average)) | {"title": _title(question, titles, idf)},
        sentences=_channels(question, _bm25(question, sentences, idf, _average(sentences), _SENTENCE_LENGTH)),
        sentence_chunks=inside,
        coverage=_coverage(question, (chunks.counts + titles.counts) > 0, idf),
        sentence_coverage=_coverage(question, (sentences.counts + titles.counts[inside]) > 0, idf),
    )


def _by_chunk(values: Floats, owners: NDArray[np.int64], chunk_count: int) -> Floats:
    total = np.zeros((chunk_count, values.shape[1]))
    np.add.at(total, owners, values)
    return total


def _average(texts: Field) -> Floats:
    return texts.lengths.mean(axis=0) if len(texts.lengths) else np.ones(len(CHANNELS))


def _counts(question: AnalysedQuestion, candidates: Codes) -> Floats:
    """[segments, vocabulary]: how often each segment holds each term of the question."""
    codes = question.codes
    maybe = np.zeros(1 << 16, dtype=bool)  # nearly all terms are ruled out by half of their code
    maybe[codes & 0xFFFF] = True
    kept = np.flatnonzero(maybe[candidates.terms & 0xFFFF])
    order = np.argsort(codes)
    ranks = np.searchsorted(codes, candidates.terms[kept], sorter=order)
    columns = order[np.minimum(ranks, len(codes) - 1)] if len(codes) else ranks
    exact = codes[columns] == candidates.terms[kept] if len(codes) else np.zeros(len(kept), dtype=bool)
    ends = np.cumsum(candidates.lengths.sum(axis=1))
    rows = np.searchsorted(ends, kept[exact], side="right")
    size = len(candidates.lengths) * len(codes)
    return np.bincount(rows * len(codes) + columns[exact], minlength=size).reshape(len(candidates.lengths), len(codes)).astype(np.float64)


def _idf(question: AnalysedQuestion, statistics: Statistics) -> Floats:
    frequency = np.concatenate([np.asarray(statistics.document_frequency[channel], dtype=np.float64) for channel in CHANNELS])
    frequency = np.minimum(frequency, statistics.chunk_count)
    return np.log1p((statistics.chunk_count - frequency + 0.5) / (frequency + 0.5))


def _question_weights(question: AnalysedQuestion) -> Floats:
    weights = np.zeros(len(question.codes))
    for unit in question.units:
        for channel in CHANNELS:
            for term in getattr(unit, channel):
                weights[question.columns[channel, term]] += 1.0 if unit.informative else _FUNCTION_WORD
    return weights


def _bm25(question: AnalysedQuestion, texts: Field, idf: Floats, average: Floats, length_share: float | None = None) -> Floats:
    """[texts, vocabulary]: what each term gives to each text."""
    length_share=_LENGTH if length_share is None else length_share
    relative = texts.lengths / np.maximum(average, 1e-9)
    widths = [len(question.vocabulary[channel]) for channel in CHANNELS]
    norm = _SATURATION * (1 - length_share + length_share * np.repeat(relative, widths, axis=1))
    gain = texts.counts * (_SATURATION + 1) / np.maximum(texts.counts + norm, 1e-9)
    return np.asarray(_question_weights(question) * idf * gain)


def _title(question: AnalysedQuestion, titles: Field, idf: Floats) -> Floats:
    by_channel = _channels(question, _bm25(question, titles, idf, np.maximum(_average(titles), 1.0), _TITLE_LENGTH))
    return np.asarray(sum(by_channel.values()))


def _channels(question: AnalysedQuestion, terms: Floats) -> dict[str, Floats]:
    found = {channel: terms[:, question.slice(channel)].sum(axis=1) for channel in CHANNELS[:2]}
    bridge = np.zeros(len(terms))
    for unit in question.units:
        columns = [question.columns["bridge", term] for term in unit.bridge]
        if columns:
            bridge += terms[:, columns].max(axis=1)
    return found | {"bridge": bridge}


def _coverage(question: AnalysedQuestion, present: NDArray[np.bool_], idf: Floats) -> Floats:
    found = np.zeros(len(present))
    total = 0.0
    for unit in question.units:
        if not unit.informative:
            continue
        words = [question.columns["words", term] for term in unit.words]
        grams = [question.columns["grams", term] for term in unit.grams]
        bridge = [question.columns["bridge", term] for term in unit.bridge]
        weight = max((idf[words].mean() if words else 0.0), 1e-9)
        share = present[:, words].mean(axis=1) if words else np.zeros(len(present))
        in_grams = (present[:, grams] * idf[grams]).sum(axis=1) / max(idf[grams].sum(), 1e-9)
        share = np.maximum(share, np.where(in_grams >= _MOST_GRAMS, in_grams, 0.0))
        if bridge:
            share = np.maximum(share, present[:, bridge].any(axis=1))
        found += weight * share
        total += weight
    return np.minimum(found / total, 1.0) if total else found
