"""One case through the engine: what it retrieved, what it answered, and what both are worth."""

import time
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from eval.answers import Target, is_contained, is_valid
from eval.differing import told
from eval.metrics import CUTOFF
from eval.models import AnswerSentence, Case, CaseResult, Problem
from eval.shown import first_passages, key, ranked, ranked_sentences, span_scores
from eval.worth import answer_scores, lost_scores
from index.models import Article, Span
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
    placed = expected.right_sentences or (_NOWHERE if any(evidence.quote for evidence in case.relevant) else ())
    return expected.model_copy(update={"right_sentences": placed, "scores": lost_scores(case), "error": reason})


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
        right_sentences=tuple(dict.fromkeys(_key(target) for target in targets if target.place is not None)),
        grades=_grades(targets),
        evidence=tuple(dict.fromkeys(target.quote for target in targets if target.quote)),
    )


def _search(expected: CaseResult, targets: Sequence[Target], sanad: Sanad, filters: Filters | None, today: date | None) -> CaseResult:
    clock = time.perf_counter()
    found = sanad.find(expected.question, filters=filters, limit=CUTOFF, today=today)
    passages = found.passages
    seconds = time.perf_counter() - clock
    return expected.model_copy(
        update={
            "ranking": tuple(dict.fromkeys(identity for passage in passages for identity in _articles(passage))),
            "outlets": _outlets(targets, sanad),
            "passage_ranking": ranked((passage.chunk.span for passage in passages), targets),
            "sentence_ranking": ranked(ranked_sentences(passages), targets),
            "scores": span_scores(passages, targets) if expected.answerable else {},
            "passages": first_passages(passages, targets),
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


def _ask(found: CaseResult, case: Case, targets: Sequence[Target], sanad: Sanad, today: date | None) -> CaseResult:
    clock = time.perf_counter()
    answer = sanad.ask(case.question, filters=_filters(case), today=today)
    seconds = time.perf_counter() - clock
    citations = answer.citations

    @cache
    def article(span: Span) -> Article:
        return sanad.library.article(span.article_id, span.version)

    return found.model_copy(
        update={
            "status": answer.status,
            "answer_seconds": seconds,
            "answer_timings": answer.timings,
            "mode": answer.mode,
            "usage": answer.usage,
            "answer_contained": is_contained(citations, references=case.answers, targets=targets) if case.answerable else None,
            "citations": len(citations),
            "valid_citations": sum(is_valid(citation, article(citation.span)) for citation in citations),
            "quotes": tuple(citation.quote for citation in citations),
            "answer": _given(answer),
            "cited": tuple(key(one.span.article_id, one.span.start, one.span.end) for one in citations),
            "scores": {**found.scores, **answer_scores(case, answer, targets, article)},
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


def _grades(targets: Sequence[Target]) -> dict[str, int]:
    """What articles and places are worth that are worth more than 1: as much as the best of what they hold."""
    found: dict[str, int] = {}
    for target in targets:
        for name in (target.article_id, _key(target)):
            found[name] = max(found.get(name, 1), target.grade)
    return {name: grade for name, grade in found.items() if grade > 1}


def _key(target: Target) -> str:
    return key(target.article_id, target.start or 0, target.end or 0)


def _filters(case: Case) -> Filters | None:
    return Filters(sources=(case.within,)) if case.within else None
