"""What single metrics are of the answer to one case. Pure but for the texts it is given a way to read."""

from collections.abc import Callable, Sequence

from eval.answers import Target
from eval.cited import against_evidence, against_sentences
from eval.models import Case
from eval.reference import contains, exact_match, facts_held, token_f1
from index.language import detect
from index.models import Article, Span
from rag.models import Answer
from rag.written import evidence_of

_REFERENCE = ("Exact match", "Token F1", "Emphasis match", "Emphasis F1", "Reference contained")
_FACTS = ("Key facts", "All key facts")
_EVIDENCE = ("Citation recall", "Citation precision")
_PLACES = ("Span recall@10", "Span precision@10", "Span IoU@10", "Citation IoU")
_SENTENCES = ("ALCE recall", "ALCE precision")


def answer_scores(case: Case, answer: Answer, targets: Sequence[Target], article: Callable[[Span], Article]) -> dict[str, float]:
    """Every metric of the answer that single cases have, by name, in [0, 1].

    Args:
        case: The question.
        answer: Declined ones among them: they hold nothing.
        targets: Where the evidence is.
        article: Gives the article a place is in, in the version cited.
    """
    found = against_sentences(answer, detect, lambda span: evidence_of(article(span), span))
    return {**found, **_words(case, answer), **against_evidence(answer.citations, targets)} if case.answerable else found


def lost_scores(case: Case) -> dict[str, float]:
    """0 for every metric that would have applied to a case that failed."""
    if not case.answerable:
        return {}
    applying = (
        (_REFERENCE, bool(case.answers)),
        (_FACTS, bool(case.key_facts)),
        (_EVIDENCE, bool(case.relevant)),
        (_PLACES, any(evidence.quote for evidence in case.relevant)),
        (_SENTENCES, True),
    )
    return {name: 0.0 for names, applies in applying if applies for name in names}


def _words(case: Case, answer: Answer) -> dict[str, float]:
    said, found = " ".join(sentence.text for sentence in answer.sentences), {}
    if case.answers:
        known, short = (case.answers, case.language), _emphasised(answer)
        values = (exact_match(said, *known), token_f1(said, *known), exact_match(short, *known), token_f1(short, *known))
        contained = float(any(contains(said, reference, case.language) for reference in case.answers))
        found = dict(zip(_REFERENCE, (*values, contained), strict=True))
    if case.key_facts:
        held = facts_held(said, case.key_facts, case.language)
        found |= {"Key facts": held / len(case.key_facts), "All key facts": float(held == len(case.key_facts))}
    return found


def _emphasised(answer: Answer) -> str:
    """The words that are set off in the first sentence that has some."""
    first = next((sentence for sentence in answer.sentences if sentence.emphasis), None)
    return "" if first is None else " ".join(first.text[start:end] for start, end in first.emphasis)
