"""A question asked in several languages at once: passages of each are scored as if it had been asked in theirs too. Pure."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.catalog import Candidate
from rag.channels import Channels, Ranked
from rag.fuse import Fused
from rag.models import Filters, Question
from rag.score import Scores


def versions(question: Question, filters: Filters | None) -> tuple[Question, ...]:
    """The question itself, then its translations into those languages that ``filters`` do not leave out."""
    wanted = filters.languages if filters else ()
    used = [one for one in question.translations if not wanted or one.language in wanted]
    changed = ({"text": one.text, "language": one.language, "searched": one.searched, "translations": ()} for one in used)
    return (question, *(question.model_copy(update=update) for update in changed))


def parted(found: Sequence[Sequence[Candidate]], languages: Sequence[str]) -> list[list[Candidate]]:
    """The candidates of all versions, each once: those in the language of a translation to it, all others to the question.

    Args:
        found: What each version found, the question's own first.
        languages: The language of each version.
    """
    own = {language: place for place, language in enumerate(languages) if place}
    parts: list[list[Candidate]] = [[] for _ in languages]
    for candidate in {candidate.id: candidate for every in found for candidate in every}.values():
        parts[own.get(candidate.language, 0)].append(candidate)
    return parts


def replaced(whole: Channels, parts: Sequence[Channels | None]) -> Channels:
    """The channels of all candidates, those of the last ones as their own versions of the question scored them.

    Args:
        whole: All candidates as the question itself scored them, in the order of ``parted``.
        parts: Those of each translation, in that order; ``None`` where there is none.
    """
    asked = [part for part in parts if part is not None]
    kept = len(whole.candidates) - sum(len(part.candidates) for part in asked)
    embedding = next((one for one in (whole, *asked) if one.embedder is not None), whole)
    sizes = [kept, *(len(part.candidates) for part in asked)]
    vectors = [one.passages.get("vectors", np.zeros(size)) for one, size in zip((whole, *asked), sizes, strict=True)]
    scores = _scores(whole.scores, [part.scores for part in asked], kept)
    return replace(
        embedding,
        candidates=whole.candidates,
        scores=scores,
        passages={**scores.chunks, **({"vectors": np.concatenate([vectors[0][:kept], *vectors[1:]])} if embedding.embedder else {})},
        question_language=whole.question_language,
        translated=frozenset(part.question_language for part in asked),
    )


def averaged(ranked: Sequence[Ranked]) -> Ranked | None:
    """The mean of one or two scores of the same candidates, which cover what either does; ``None`` without any.

    A mean, as neither the translation's score alone nor the higher of both survives a translation with wrong words.
    """
    if len(ranked) < 2:
        return ranked[0] if ranked else None
    one, other = ranked
    chunks = {**one.scores.chunks, "coverage": np.maximum(one.scores.coverage, other.scores.coverage)}
    covered = np.maximum(one.scores.sentences["coverage"], other.scores.sentences["coverage"])
    scores = replace(one.scores, chunks=chunks, sentences={**one.scores.sentences, "coverage": covered})
    return Ranked(scores, _mean(one.passages, other.passages), _mean(one.sentences, other.sentences))


def _mean(one: Fused, other: Fused) -> Fused:
    none = np.zeros(len(one.score))
    names = dict.fromkeys((*one.contributions, *other.contributions))
    given = {name: (one.contributions.get(name, none) + other.contributions.get(name, none)) / 2 for name in names}
    return Fused((one.score + other.score) / 2, given, (one.scale + other.scale) / 2)


def _scores(whole: Scores, parts: Sequence[Scores], kept: int) -> Scores:
    """The first chunks of ``whole`` and their sentences, and those of ``parts`` behind them."""
    firsts = np.cumsum([kept, *(len(part.subject) for part in parts)])
    inside = int(np.searchsorted(whole.sentence_chunks, kept))
    owners = [whole.sentence_chunks[:inside], *(part.sentence_chunks + first for part, first in zip(parts, firsts, strict=False))]
    return Scores(
        chunks={name: np.concatenate([own[:kept], *(part.chunks[name] for part in parts)]) for name, own in whole.chunks.items()},
        sentences={
            name: np.concatenate([own[:inside], *(part.sentences[name] for part in parts)]) for name, own in whole.sentences.items()
        },
        sentence_chunks=np.concatenate(owners),
        subject=np.concatenate([whole.subject[:kept], *(part.subject for part in parts)]),
        bridged=np.concatenate([whole.bridged[:kept], *(part.bridged for part in parts)]),
    )
