"""What there is to judge in a run, and what needs no judge. Pure."""

import hashlib
from collections.abc import Iterator, Sequence

from eval.judge.models import LABELS, Aspect, Item, Label
from eval.models import CaseResult, Run
from index.errors import EvaluationError


def items_of(run: Run, aspects: Sequence[Aspect]) -> tuple[Item, ...]:
    """Everything to be judged, in the order of the cases.

    Correctness is about answerable cases with reference answers; one that failed, declined or answered nothing is wrong, and nobody is
    asked. Faithfulness and citations are about answers that were given. What an answer quotes word for word is supported by that
    quote, and a sentence that cites nothing is not; nobody is asked of these either.

    Raises:
        EvaluationError: The run has no answers, or holds only quotes of them.
    """
    if not run.answered:
        raise EvaluationError("The run asked for no answers.", remedy="Run the set again with --answers.")
    if any(case.citations and not case.answer for case in run.cases):
        raise EvaluationError("The run does not hold its answers; an older Sanad wrote it.", remedy="Run the set again.")
    return tuple(item for case in run.cases for aspect in aspects for item in _items(case, aspect))


def without_reference(run: Run) -> int:
    """How many answerable cases have no reference answer, so that nothing can be said of their correctness."""
    return sum(case.answerable and not case.references for case in run.cases)


def judged_sha256(run: Run) -> str:
    """Of everything of a run that is judged."""
    digest = hashlib.sha256()
    for case in run.cases:
        fields = case.model_dump_json(include={"id", "question", "answerable", "status", "answer", "quotes", "references", "error"})
        digest.update(fields.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def _items(case: CaseResult, aspect: Aspect) -> Iterator[Item]:
    answered = case.error is None and case.status not in (None, "declined") and bool(case.answer)
    if aspect == "correctness":
        yield from _correctness(case, answered=answered)
    elif answered and aspect == "faithfulness":
        yield _faithfulness(case)
    elif answered:
        yield from _citations(case)


def _correctness(case: CaseResult, *, answered: bool) -> Iterator[Item]:
    if not case.answerable or not case.references:
        return
    whole = " ".join(sentence.text for sentence in case.answer) if answered else ""
    item = Item(case=case.id, aspect="correctness", language=case.language, question=case.question, answer=whole, against=case.references)
    yield item if answered else item.model_copy(update={"decided": "nothing answered", "label": "wrong"})


def _faithfulness(case: CaseResult) -> Item:
    cited = tuple(dict.fromkeys(case.quotes[place] for sentence in case.answer for place in sentence.cites))
    return _held(case, "faithfulness", None, tuple(sentence.text for sentence in case.answer), cited)


def _citations(case: CaseResult) -> Iterator[Item]:
    for number, sentence in enumerate(case.answer, start=1):
        yield _held(case, "citations", number, (sentence.text,), tuple(case.quotes[place] for place in sentence.cites))


def _held(case: CaseResult, aspect: Aspect, sentence: int | None, said: tuple[str, ...], quotes: tuple[str, ...]) -> Item:
    """Sentences against quotes; decided where there are no quotes, or where they are the sentences."""
    item = Item(
        case=case.id,
        aspect=aspect,
        sentence=sentence,
        language=case.language,
        question=case.question,
        answer=" ".join(said),
        against=quotes,
    )
    best, _, worst = LABELS[aspect]
    if not quotes:
        return _decided(item, "uncited", worst)
    if _is_verbatim(said, quotes):
        return _decided(item, "verbatim", best)
    return item


def _is_verbatim(said: Sequence[str], quotes: Sequence[str]) -> bool:
    """Whether all that is said stands in the quotes, word for word."""
    from rag.extract import APART  # which takes half a second, and who only reads a run has no need of it

    plain = [" ".join(quote.split()) for quote in quotes]
    parts = [" ".join(part.split()) for text in said for part in text.split(APART)]
    return all(any(part in quote for quote in plain) for part in parts)


def _decided(item: Item, why: str, label: Label) -> Item:
    return item.model_validate({**item.model_dump(), "decided": why, "label": label})
