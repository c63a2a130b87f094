"""An answer that a model writes: each sentence held against the quotes it cites before anyone reads that it is supported."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.errors import ChatError
from index.language import detect
from index.models import Article, Span
from index.record import never
from rag.chat.models import Usage, together
from rag.cite.sentences import CitedSentence
from rag.citing import cite
from rag.models import Answer, Citation, Passage, Question, Sentence, Status
from rag.prompt.build import Turn
from rag.prompt.orders import holds_order, is_order, masked
from rag.verify import Evidence, Judgement, verify
from rag.verify.second import Case, Review, Second
from rag.write import Draft, ModelWriter

_BEFORE = 300  # characters before a quote in which its pronouns' names may stand
_READ = 1_200  # characters before a quote that are looked at, so that no order is cut and passes for a report
_UNCITED = "The model named no source for it."
_ORDERED = "The cited sentence looks like an instruction to a machine, not like a report."


@dataclass(frozen=True)
class Writing:
    """What an answer is written from.

    Attributes:
        question: As understood.
        passages: What was found, best first.
        history: The conversation so far, the latest last.
        language: ISO 639-1 code of the answer.
        strict: Whether sentences that no source supports are left out.
        cancelled: Whether the person wants no more.
        second: Asks a model for a second opinion on each sentence of the complete answer.
    """

    question: Question
    passages: Sequence[Passage]
    history: Sequence[Turn] = ()
    language: str = ""
    strict: bool = False
    cancelled: Callable[[], bool] = never
    second: Second | None = None


def written(writer: ModelWriter, writing: Writing, begun: Answer) -> Iterator[Answer]:
    """The answer while the model writes it, verified sentence by sentence; the last one is complete.

    Sentences that do not hold are given back to the model once, with the reasons; what it makes of them is taken if more of it
    holds.

    Args:
        writer: Writes.
        writing: What from.
        begun: The answer without a sentence.

    Raises:
        ChatError: There is no sentence of an answer.
    """
    judge = _Judge(writing)
    draft = Draft()
    for draft in writer.write(
        writing.question, writing.passages, history=writing.history, language=writing.language, cancelled=writing.cancelled
    ):
        if not draft.finished:
            yield begun.model_copy(update={"mode": "model", "sentences": judge.sentences(draft.sentences), "growing": draft.growing})
    first = judge.sentences(draft.sentences)
    repaired = _repaired(writer, writing, judge, draft, first)
    usages = [one.usage for one in (draft, repaired) if one]
    yield _complete(begun, writing, repaired or draft, judge, usages=usages)


def _repaired(writer: ModelWriter, writing: Writing, judge: "_Judge", draft: Draft, first: Sequence[Sentence]) -> Draft | None:
    """The model's second try, if more of it holds."""
    told = [one for one in draft.sentences if not _tells_nothing(one)]
    problems = {place: " ".join(one.reasons) or _UNCITED for place, one in enumerate(first) if one.verdict != "supported"}
    if not problems or draft.finish != "stop":
        return None
    try:
        *_, again = writer.repair(
            writing.question, writing.passages, told, problems, language=writing.language, cancelled=writing.cancelled
        )
    except ChatError:
        return None  # the first answer stands, with its verdicts
    second = judge.sentences(again.sentences)
    return again if second and _holding(second) > _holding(first) else None


def _holding(sentences: Sequence[Sentence]) -> float:
    """Share of the sentences that are supported, in [0, 1]."""
    return sum(one.verdict == "supported" for one in sentences) / len(sentences) if sentences else 0.0


def _complete(begun: Answer, writing: Writing, draft: Draft, judge: "_Judge", *, usages: Sequence[Usage | None]) -> Answer:
    review = judge.review(draft)
    sentences = judge.sentences(draft.sentences)
    notices = [*begun.notices, *draft.notices, *review.notices]
    if any(map(_tells_nothing, draft.sentences)):
        notices.append("The model found nothing in the articles about a part of the question.")
    if draft.dropped:
        notices.append(f"The model named {draft.dropped} {'source' if draft.dropped == 1 else 'sources'} that it was not given.")
    if writing.strict and (left_out := [one for one in sentences if one.verdict == "not_supported"]):
        sentences = judge.numbered([one for one in sentences if one.verdict != "not_supported"])
        count = f"{len(left_out)} sentences" if len(left_out) > 1 else "One sentence"
        notices.append(f"{count} of the model that no source supports left out (strict).")
    declined = not any(one.citations for one in sentences)
    update = {
        "mode": "model",
        "sentences": () if declined else sentences,
        "notices": tuple(notices),
        "usage": together((*usages, review.usage)),
        "growing": "",
    }
    stopped: Status = "partial" if draft.finish == "cancelled" else "declined"
    return begun.model_copy(update=update | ({"status": stopped} if declined else {}))


class _Judge:
    """Verdicts on sentences of a model; each is reached once, however often the growing answer is shown."""

    def __init__(self, writing: Writing) -> None:
        self._articles: Mapping[tuple[str, str], Article] = {
            (passage.article.id, passage.article.version): passage.article for passage in writing.passages
        }
        self._verdict = lru_cache(maxsize=256)(self._verify)
        self._sentence = lru_cache(maxsize=256)(self._judged)  # a growing answer is shown with every piece of it
        self._writing = writing
        self._reviewed: dict[tuple[str, tuple[Span, ...]], Judgement] = {}

    def sentences(self, cited: Sequence[CitedSentence]) -> tuple[Sentence, ...]:
        """The sentences with their verdicts and citations, numbered by first use."""
        return self.numbered([self._sentence(one) for one in cited if not _tells_nothing(one)])

    def review(self, draft: Draft) -> Review:
        """Second opinions on the sentences of a finished draft, taken into their verdicts from now on."""
        second, cancelled = self._writing.second, self._writing.cancelled
        if second is None or draft.finish == "cancelled":
            return Review(())
        asked = {(one.text, spans): self._verdict(one.text, spans) for one in draft.sentences if (spans := self._evident(one))}
        review = second.review([self._case(*key, judged) for key, judged in asked.items()], cancelled=cancelled)
        self._reviewed = dict(zip(asked, review.judgements, strict=True))
        self._sentence.cache_clear()
        return review

    def numbered(self, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
        """The same sentences, with their citations numbered by first use."""
        numbers: dict[Span, int] = {}
        return tuple(
            one.model_copy(update={"citations": tuple(_renumbered(citation, numbers) for citation in one.citations)}) for one in sentences
        )

    def _judged(self, cited: CitedSentence) -> Sentence:
        spans = self._evident(cited)
        citations = tuple(cite(number, self._article(span), span) for number, span in enumerate(spans, start=1))
        if not citations:
            reason = _ORDERED if cited.spans else _UNCITED
            return Sentence(text=cited.text, citations=(), verdict="not_supported", support=0.0, reasons=(reason,))
        judged = self._reviewed.get((cited.text, spans)) or self._verdict(cited.text, spans)
        if judged.verdict != "supported" and len(spans) < len(cited.spans):
            judged = judged.model_copy(update={"reasons": (*judged.reasons, _ORDERED)})
        return Sentence(text=cited.text, citations=citations, **judged.model_dump(include={"verdict", "support", "reasons", "opinion"}))

    def _evident(self, cited: CitedSentence) -> tuple[Span, ...]:
        """What a sentence cites that may be evidence."""
        return tuple(span for span in cited.spans if not holds_order(self._article(span), span))

    def _verify(self, text: str, spans: tuple[Span, ...]) -> Judgement:
        plain = text.replace("*", "")
        return verify(plain, detect(plain), self._evidence(spans))

    def _case(self, text: str, spans: tuple[Span, ...], judged: Judgement) -> Case:
        plain = text.replace("*", "")
        return Case(plain, detect(plain), self._evidence(spans), judged)

    def _evidence(self, spans: Sequence[Span]) -> list[Evidence]:
        return list(filter(None, (evidence_of(self._article(span), span) for span in spans)))

    def _article(self, span: Span) -> Article:
        return self._articles[span.article_id, span.version]


def _tells_nothing(cited: CitedSentence) -> bool:
    """Whether the model says that the articles do not tell: its own word, which is not shown."""
    return cited.nothing and not cited.spans


def evidence_of(article: Article, span: Span) -> Evidence | None:
    """The quote at ``span`` with what is around it, as a verification takes it; ``None`` if it speaks to a machine."""
    if holds_order(article, span):
        return None
    return Evidence(
        text=article.quote(span),
        language=article.language_at(span.start),
        title="" if is_order(article.title) else article.title,
        context=masked(article, max(0, span.start - _READ), span.start)[-_BEFORE:],
        published=article.published,
    )


def _renumbered(citation: Citation, numbers: dict[Span, int]) -> Citation:
    return citation.model_copy(update={"number": numbers.setdefault(citation.span, len(numbers) + 1)})
