"""What a proposal must pass before a person sees it: the answer is verified, and the search finds the article."""

import re
from collections.abc import Iterator, Sequence

from eval.answers import holds
from eval.draft.models import Proposal, Rejected
from eval.formats.line import Relevant
from index.errors import QuestionError
from index.language import detect
from index.models import Article
from rag import Sanad
from rag.models import Passage
from rag.question import EVERYTHING
from rag.verify import Evidence, verify

NEAR = 5  # articles among which the search must find the one a question was made from
_SEARCHED = 20  # passages
_MARKS = ("?", "؟", "？")
_LONGEST = 300  # characters of a question
_SURE = 20  # letters from which the language of a question can be told
_DIGITS = re.compile(r"\d+(?:[.,٫٬]\d+)*")


def malformed(question: str, language: str) -> Rejected | None:
    """Why ``question`` is no question in ``language``; ``None`` if it is one."""
    if not question.endswith(_MARKS) or len(question) > _LONGEST or "\n" in question or len(question.split()) < 3:
        return Rejected("malformed", question)
    found = detect(question) if sum(map(str.isalpha, question)) >= _SURE else language
    return Rejected("another language", question) if found not in (language, "und") else None


def unsupported(proposal: Proposal) -> Rejected | None:
    """Why the evidence does not hold the answer, or not support the statement; ``None`` if it does both."""
    article = proposal.article
    quotes = [article.text[start:end] for start, end in proposal.spans]
    if not quotes or not any(proposal.answer in quote or holds(quote, proposal.answer) for quote in quotes):
        return Rejected("answer not in the evidence", proposal.question)
    if proposal.statement:
        language = article.language
        evidence = [
            Evidence(text=article.text[start:end], language=article.language_at(start), title=article.title, published=article.published)
            for start, end in proposal.spans
        ]
        if verify(proposal.statement, language, evidence).verdict != "supported":
            return Rejected("not supported", proposal.question)
    return None


def searched(sanad: Sanad, question: str) -> tuple[Passage, ...]:
    """The passages a person would be shown for ``question``; none if it cannot be asked."""
    try:
        return sanad.search(question, ignore=EVERYTHING, limit=_SEARCHED)
    except QuestionError:
        return ()


def is_found(article: Article, passages: Sequence[Passage]) -> bool:
    """Whether the article, or a near-copy of it, is among the first that the search gives."""
    ranked = list(
        dict.fromkeys(identity for passage in passages for identity in (passage.article.id, *(one.article_id for one in passage.also)))
    )
    return article.id in ranked[:NEAR]


def evidence(sanad: Sanad, proposal: Proposal, passages: Sequence[Passage]) -> Iterator[Relevant]:
    """The places of a proposal, and those where other articles that were found have the same sentences to the character."""
    own = proposal.article
    yield from (_relevant(own, start, end) for start, end in proposal.spans)
    copies = dict.fromkeys(one.article_id for passage in passages for one in passage.also)
    found = {passage.article.id: passage.article for passage in passages}
    for identity in dict.fromkeys((*found, *copies)):
        article = found.get(identity) or sanad.library.catalog.articles.get(identity)
        if article is None or article.id == own.id:
            continue
        for start, end in proposal.spans:
            place = article.text.find(own.text[start:end])
            if place >= 0:
                yield _relevant(article, place, place + end - start)


def holds_numbers(question: str, passages: Sequence[Passage]) -> bool:
    """Whether one passage that was found has every number of ``question``."""
    wanted = set(_DIGITS.findall(question))
    return any(wanted <= set(_DIGITS.findall(passage.article.text)) for passage in passages)


def _relevant(article: Article, start: int, end: int) -> Relevant:
    return Relevant(article=article.id, quote=article.text[start:end], start=start, end=end, source=article.source)
