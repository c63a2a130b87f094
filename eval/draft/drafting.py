"""Drafting a set: articles drawn evenly, a question about each, checked before it is written down."""

import random
from collections import Counter
from collections.abc import Iterator

from eval.draft.checks import evidence, holds_numbers, is_found, malformed, searched, unsupported
from eval.draft.models import Drafted, Proposal, Rejected
from eval.draft.sampling import spread
from eval.draft.templated import near_miss, proposals
from eval.draft.written import QuestionWriter
from eval.formats.line import Line
from index.derived import Progress, silent
from index.errors import EvaluationError
from index.models import Article, Filters
from rag import Sanad

_MISSED = "The search does not find its article. Is it clear what is asked, without the article in view?"
_PASSES = 3  # questions about one article at most


class Drafter:
    """Makes proposals about the articles of a library and keeps those that pass every check.

    Attributes:
        rejected: Proposals that did not, by reason.
        articles: How many were looked at.
    """

    def __init__(
        self,
        sanad: Sanad,
        *,
        seed: int = 1,
        unanswerable: float = 0.2,
        keep_missed: bool = False,
        writer: QuestionWriter | None = None,
    ) -> None:
        """Draft from the library of ``sanad``.

        Args:
            sanad: Answers nothing here; its search is what must find the articles.
            seed: The same one draws the same articles and questions of the same library.
            unanswerable: Share of questions that nothing answers.
            keep_missed: Keep questions whose article the search does not find, tagged ``missed``, for a person to judge. Without
                them the set is easier for this search than the library is.
            writer: Writes the questions; ``None`` takes templates.
        """
        self._sanad = sanad
        self._seed = seed
        self._share = unanswerable
        self._keep_missed = keep_missed
        self._writer = writer
        self._asked: set[str] = set()
        self._types: Counter[str] = Counter()
        self._lines = self._unanswerable = 0
        self._about: dict[str, list[str]] = {}
        self._waiting: dict[str, list[Proposal]] = {}
        self.rejected: Counter[str] = Counter()
        self.articles = 0

    def draft(self, size: int, *, filters: Filters | None = None, progress: Progress = silent) -> Iterator[Line]:
        """Up to ``size`` questions, one by one; fewer where the library gives no more.

        Raises:
            EvaluationError: No article matches.
            ChatError: The model's endpoint failed several times in a row.
        """
        articles = self._sanad.library.catalog.articles
        order = list(spread(articles.stated(articles.ids(filters, state="indexed")), seed=self._seed))
        if not order:
            raise EvaluationError(
                "No article of the library matches.", remedy="Index some, or leave out --language, --source, --from or --to."
            )
        for turn in range(_PASSES):
            for identity in order:
                if self._lines >= size:
                    return
                article = articles.get(identity)
                if article is not None:
                    self.articles += turn == 0
                    yield from self._about_one(article)
                    progress("Drafting", min(self._lines, size), size)

    def summary(self, lines: list[Line]) -> Drafted:
        """What came of it, for the lines that were written."""
        outlets = Counter(source for line in lines for source in {place.source or "" for place in line.relevant} if source)
        return Drafted(
            questions=len(lines),
            unanswerable=sum(not line.answerable for line in lines),
            articles=self.articles,
            languages=dict(Counter(line.language for line in lines).most_common()),
            sources=dict(outlets.most_common()),
            rejected=dict(self.rejected.most_common()),
            tokens=self._writer.tokens if self._writer else None,
        )

    def _about_one(self, article: Article) -> Iterator[Line]:
        """One question about ``article``, if any passes."""
        missing = self._unanswerable < self._share * (self._lines + 1) - 1e-9 and self._lines > 0
        for proposal in self._proposals(article, answerable=not missing):
            checked = proposal if isinstance(proposal, Rejected) else self._checked(proposal)
            if isinstance(checked, Line):
                yield checked
                return
            self.rejected[checked.reason] += 1

    def _proposals(self, article: Article, *, answerable: bool) -> Iterator[Proposal | Rejected]:
        if self._writer is not None:
            yield self._writer.propose(article, answerable=answerable, before=self._about.get(article.id, ()))
            return
        chance = random.Random(f"{self._seed} {article.id}")
        waiting = self._waiting.get(article.id)
        if waiting is None:
            waiting = self._waiting[article.id] = proposals(article, chance=chance)
        while waiting:
            waiting.sort(key=lambda one: self._types[one.type])  # what there is least of comes first
            proposal = waiting.pop(0)
            missed = None if answerable else near_miss(proposal, chance=chance)
            yield missed or proposal

    def _checked(self, proposal: Proposal) -> Line | Rejected:
        question, language = proposal.question, self._language(proposal)
        plain = " ".join(question.split()).casefold()
        if (wrong := malformed(question, language)) is not None:
            return wrong
        if plain in self._asked:
            return Rejected("asked already", question)
        answerable = proposal.type != "unanswerable"
        if answerable and (wrong := unsupported(proposal)) is not None:
            return wrong
        passages = searched(self._sanad, question)
        missed = answerable and not is_found(proposal.article, passages)
        if missed and not self._keep_missed:
            return Rejected("not found by the search", question)
        if not answerable and (self._writer.is_answered(question, passages) if self._writer else holds_numbers(question, passages)):
            return Rejected("perhaps answered", question)
        self._asked.add(plain)
        self._about.setdefault(proposal.article.id, []).append(question)
        self._types[proposal.type] += 1
        self._lines, self._unanswerable = self._lines + 1, self._unanswerable + (not answerable)
        return Line(
            id=f"{language}-{self._lines:04}",
            question=question,
            language=language,
            answerable=answerable,
            relevant=list(evidence(self._sanad, proposal, passages)) if answerable else [],
            answers=[proposal.answer] if answerable else [],
            type=proposal.type,
            tags=["drafted", *(["missed"] if missed else [])],
            state="proposed",
            made=proposal.made,
            note=_MISSED if missed else "" if answerable else f"Made from “{proposal.article.title}”, which should not answer it.",
        )

    @staticmethod
    def _language(proposal: Proposal) -> str:
        return proposal.article.language_at(proposal.spans[0][0]) if proposal.spans else proposal.article.language
