"""Briefs that cite given sources, each once, in the order given."""

from datetime import UTC, date, datetime

from index.models import text_version
from rag.brief.models import Brief, BriefCitation, BriefSentence, Item, Mark, Section, Source

MOMENT = datetime(2026, 5, 2, 9, tzinfo=UTC)


def source(number: int, title: str, **known: object) -> Source:
    """A source whose address, version and access date are given by its number where nothing else is said."""
    said = {"version": text_version(title + str(number)), "accessed": date(2026, 5, 2), "origin": f"file:///articles/{number}.txt"}
    return Source.model_validate({"id": f"s{number}", "article_id": f"{number:016x}", "title": title, **said, **known})


FLOOD = source(
    1,
    "Orsen flood forces thousands from their homes around Tashmar",
    source="The Velin Courier",
    author="Tomas Quill",
    published=date(2026, 4, 7),
    url="https://example.org/velin-courier/orsen-flood-tashmar",
    language="en",
    place="Tashmar",
)
DAM = source(
    2,
    "سلكارا توقّع عقد أول محطة لتوليد الكهرباء من المد والجزر",
    source="صدى أورسن",
    author="هدى المرسوي",
    published=date(2026, 3, 4),
    url="https://example.org/sada-orsen/tidal-station-tarsan",
    language="ar",
    place="بورت فيلين",
)
CARPETS = source(
    3,
    "نوروند کے ہاتھ سے بنے قالینوں کی برآمدات میں ۲۲ فیصد اضافہ",
    source="روزنامہ صبحِ کادرون",
    author="رخسانہ کارویلی",
    published=date(2026, 2, 19),
    url="https://example.org/subh-e-kadrun/carpet-exports",
    language="ur",
)
BRIDGE = source(
    4,
    "По мосту через Орсен у Ташмара снова пошли поезда",
    source="Кадрунский листок",
    author="Инна Вольская",
    published=date(2026, 3, 2),
    language="ru",
)
PAGE = source(5, "About the river", source="River Board", url="https://example.org/about", language="en")
REPORT = source(6, "Water levels, 2025", origin="file:///articles/levels.pdf", language="en")


def brief_of(*sources: Source, page: int | None = None, **known: object) -> Brief:
    """One item with one sentence for each source, which cites its title."""
    citations = {
        f"c{at}": BriefCitation(id=f"c{at}", source=one.id, start=0, end=len(one.title), quote=one.title, language=one.language, page=page)
        for at, one in enumerate(sources, 1)
    }
    sentences = tuple(
        BriefSentence(text=one.title, marks=(Mark(at=len(one.title), citation=f"c{at}"),), verdict="supported", support=1)
        for at, one in enumerate(sources, 1)
    )
    said = {"id": "b1", "title": "What is known of the Orsen", "made_at": MOMENT, "changed_at": MOMENT}
    item = Item(id="i1", kind="text", sentences=sentences, as_of=MOMENT)
    shown = {"sections": (Section(id="x1", items=(item,)),), "sources": {one.id: one for one in sources}, "citations": citations}
    return Brief.model_validate({**said, **shown, "next": len(sources) + 9, **known})
