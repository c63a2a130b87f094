"""Pages for the tests of the readers, and how they are read."""

from index.models import RawArticle
from index.readers.html import HtmlReader
from index.readers.source import Limits, ReadOptions, Source

FIRST = "The tidal dam in Harrow Bay opened on Monday after four years of work that cost 2.4 billion dollars."
SECOND = "The minister said that it would supply 300,000 homes by the end of the year, and that a second basin would follow."
BODY = f"<article><h1>The dam opens</h1><p>{FIRST}</p><p>{SECOND}</p></article>"


def page(body: str = BODY, *, head: str = "", html: str = 'lang="en"') -> str:
    return f"<!doctype html><html {html}><head>{head}</head><body>{body}</body></html>"


def read(
    content: str | bytes,
    *,
    charset: str | None = None,
    name: str = "page.html",
    origin: str = "file:///page.html",
    source: str | None = None,
    language: str | None = None,
) -> RawArticle:
    data = content.encode() if isinstance(content, str) else content
    saved = Source.of_bytes(data, origin=origin, name=name, charset=charset)
    (found,) = HtmlReader().read(saved, limits=Limits(), options=ReadOptions(source=source, language=language))
    assert isinstance(found, RawArticle)
    return found
