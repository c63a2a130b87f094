"""Answers without a model: the sentences that answer, verbatim. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from index.language import analyze, units
from index.models import Article
from rag.diversity import in_turns
from rag.expect import expected_kind, satisfies
from rag.models import Citation, Copy, Passage, Question, Sentence, SentenceScore
from rag.voices import copy_of, say_the_same

RELATED = 3  # nearest sentences shown when nothing answers
PER_ARTICLE = 2  # sentences from one article, so that others are heard
KIND_BONUS = 0.5  # for holding the kind of thing that was asked for
WORTHY = 0.4  # coverage from which the first sentence of a further language is heard
NEW_BONUS = 0.5  # for what a follow-up adds to the conversation
FALLS_SHORT = 0.6  # a further sentence must be worth this share of the best one


class Pick(NamedTuple):
    """A sentence that may answer.

    Attributes:
        passage: Where it stands.
        sentence: Its span and scores.
        value: How well it answers, at least 0, higher is better; comparable within one question.
        also: Other articles that say the same.
    """

    passage: Passage
    sentence: SentenceScore
    value: float
    also: tuple[Copy, ...] = ()

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.passage.article

    @property
    def quote(self) -> str:
        """Its exact characters."""
        return self.article.quote(self.sentence.span)

    def with_copy(self, article: Article) -> "Pick":
        """This pick, with another article that says the same."""
        known = {self.article.id, *(copy.article_id for copy in self.also)}
        return self if article.id in known else self._replace(also=(*self.also, copy_of(article)))


def pick_sentences(question: Question, passages: Sequence[Passage], *, limit: int) -> list[Pick]:
    """The sentences that answer, best first: at most ``limit``, from every source that adds something.

    Args:
        question: As understood, and answered by some of ``passages``.
        passages: Retrieved for it.
        limit: How many at most.
    """
    ranked = _ranked(question, passages)
    chosen: list[Pick] = []
    fitting = _of_one_kind(question, ranked)
    for pick in _heard_in_turns(fitting) if question.wants_sources else fitting:
        place = next((place for place, other in enumerate(chosen) if _same_voice(pick, other)), None)
        if place is not None:
            chosen[place] = chosen[place].with_copy(pick.article)
        elif len(chosen) < limit and _adds(pick, chosen, best=ranked[0], every_outlet=question.wants_sources):
            chosen.append(pick)
    return chosen


def quoted(picks: Sequence[Pick]) -> tuple[Sentence, ...]:
    """Each pick as a sentence of an answer that rests on itself, numbered in order."""
    return tuple(
        Sentence(text=pick.quote, citations=(citation(number, pick),), verdict="supported", support=1.0)
        for number, pick in enumerate(picks, start=1)
    )


def related(question: Question, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """The nearest sentences of a question that nothing answers, one for each article; those that share nothing are left out."""
    nearest: dict[str, Pick] = {}
    for pick in _ranked(question, passages):
        nearest.setdefault(pick.article.id, pick)
    return tuple(citation(number, pick) for number, pick in enumerate(list(nearest.values())[:RELATED], start=1))


def citation(number: int, pick: Pick) -> Citation:
    """The numbered citation of a pick."""
    article = pick.article
    return Citation(
        number=number,
        span=pick.sentence.span,
        quote=pick.quote,
        title=article.title,
        source=article.source,
        published=article.published,
        url=article.url,
        language=article.language,
        page=article.page(pick.sentence.span),
        also=pick.also,
    )


def _ranked(question: Question, passages: Sequence[Passage]) -> list[Pick]:
    kind = expected_kind(question.searched)
    highest = max((sentence.score for passage in passages for sentence in passage.sentences), default=0.0) or 1.0
    picks = []
    for passage in passages:
        for sentence in passage.sentences:
            fits = kind != "any" and satisfies(passage.article.quote(sentence.span), kind)
            value = sentence.score / highest + sentence.coverage + (KIND_BONUS if fits else 0.0)
            if sentence.coverage > 0:
                picks.append(Pick(passage, sentence, value))
    if question.wishes("follow_up"):
        picks = [pick._replace(value=pick.value + NEW_BONUS * _share_of_new(question, pick)) for pick in picks]
    return sorted(picks, key=lambda pick: -pick.value)


def _share_of_new(question: Question, pick: Pick) -> float:
    """How much of what a follow-up adds to the conversation a sentence has, in [0, 1], by word or by meaning."""
    new = [unit for unit in units(question.text, question.language) if unit.informative]
    terms = analyze(pick.quote, pick.article.language)
    said = {*terms.words, *terms.bridge}
    return sum(bool(said.intersection((*unit.words, *unit.bridge))) for unit in new) / len(new) if new else 0.0


def _of_one_kind(question: Question, ranked: Sequence[Pick]) -> Sequence[Pick]:
    """Where the best sentence holds the kind of thing that was asked for, only those that hold it too."""
    kind = expected_kind(question.searched)
    return [pick for pick in ranked if satisfies(pick.quote, kind)] if ranked and satisfies(ranked[0].quote, kind) else ranked


def _heard_in_turns(ranked: Sequence[Pick]) -> Sequence[Pick]:
    """Languages in turns, and within a language its outlets, each with its best sentence first."""
    order = in_turns([(pick.article.language, pick.article.source) for pick in ranked])
    return [ranked[place] for place in order]


def _adds(pick: Pick, chosen: Sequence[Pick], *, best: Pick, every_outlet: bool) -> bool:
    if not chosen:
        return pick.value >= FALLS_SHORT * best.value
    new = all(pick.article.language != other.article.language for other in chosen)
    new = new or (every_outlet and all(pick.article.source != other.article.source for other in chosen))
    worthy = pick.value >= FALLS_SHORT * best.value or (new and pick.sentence.coverage >= WORTHY)
    crowded = sum(other.article.id == pick.article.id for other in chosen) >= PER_ARTICLE
    return worthy and not crowded


def _same_voice(one: Pick, other: Pick) -> bool:
    return one.article.language == other.article.language and say_the_same(one.quote, other.quote, one.article.language)
