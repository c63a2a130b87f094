"""Answers without a model: the sentences that answer, verbatim. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.language import analyze, units
from index.models import Article, Span
from rag.citing import cite
from rag.differ.asked import Asked, asked, demands, fitting
from rag.differ.statements import LOOKED_AT, Statement, statements
from rag.diversity import in_turns
from rag.expect import expected_kind, satisfies
from rag.models import Citation, Copy, Passage, Question, Ranges, Sentence, SentenceScore
from rag.prompt.orders import holds_order, without_orders
from rag.quotes.emphasis import emphasis
from rag.quotes.neighbours import whole
from rag.quotes.order import in_time, wants_timeline
from rag.verify.reading import read
from rag.voices import copy_of, say_the_same

_ONLY_ASKS = re.compile(r"^[^\"“”«»„]*[?؟]\W*$")  # a question that nobody is quoted with answers nothing
APART = " […] "  # between two quotes of one sentence of an answer that do not adjoin
RELATED = 3  # nearest sentences shown when nothing answers
PER_ARTICLE = 2  # sentences from one article, so that others are heard
KIND_BONUS = 0.5  # for holding the kind of thing that was asked for
WORTHY = 0.4  # coverage from which the first sentence of a further language is heard
NEAR_BONUS = 0.25  # more for a value right beside the question's words
AGAIN = 0.85  # of its value has a further sentence of an article
STATES_NOTHING = 0.8  # a sentence without the value that the best one has must be worth this share of it
UNHEARD = 0.5  # the same for an article that was not heard yet
DIFFERS = 0.4  # a sentence with a value nobody gave yet must be worth this share of the best one
NEW_BONUS = 0.5  # for what a follow-up adds to the conversation
FALLS_SHORT = 0.6  # a further sentence must be worth this share of the best one


class Pick(NamedTuple):
    """A sentence that may answer.

    Attributes:
        passage: Where it stands.
        sentence: Its span and scores.
        value: How well it answers, at least 0, higher is better; comparable within one question.
        also: Other articles that say the same.
        stated: What it gives of what is asked for, where that is a value.
    """

    passage: Passage
    sentence: SentenceScore
    value: float
    also: tuple[Copy, ...] = ()
    stated: Statement | None = None

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.passage.article

    @property
    def quote(self) -> str:
        """Its exact characters."""
        return self.article.quote(self.sentence.span)

    def of(self, span: Span) -> "Pick":
        """This pick with another run of sentences of its article."""
        return self if span == self.sentence.span else self._replace(sentence=self.sentence.model_copy(update={"span": span}))

    def with_copy(self, article: Article) -> "Pick":
        """This pick, with another article that says the same."""
        known = {self.article.id, *(copy.article_id for copy in self.also)}
        return self if article.id in known else self._replace(also=(*self.also, copy_of(article)))


def pick_sentences(question: Question, passages: Sequence[Passage], *, limit: int) -> list[Pick]:
    """The sentences that answer, best first: at most ``limit``, from every source that adds something; by time, if that is asked.

    Args:
        question: As understood, and answered by some of ``passages``.
        passages: Retrieved for it.
        limit: How many at most.
    """
    ranked = _ranked(question, without_orders(question, passages))
    chosen: list[Pick] = []
    fitting = _of_one_kind(question, ranked)
    for pick in _heard_in_turns(fitting) if question.wants_sources else fitting:
        place = next((place for place, other in enumerate(chosen) if _same_voice(pick, other)), None)
        if place is not None:
            chosen[place] = chosen[place].with_copy(pick.article)
        elif len(chosen) < limit and _adds(pick, chosen, best=ranked[0], every_outlet=question.wants_sources):
            chosen.append(pick)
    if not wants_timeline(question):
        return chosen
    return [chosen[place] for place in in_time([(pick.article, pick.sentence.span) for pick in chosen])]


def quoted(picks: Sequence[Pick], question: Question | None = None) -> tuple[Sentence, ...]:
    """Each pick as a sentence of an answer that rests on itself, numbered in order.

    A sentence that cannot be understood alone comes with its neighbour, as one quote; or with the sentence that names whom it
    speaks of, as two. One that another quote holds already is left out.

    Args:
        picks: In reading order.
        question: Tells which words answer; without it none are emphasised.
    """
    asks = asked(question) if question is not None else None
    joined = [[pick.of(span) for span in _readable(pick)] for pick in picks]
    spans = [quotes[-1].sentence.span for quotes in joined]
    kept = [quotes for place, quotes in enumerate(joined) if not any(_holds(spans, other, place) for other in range(len(spans)))]
    distinct = dict.fromkeys(quote.sentence.span for quotes in kept for quote in quotes)
    numbers = {span: number for number, span in enumerate(distinct, start=1)}
    return tuple(_sentence(quotes, numbers, asks) for quotes in kept)


def _readable(pick: Pick) -> tuple[Span, ...]:
    """What can be read alone; the sentence by itself if what it leans on speaks to a machine."""
    own = pick.sentence.span
    spans = whole(pick.article, own, pick.passage.chunk.sentences)
    return (own,) if spans != (own,) and any(holds_order(pick.article, span) for span in spans) else spans


def _sentence(quotes: Sequence[Pick], numbers: Mapping[Span, int], asks: Asked | None) -> Sentence:
    """One sentence that answers, with the one apart from it that names whom it speaks of, if it needs that."""
    citations = tuple(citation(numbers[quote.sentence.span], quote) for quote in quotes)
    text = APART.join(quote.quote for quote in quotes)
    offset = len(text) - len(quotes[-1].quote)
    ranges = tuple((start + offset, end + offset) for start, end in _emphasis(asks, quotes[-1]))
    return Sentence(text=text, citations=citations, verdict="supported", support=1.0, emphasis=ranges)


def _holds(spans: Sequence[Span], other: int, place: int) -> bool:
    """Whether another quote of the same article has the words of the one at ``place``."""
    held, holder = spans[place], spans[other]
    inside = held.article_id == holder.article_id and holder.start <= held.start and held.end <= holder.end
    return other != place and inside and (held != holder or other < place)


def _emphasis(asks: Asked | None, pick: Pick) -> Ranges:
    article = pick.article
    return emphasis(asks, pick.quote, article.language_at(pick.sentence.span.start), article.published) if asks is not None else ()


def related(question: Question, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """The nearest sentences of a question that nothing answers, one for each article; those that share nothing are left out."""
    nearest: dict[str, Pick] = {}
    for pick in _ranked(question, without_orders(question, passages)):
        nearest.setdefault(pick.article.id, pick)
    return tuple(citation(number, pick) for number, pick in enumerate(list(nearest.values())[:RELATED], start=1))


def citation(number: int, pick: Pick) -> Citation:
    """The numbered citation of a pick."""
    return cite(number, pick.article, pick.sentence.span, also=pick.also)


def _ranked(question: Question, passages: Sequence[Passage]) -> list[Pick]:
    kind = expected_kind(question.searched)
    stated = {(one.article.id, one.sentence): one for one in statements(asked(question), passages)}
    highest = max((sentence.score for passage in passages for sentence in passage.sentences), default=0.0) or 1.0
    picks = []
    for passage in passages:
        for sentence in passage.sentences:
            one = stated.get((passage.article.id, sentence.span.start))
            fits = one is not None or (not stated and kind != "any" and satisfies(passage.article.quote(sentence.span), kind))
            coverage = max(sentence.coverage, one.coverage) if one else sentence.coverage
            value = sentence.score / highest + coverage + (KIND_BONUS if fits else 0.0)
            value += NEAR_BONUS * min(1.0, one.nearness) if one else 0.0
            if coverage > 0 and not _ONLY_ASKS.search(passage.article.quote(sentence.span)):
                picks.append(Pick(passage, sentence.model_copy(update={"coverage": coverage}), value, stated=one))
    if question.wishes("follow_up"):
        picks = [pick._replace(value=pick.value + NEW_BONUS * _share_of_new(question, pick)) for pick in picks]
    return _others_first(sorted(picks, key=lambda pick: -pick.value))


def _others_first(ranked: Sequence[Pick]) -> list[Pick]:
    """With a further sentence of an article behind first ones of others that are nearly as good."""
    seen: set[str] = set()
    weighed = []
    for pick in ranked:
        weighed.append(pick._replace(value=pick.value * AGAIN) if pick.article.id in seen else pick)
        seen.add(pick.article.id)
    return sorted(weighed, key=lambda pick: -pick.value)


def _share_of_new(question: Question, pick: Pick) -> float:
    """How much of what a follow-up adds to the conversation a sentence has, in [0, 1], by word or by meaning."""
    new = [unit for unit in units(question.text, question.language) if unit.informative]
    terms = analyze(pick.quote, pick.article.language)
    said = {*terms.words, *terms.bridge}
    return sum(bool(said.intersection((*unit.words, *unit.bridge))) for unit in new) / len(new) if new else 0.0


def _of_one_kind(question: Question, ranked: Sequence[Pick]) -> Sequence[Pick]:
    """Where the best sentence holds the kind of thing that was asked for, only those that hold it too."""
    asks = asked(question)
    if asks.kind and asks.kind not in ("person", "place"):
        giving = [pick for pick in ranked[:LOOKED_AT] if pick.stated is not None or _gives(asks, pick)]
        if demands(asks) and not giving:
            return []
        return giving if giving and giving[0].value >= FALLS_SHORT * ranked[0].value else ranked
    kind = expected_kind(question.searched)
    return [pick for pick in ranked if satisfies(pick.quote, kind)] if ranked and satisfies(ranked[0].quote, kind) else ranked


def _gives(asks: Asked, pick: Pick) -> bool:
    """Whether it holds a value of the kind that is asked for."""
    reading = read(pick.quote, pick.article.language_at(pick.sentence.span.start))
    return any(not value.withdrawn for value in fitting(asks, reading, pick.article.published))


def _heard_in_turns(ranked: Sequence[Pick]) -> Sequence[Pick]:
    """Languages in turns, and within a language its outlets, each with its best sentence first."""
    order = in_turns([(pick.article.language, pick.article.source) for pick in ranked])
    return [ranked[place] for place in order]


def _adds(pick: Pick, chosen: Sequence[Pick], *, best: Pick, every_outlet: bool) -> bool:
    if not chosen:
        return pick.value >= FALLS_SHORT * best.value
    new = all(pick.article.language != other.article.language for other in chosen)
    new = new or (every_outlet and all(pick.article.source != other.article.source for other in chosen))
    if pick.stated is not None and _differs(pick.stated, chosen):
        return pick.value >= DIFFERS * best.value
    crowded = sum(other.article.id == pick.article.id for other in chosen) >= PER_ARTICLE
    if pick.stated is None and best.stated is not None and best.stated.value.kind != "name":
        heard = any(other.article.id == pick.article.id for other in chosen)
        return pick.value >= (STATES_NOTHING if heard else UNHEARD) * best.value and not crowded
    worthy = pick.value >= FALLS_SHORT * best.value or (new and pick.sentence.coverage >= WORTHY)
    return worthy and not crowded


def _differs(stated: Statement, chosen: Sequence[Pick]) -> bool:
    """Whether nobody gave its value yet, of another article."""
    others = [pick.stated for pick in chosen if pick.stated is not None]
    return all(
        other.article.id != stated.article.id and other.value.unit == stated.value.unit and not other.value.agrees(stated.value)
        for other in others
    )


def _same_voice(one: Pick, other: Pick) -> bool:
    return one.article.language == other.article.language and say_the_same(one.quote, other.quote, one.article.language)
