"""What the question wishes of the articles, as a score beside those of their words. Pure.

A wish excludes nothing: it lifts what has the words and matches, and gives nothing to what lacks them.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.catalog import Stated
from index.language import analyze, detect
from index.language.codes import Codes, decode_terms, term_code
from rag.channels import Channels, Ranked
from rag.fuse import Fused, WeightTable, weight_table
from rag.models import Filters, Question, Understood
from rag.question.outlets import outlet_key

Floats = NDArray[np.float64]

CHANNEL = "preferred"
_HALF_LIFE = 30.0  # days outside a range at which half of the preference is left, for a range of one day
_WISHES = ("outlet", "date", "language")


def has_wishes(question: Question) -> bool:
    """Whether anything of the question is a matter of preference."""
    return bool(question.phrases) or any(one.kind in _WISHES and not one.strict for one in question.understood)


def restricted(filters: Filters | None, own: Filters) -> Filters | None:
    """What the person restricted the search to, and what the question itself does: the former goes first where both name sources."""
    if own == Filters():
        return filters
    given = filters or Filters()
    starts = [day for day in (given.published_from, own.published_from) if day]
    ends = [day for day in (given.published_to, own.published_to) if day]
    return given.model_copy(
        update={
            "sources": given.sources or own.sources,
            "languages": given.languages or own.languages,
            "published_from": max(starts, default=None),
            "published_to": min(ends, default=None),
        }
    )


def preference(question: Question, stated: Sequence[Stated]) -> Floats:
    """[candidates]: the share of the question's wishes for outlets, times and languages that each meets, in [0, 1].

    Several outlets are one wish, met by any of them, and so are several times and several languages. Days outside a range
    count less the further away they are: half at thirty days from one day, at as many as the range has if it is longer.
    """
    wishes = [[one for one in question.wishes(kind) if not one.strict] for kind in ("outlet", "date", "language")]
    met = [[_best(kind, one) for one in stated] for kind in wishes if kind]
    return np.mean(np.array(met, dtype=np.float64), axis=0) if met else np.zeros(len(stated))


def has_phrase(phrase: str, codes: Codes, language: str) -> NDArray[np.bool_]:
    """[segments]: whether each title or sentence has the words of ``phrase`` one behind the other, in any inflection.

    Args:
        phrase: What stood in quotation marks.
        codes: The candidates.
        language: ISO 639-1 code of the question; the phrase may be in another.
    """
    found = np.zeros(len(codes.lengths), dtype=bool)
    ends = np.cumsum(codes.lengths.sum(axis=1))
    for known in {language, detect(phrase)}:
        wanted = [term_code("words", word) for word in analyze(phrase, known).words]
        room = len(codes.terms) - len(wanted) + 1
        if wanted and room > 0:
            run = np.logical_and.reduce([codes.terms[place : place + room] == code for place, code in enumerate(wanted)])
            found[np.searchsorted(ends, np.flatnonzero(run), side="right")] = True
    return found


def preferred(question: Question, channels: Channels, stated: Mapping[str, Stated], table: WeightTable | None = None) -> Ranked:
    """The candidates as ranked by their words, with the channel ``preferred`` where the question has wishes.

    Args:
        question: As understood.
        channels: The candidates.
        stated: What their articles say of themselves, by id; unknown articles meet no wish.
        table: Other weights than those of the package.
    """
    ranked, weight = channels.ranked(table), (table or weight_table()).preferred
    if not has_wishes(question):
        return ranked
    unknown = Stated(None, None, "")
    met = preference(question, [stated.get(candidate.article_id, unknown) for candidate in channels.candidates])
    phrases, sentences = _phrases(question, channels)
    kinds = len({one.kind for one in question.understood if one.kind in _WISHES and not one.strict})
    met = (met * kinds + phrases) / (kinds + bool(question.phrases))
    evidence = ranked.scores.coverage
    return ranked._replace(
        passages=_with(ranked.passages, met * evidence, weight),
        sentences=_with(
            ranked.sentences, np.maximum(sentences, met[ranked.scores.sentence_chunks]) * evidence[ranked.scores.sentence_chunks], weight
        ),
    )


def _phrases(question: Question, channels: Channels) -> tuple[Floats, Floats]:
    """[candidates] and [sentences]: the share of the question's phrases that each has."""
    owners = channels.scores.sentence_chunks
    if not question.phrases:
        return np.zeros(len(channels.candidates)), np.zeros(len(owners))
    codes = decode_terms([candidate.codes for candidate in channels.candidates])
    each = np.array([has_phrase(phrase, codes, question.language) for phrase in question.phrases])
    chunks = np.logical_or.reduceat(each, codes.first_segments, axis=1).mean(axis=0)
    inside = np.ones(len(codes.lengths), dtype=bool)
    inside[codes.first_segments] = False
    return chunks, each[:, inside].mean(axis=0)


def _with(fused: Fused, gained: Floats, weight: float) -> Fused:
    """``fused`` with a further channel; scores stay in [0, 1]."""
    share = 1.0 / (1.0 + weight)
    contributions = {channel: values * share for channel, values in fused.contributions.items()}
    contributions[CHANNEL] = gained * weight * share
    return Fused(score=sum(contributions.values(), start=np.zeros(len(gained))), contributions=contributions, scale=fused.scale * share)


def _best(wishes: Sequence[Understood], stated: Stated) -> float:
    return max(_met(wish, stated) for wish in wishes)


def _met(wish: Understood, stated: Stated) -> float:
    if wish.kind == "outlet":
        return float(stated.source is not None and outlet_key(stated.source) == outlet_key(wish.value))
    if wish.kind == "language":
        return float(stated.language == wish.value)
    return _near(wish.days, stated.published)


def _near(days: tuple[date | None, date | None], published: date | None) -> float:
    """1 within the range, less outside of it, 0 without a date."""
    first, last = days
    if published is None:
        return 0.0
    away = max((first - published).days if first else 0, (published - last).days if last else 0, 0)
    length = (last - first).days if first and last else 0
    return float(0.5 ** (away / max(_HALF_LIFE, length)))
