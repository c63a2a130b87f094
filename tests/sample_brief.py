"""One brief over the samples, in English, Arabic and Urdu: answers, a quote, words of a person's own, and differences."""

import hashlib
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import index.samples
from index.models import Span
from rag.brief.models import Brief, BriefCitation, BriefSentence, Item, Mark, Section, Source
from rag.models import Difference, DifferenceValue

SAMPLES = Path(index.samples.__file__).parent if index.samples.__file__ else Path(*index.samples.__path__)
MOMENT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@cache
def article(name: str) -> tuple[dict[str, str], str]:
    _, front, text = (SAMPLES / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in front.strip().splitlines()), text.strip()


class Cited:
    """Collects sources and citations, and gives marks for quotes."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.citations: dict[str, BriefCitation] = {}

    def source(self, name: str) -> Source:
        fields, text = article(name)
        version = hashlib.sha256(text.encode()).hexdigest()
        found = next((one for one in self.sources.values() if one.version == version), None)
        if found is None:
            found = Source(
                id=f"s{len(self.sources) + 1}",
                article_id=version[:12],
                version=version,
                accessed=date(2026, 5, 4),
                title=fields["title"],
                source=fields["source"],
                author=fields["author"],
                published=date.fromisoformat(fields["published"]),
                url=fields["url"],
                origin=f"samples/{name}.md",
                language=fields["language"],
            )
            self.sources[found.id] = found
        return found

    def cite(self, name: str, quote: str, **more: Any) -> str:
        source, (_, text) = self.source(name), article(name)
        start = text.index(quote)
        begins = text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0
        ends = text.find("\n\n", start + len(quote))
        identity = f"c{len(self.citations) + 1}"
        self.citations[identity] = BriefCitation(
            id=identity,
            source=source.id,
            start=start,
            end=start + len(quote),
            quote=quote,
            before=text[begins:start],
            after=text[start + len(quote) : ends if ends >= 0 else None],
            language=source.language,
            **more,
        )
        return identity

    def said(self, value: str, name: str, quote: str, **more: Any) -> DifferenceValue:
        source, (_, text) = self.source(name), article(name)
        start = text.index(quote)
        return DifferenceValue(
            value=value,
            span=Span(article_id=source.article_id, version=source.version, start=start, end=start + len(quote)),
            quote=quote,
            title=source.title,
            source=source.source,
            published=source.published,
            url=source.url,
            language=source.language,
            **more,
        )


COST = "The project will cost 2.4 billion dollars, Energy Minister Samir Adlan said at the signing on 3 March."
COST_AR = "وقال مسؤول في وزارة المالية لـ«صدى أورسن» إن كلفة المشروع تصل إلى 2.7 مليار دولار بعد احتساب خطوط نقل الكهرباء إلى العاصمة."
RATE_AR = (
    "خفض البنك المركزي في نورفاند، الاثنين، سعر الفائدة الرئيسي بمقدار 75 نقطة أساس إلى 9.25 في المئة، في أول خفض منذ عامين، "
    "مشيراً إلى تراجع التضخم بوتيرة أسرع من المتوقع."
)
PRICES_AR = "وأظهرت بيانات رسمية أن معدل التضخم السنوي بلغ 6.8 في المئة في ديسمبر، مقارنة مع 11.3 في المئة قبل عام."
JOBS = "Work on the foundations starts in September, and the company expects to employ 1,150 people at the busiest stage."
HOMES_UR = (
    "وزارت کے ترجمان کا کہنا ہے کہ 480 میگاواٹ کا یہ بجلی گھر 2031 کے آخر تک مکمل ہوگا اور اس سے 3 لاکھ 50 ہزار گھروں کو بجلی ملے گی۔"
)


def sentence(text: str, *citations: str, verdict: Any = "supported", at: int | None = None, **more: Any) -> BriefSentence:
    marks = tuple(Mark(at=len(text) if at is None else at, citation=one) for one in citations)
    return BriefSentence(text=text, marks=marks, verdict=verdict, **more)


def sample_brief(**changes: Any) -> Brief:
    c = Cited()
    cost, cost_ar = c.cite("tidal-dam.en", COST), c.cite("tidal-dam.ar", COST_AR)
    quotes = Item(
        id="i1",
        kind="answer",
        heading="What will the tidal power station cost?",
        language="en",
        sentences=(sentence(COST, cost, begins=True), sentence(COST_AR, cost_ar)),
        differences=(
            Difference(
                what="the cost of the project",
                values=(
                    c.said("2.4", "tidal-dam.en", COST, unit="billion dollars"),
                    c.said("2.7", "tidal-dam.ar", COST_AR, unit="مليار دولار"),
                ),
            ),
        ),
        as_of=MOMENT,
        mode="quotes",
    )
    rate, prices = c.cite("central-bank.ar", RATE_AR), c.cite("central-bank.ar", PRICES_AR)
    arabic = Item(
        id="i2",
        kind="answer",
        heading="إلى كم خُفِّض سعر الفائدة في نورفاند؟",
        language="ar",
        sentences=(
            sentence("خفض البنك المركزي سعر الفائدة إلى 9.25% (Kadrun)، أي بمقدار -0.75%.", rate, begins=True),
            sentence("وكان التضخم قد بلغ 6.8% في ديسمبر.", prices, verdict="partly", reasons=("“The year” is not in the quotes.",)),
        ),
        as_of=MOMENT,
        mode="tiny-model",
    )
    jobs, homes = c.cite("tidal-dam.en", JOBS), c.cite("tidal-dam.ur", HOMES_UR, page=3)
    model = Item(
        id="i3",
        kind="answer",
        heading="Whom does the station serve?",
        language="en",
        sentences=(
            sentence("At its busiest stage the project employs 1,150 people, and later it serves 350,000 homes.", jobs, homes, begins=True),
            sentence("The Arabic report puts the cost higher than the minister did.", cost_ar, cost),
        ),
        as_of=MOMENT,
        mode="tiny-model",
        edited=True,
    )
    urdu = Item(id="i4", kind="quote", heading="", language="ur", sentences=(sentence(HOMES_UR, homes, begins=True),), as_of=MOMENT)
    own = Item(
        id="i5",
        kind="text",
        heading="What we make of it",
        language="en",
        sentences=(
            sentence("The figures differ because the power lines are counted by one and not by the other.", verdict=None, begins=True),
            sentence("Nothing else was announced.", verdict="not_supported", reasons=("No article says so.",)),
        ),
        as_of=MOMENT,
    )
    fields: dict[str, Any] = {
        "id": "b1",
        "title": "Tidal power in Selkara: what is known",
        "author": "A. Reader",
        "sections": (
            Section(id="x1", items=(quotes, arabic)),
            Section(id="x2", title="Who gains", items=(model, urdu, own)),
        ),
        "sources": c.sources,
        "citations": c.citations,
        "made_at": MOMENT,
        "changed_at": MOMENT,
    }
    return Brief(**{**fields, **changes})


def long_brief(count: int) -> Brief:
    """As many sources in three languages, each cited once by a sentence in other words."""
    brief = sample_brief()
    known = [(brief.sources[one.source], one) for one in brief.citations.values() if one.id in ("c1", "c2", "c3", "c6")]
    sources, citations = {}, {}
    for number in range(count):
        source, citation = known[number % len(known)]
        more = {"id": f"s{number}", "title": f"{source.title} {number}", "version": f"{number:064x}"}
        sources[f"s{number}"] = source.model_copy(update=more)
        citations[f"c{number}"] = citation.model_copy(update={"id": f"c{number}", "source": f"s{number}"})
    said = [sentence(f"Report {number} says something like that, by 3.5% more.", f"c{number}") for number in range(count)]
    items = tuple(
        Item(id=f"i{first}", kind="answer", heading=f"Part {first}", language="en", sentences=tuple(said[first : first + 20]), as_of=MOMENT)
        for first in range(0, count, 20)
    )
    return brief.model_copy(update={"sources": sources, "citations": citations, "sections": (Section(id="x1", items=items),)})
