"""Briefs made by hand: sentences that rest on exact words of articles."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from index.models import Article, Span
from rag.brief.models import Brief, BriefCitation, BriefSentence, Item, Kind, Mark, Section, Source
from rag.models import Difference, Verdict

MOMENT = datetime(2026, 4, 12, 9, tzinfo=UTC)


class Desk:
    """Puts items into a brief. A sentence is given with the articles and quotes it rests on."""

    def __init__(self, *, language: str = "en") -> None:
        self._language = language
        self._items: list[Item] = []
        self._sources: dict[str, Source] = {}
        self._citations: dict[str, BriefCitation] = {}
        self._next = 1

    def add(
        self,
        text: str,
        *quotes: tuple[Article, str],
        kind: Kind = "answer",
        heading: str = "",
        language: str = "en",
        differences: Sequence[Difference] = (),
        verdict: Verdict | None = "supported",
        edited: bool = False,
        as_of: datetime = MOMENT,
    ) -> Item:
        """Add an item of one sentence."""
        marks = tuple(Mark(at=len(text), citation=self._cite(article, quote)) for article, quote in quotes)
        item = Item(
            id=self._fresh("i"),
            kind=kind,
            heading=heading,
            language=language,
            sentences=(
                BriefSentence(text=text, marks=marks, verdict=verdict, support=1.0 if verdict == "supported" else 0.0, begins=True),
            ),
            differences=tuple(differences),
            as_of=as_of,
            mode="quotes" if kind == "answer" else "",
            edited=edited,
        )
        self._items.append(item)
        return item

    def brief(self) -> Brief:
        """What was added, in one section."""
        return Brief(
            id="b1",
            title="A brief",
            language=self._language,
            sections=(Section(id="x1", items=tuple(self._items)),),
            sources=self._sources,
            citations=self._citations,
            made_at=MOMENT,
            changed_at=MOMENT,
            next=self._next,
        )

    def _cite(self, article: Article, quote: str) -> str:
        start = article.text.index(quote)
        span = Span(article_id=article.id, version=article.version, start=start, end=start + len(quote))
        source = next((one.id for one in self._sources.values() if (one.article_id, one.version) == (article.id, article.version)), None)
        if source is None:
            source = self._fresh("s")
            said = article.model_dump(include={"version", "title", "source", "author", "published", "url", "origin", "language"})
            self._sources[source] = Source(id=source, article_id=article.id, accessed=date(2026, 4, 12), **said)
        identity = self._fresh("c")
        self._citations[identity] = BriefCitation(
            id=identity,
            source=source,
            start=start,
            end=start + len(quote),
            quote=quote,
            before=article.text[:start].rpartition("\n")[2],
            after=article.text[start + len(quote) :].partition("\n")[0],
            language=article.language_at(span.start),
        )
        return identity

    def _fresh(self, letter: str) -> str:
        self._next += 1
        return f"{letter}{self._next - 1}"
