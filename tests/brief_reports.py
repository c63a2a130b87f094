"""Reports that are changed after a brief cited them, and briefs over them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from index.library import Library
from index.models import Article
from rag.brief.check import checked
from rag.brief.check_models import BriefCheck, CitationCheck
from rag.brief.models import Brief, Source
from tests.brief_made import Desk
from tests.corpus import raw

ENGLISH = (
    "The river Orsen burst its banks on Sunday night after four days of rain. About 18,000 people were evacuated from Tashmar and eleven"
    " villages, the emergency office said on Monday. The flood destroyed 214 houses. No deaths were reported."
)
EVACUATED = "About 18,000 people were evacuated from Tashmar and eleven villages, the emergency office said on Monday."
DESTROYED = "The flood destroyed 214 houses."
ARABIC = (
    "وقعت سلكارا يوم الثلاثاء عقدا لبناء أول محطة كهرباء بالمد والجزر. وتبلغ كلفة المشروع 2.4 مليار دولار، بحسب وزير الطاقة سمير عدلان."
    " وستركب الشركة 24 توربينا في جدار طوله 3.2 كيلومتر."
)
COST = "وتبلغ كلفة المشروع 2.4 مليار دولار، بحسب وزير الطاقة سمير عدلان."
TURBINES = "وستركب الشركة 24 توربينا في جدار طوله 3.2 كيلومتر."


def report(library: Library, text: str, *, name: str = "report", **fields: Any) -> Article:
    (outcome,) = library.add([raw(name, text, **{"source": "The Velin Courier", "published": date(2026, 4, 7), **fields})])
    article = library.catalog.articles.get(outcome.article_id or "")
    assert article is not None
    return article


def english(library: Library, text: str = ENGLISH, **fields: Any) -> Article:
    return report(library, text, **{"title": "Orsen flood forces thousands from their homes around Tashmar", **fields})


def arabic(library: Library, text: str = ARABIC, **fields: Any) -> Article:
    return report(library, text, **{"title": "سلكارا توقع عقد أول محطة مد وجزر", "language": "ar", "source": "صحيفة ترسان", **fields})


def brief_of(article: Article, *quotes: str) -> Brief:
    desk = Desk()
    for quote in quotes:
        desk.add(quote, (article, quote), language=article.language)
    return desk.brief()


def kept(*articles: Article) -> Callable[[Source], str | None]:
    """The texts as a brief keeps them."""
    texts = {article.version: article.text for article in articles}
    return lambda source: texts.get(source.version)


def given(text: str) -> Callable[[Source], str | None]:
    return lambda _: text


def states(check: BriefCheck) -> list[str]:
    return [one.state for one in check.citations]


def only(library: Library, article: Article, quote: str) -> CitationCheck:
    (found,) = checked(brief_of(article, quote), library, text_of=kept(article)).citations
    return found
