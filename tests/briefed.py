"""Briefs for tests: articles that stay or go, and briefs of answers, quotes and a person's own words."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from index.models import Article, Span, article_id, text_version
from rag.brief.collecting import Collected, from_quote, from_sentences
from rag.brief.editing import begun
from rag.brief.models import Brief, BriefSentence
from rag.citing import cite
from rag.models import Answer, Question, Sentence

NOW = datetime(2026, 5, 2, 10, 0, tzinfo=UTC)

FLOOD = "The Orsen rose at night.\n\nSome 4,200 people were evacuated on Tuesday. The mayor thanked them. No one was hurt.\n\nWork goes on."
DAM = "وقّعت الحكومة العقد يوم الأحد. وتبلغ كلفة المحطة 310 ملايين دولار.\n\nيبدأ العمل في الربيع."
CARPETS = "قالینوں کی برآمدات میں اضافہ ہوا۔ تاجروں نے کہا کہ طلب بڑھ گئی ہے۔"


def article(name: str, text: str, language: str = "en", title: str = "") -> Article:
    return Article(
        id=article_id(f"file:///{name}"),
        version=text_version(text),
        origin=f"file:///{name}",
        title=title or f"On {name}",
        text=text,
        source="Orsen Wire",
        author="L. Marsh",
        published=date(2026, 4, 28),
        language=language,
        added_at=NOW,
    )


ARTICLES = (article("flood", FLOOD), article("dam", DAM, "ar"), article("carpets", CARPETS, "ur"))


class Shelf:
    """The versions of articles that there are."""

    def __init__(self, articles: Iterable[Article] = ARTICLES) -> None:
        self.articles = {(one.id, one.version): one for one in articles}

    def get(self, identity: str, version: str | None = None) -> Article | None:
        found = (one for (own, at), one in self.articles.items() if own == identity and version in (None, at))
        return next(found, None)


def span(source: Article, words: str) -> Span:
    start = source.text.index(words)
    return Span(article_id=source.id, version=source.version, start=start, end=start + len(words))


def answer(*said: tuple[str, tuple[Span, ...]], question: str = "How many were evacuated?", shelf: Shelf | None = None) -> Answer:
    """An answer of sentences and what each cites."""
    known = (shelf or Shelf()).articles
    numbers: dict[Span, int] = {}
    sentences = []
    for text, spans in said:
        cited = [cite(numbers.setdefault(one, len(numbers) + 1), known[one.article_id, one.version], one) for one in spans]
        sentences.append(Sentence(text=text, citations=tuple(cited), verdict="supported", support=0.9))
    return Answer(question=Question(text=question, language="en"), sentences=tuple(sentences), status="answered", mode="model", kept=7)


def empty() -> Brief:
    return begun("b1", "Rivers", moment=NOW)


def quoted(brief: Brief, words: str, source: Article = ARTICLES[0]) -> Collected:
    return from_quote(brief, span(source, words), Shelf(), moment=NOW)


def own(brief: Brief, *texts: str) -> Collected:
    return from_sentences(brief, [BriefSentence(text=text, begins=not place) for place, text in enumerate(texts)], moment=NOW)
