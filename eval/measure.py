"""One case through the engine: what it retrieved, what it answered, and what both are worth."""

import time
from collections.abc import Iterable, Sequence
from datetime import date

from eval.answers import Target, is_contained, is_valid
from eval.differing import told
from eval.metrics import CUTOFF
from eval.models import AnswerSentence, Case, CaseResult, Problem
from index.models import Span
from rag import Sanad
from rag.models import Answer, Filters, Passage

_NOWHERE = ("nowhere",)  # stands for evidence that was not found: the case counts as zero for sentences too


def measure(case: Case, targets: Sequence[Target], sanad: Sanad, *, answered: bool, today: date | None = None) -> CaseResult:
    """Ask one question. Whatever goes wrong is recorded in ``error``, and the run goes on.

    Args:
        case: The question.
        targets: Where its evidence is in the library.
        sanad: The engine.
        answered: Whether to ask for an answer too.
        today: The day that "last week" counts from; ``None`` asks the clock.
    """
    expected = _expected(case, targets)
    try:
        found = _search(expected, targets, sanad, _filters(case), today)
        return _ask(found, case, targets, sanad, today) if answered else found
    except Exception as error:  # noqa: BLE001  a case that fails is a result, not the end of the run
        return failed(case, targets, f"{type(error).__name__}: {error}")


def failed(case: Case, targets: Sequence[Target], reason: str) -> CaseResult:
    """The result of a case that went wrong: nothing retrieved, nothing answered."""
    expected = _expected(case, targets)
    return expected.model_copy(update={"right_sentences": expected.right_sentences or _NOWHERE, "error": reason})


def unreadable(problems: Iterable[Problem]) -> tuple[CaseResult, ...]:
    """The results of the cases that were broken in the set, one for each line or question."""
    reasons: dict[str, list[str]] = {}
    for problem in problems:
        reasons.setdefault(problem.item, []).append(str(problem))
    return tuple(CaseResult(id=item, question="", right_sentences=_NOWHERE, error="; ".join(why)) for item, why in reasons.items())


def _expected(case: Case, targets: Sequence[Target]) -> CaseResult:
    return CaseResult(
        id=case.id,
        question=case.question,
        language=case.language,
        type=case.type,
        tags=case.tags,
        answerable=case.answerable,
        references=case.answers,
        stated=len(case.stated) if case.within else None,
        several=len(case.answers) if case.within else 0,
        relevant=tuple(dict.fromkeys(target.article_id for target in targets)),
        right_sentences=tuple(f"{target.article_id}:{target.start}-{target.end}" for target in targets if target.start is not None),
    )


def _search(expected: CaseResult, targets: Sequence[Target], sanad: Sanad, filters: Filters | None, today: date | None) -> CaseResult:
    clock = time.perf_counter()
    found = sanad.find(expected.question, filters=filters, limit=CUTOFF, today=today)
    passages = found.passages
    seconds = time.perf_counter() - clock
    spans = _ranked_sentences(passages)
    right = dict.fromkeys(_key(span) for span in spans if any(_holds(span, target) for target in targets))
    return expected.model_copy(
        update={
            "ranking": tuple(dict.fromkeys(identity for passage in passages for identity in _articles(passage))),
            "outlets": _outlets(targets, sanad),
            "sentence_ranking": tuple(_key(span) for span in spans[:CUTOFF]),
            "right_sentences": tuple(right) or expected.right_sentences,
            "answerability": found.answerability.score,
            "notices": tuple(notice for notice in found.notices if notice not in sanad.library.notices),
            "search_seconds": seconds,
            "search_timings": found.timings,
        }
    )


def _outlets(targets: Sequence[Target], sanad: Sanad) -> tuple[str, ...]:
    """Who published the relevant articles, each once."""
    articles = (sanad.library.catalog.articles.get(target.article_id, target.version) for target in targets)
    return tuple(dict.fromkeys(article.source for article in articles if article and article.source))


def _articles(passage: Passage) -> tuple[str, ...]:
    """The article a passage is shown from, and those whose near-copies of it are named beside it."""
    return (passage.article.id, *(copy.article_id for copy in passage.also))


def _ranked_sentences(passages: Sequence[Passage]) -> list[Span]:
    """Each sentence of all passages once, best first by its own score; of equals the one in the better passage."""
    best: dict[Span, float] = {}
    for passage in passages:
        for sentence in passage.sentences:
            best[sentence.span] = max(sentence.score, best.get(sentence.span, sentence.score))
    return sorted(best, key=lambda span: -best[span])


def _ask(found: CaseResult, case: Case, targets: Sequence[Target], sanad: Sanad, today: date | None) -> CaseResult:
    clock = time.perf_counter()
    answer = sanad.ask(case.question, filters=_filters(case), today=today)
    seconds = time.perf_counter() - clock
    citations = answer.citations
    articles = [sanad.library.article(citation.span.article_id, citation.span.version) for citation in citations]
    valid = sum(is_valid(citation, article) for citation, article in zip(citations, articles, strict=True))
    return found.model_copy(
        update={
            "status": answer.status,
            "answer_seconds": seconds,
            "answer_timings": answer.timings,
            "mode": answer.mode,
            "usage": answer.usage,
            "answer_contained": is_contained(citations, references=case.answers, targets=targets) if case.answerable else None,
            "citations": len(citations),
            "valid_citations": valid,
            "quotes": tuple(citation.quote for citation in citations),
            "answer": _given(answer),
            **told(case, answer),
        }
    )


def _given(answer: Answer) -> tuple[AnswerSentence, ...]:
    """The sentences of an answer, with the places of what they cite among its citations."""
    places = {citation.number: place for place, citation in enumerate(answer.citations)}
    return tuple(
        AnswerSentence(text=one.text, cites=tuple(places[citation.number] for citation in one.citations), verdict=one.verdict)
        for one in answer.sentences
    )


def _filters(case: Case) -> Filters | None:
    return Filters(sources=(case.within,)) if case.within else None


def _holds(span: Span, target: Target) -> bool:
    return target.overlaps(span.article_id, span.version, span.start, span.end)


def _key(span: Span) -> str:
    return f"{span.article_id}:{span.start}-{span.end}"
