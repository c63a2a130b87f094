"""Values to render, text that attacks, and HTML as a browser would see it."""

from datetime import UTC, datetime
from html.parser import HTMLParser

from index.models import Article, Span, text_version
from rag.models import Answer, Citation, Question, Sentence
from ui.conversation import Turn

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</mark></p><iframe src=//evil.invalid>",
    "<style>@import '//evil.invalid'</style>",
    "${alert(1)}",
    "{{constructor.constructor('alert(1)')()}}",
    "<form action=//evil.invalid><input>",
    "<base href=//evil.invalid>",
    "&lt;b&gt; &amp;",
    "<!-- --> ]]> <![CDATA[",
    "\u202egnp.exe\u202c",
)
TEXT = "First sentence. Second one <b>here</b>.\n\nThird sentence, in a paragraph\nof two lines. Fourth.\n\n\n  Last without an end"


class Seen(HTMLParser):
    """Elements, attributes and text of a piece of HTML, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def make_article(text: str = TEXT, **fields: object) -> Article:
    values: dict[str, object] = {"id": "a" * 16, "version": text_version(text), "origin": "file:///a.txt", "title": "", "text": text}
    return Article.model_validate(values | {"language": "en", "added_at": datetime(2025, 1, 1, tzinfo=UTC)} | fields)


def make_citation(quote: str = "First sentence.", number: int = 1, article: str = "a" * 16, **fields: object) -> Citation:
    span = Span(article_id=article, version="v" * 64, start=0, end=len(quote))
    return Citation.model_validate({"number": number, "span": span, "quote": quote, "title": "Title", "language": "en"} | fields)


def make_turn(*sentences: Sentence, language: str = "en", **fields: object) -> Turn:
    question = Question(text="Why?", language=language)
    answer = Answer.model_validate({"question": question, "sentences": sentences, "status": "answered"} | fields)
    return Turn(question="Why?", answer=answer, state="done")


def quoted(citation: Citation) -> Sentence:
    return Sentence(text=citation.quote, citations=(citation,), verdict="supported", support=1.0)


def span(start: int, end: int, text: str = TEXT) -> Span:
    return Span(article_id="a" * 16, version=text_version(text), start=start, end=end)
