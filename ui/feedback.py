"""What people said of kept answers, as the records that an evaluation reads."""

from collections.abc import Iterator

from eval.formats.feedback import Feedback, FeedbackCitation
from index.catalog.answers import AnswerStore, KeptAnswer
from index.catalog.feedback import KeptFeedback
from index.errors import CatalogError
from rag.kept import answer_of
from rag.models import Citation


def all_feedback(store: AnswerStore) -> tuple[Feedback, ...]:
    """One record for each judged answer, the oldest judgement first; what another version kept and cannot be read is left out."""
    return tuple(_readable(store))


def _readable(store: AnswerStore) -> Iterator[Feedback]:
    for said in store.feedback.all():
        kept = store.get(said.answer)
        if kept is not None:
            try:
                yield _feedback(said, kept)
            except CatalogError:
                continue


def _feedback(said: KeptFeedback, kept: KeptAnswer) -> Feedback:
    answer = answer_of(kept)
    return Feedback(
        id=f"answer-{kept.id}",
        question=kept.question,
        language=answer.question.language,
        rating=said.rating,
        answer=" ".join(sentence.text for sentence in answer.sentences),
        status=answer.status,
        citations=tuple(_citation(each, wrong=each.number in said.wrong) for each in answer.citations),
        comment=said.comment,
        time=said.given_at,
    )


def _citation(citation: Citation, *, wrong: bool) -> FeedbackCitation:
    span = citation.span
    return FeedbackCitation(
        number=citation.number,
        article=span.article_id,
        version=span.version,
        start=span.start,
        end=span.end,
        quote=citation.quote,
        source=citation.source,
        wrong=wrong,
    )
