"""The one place where a span becomes a citation. Pure."""

from index.models import Article, Span
from rag.models import Citation, Copy


def cite(number: int, article: Article, span: Span, *, also: tuple[Copy, ...] = ()) -> Citation:
    """A numbered citation of a span of ``article``."""
    return Citation(
        number=number,
        span=span,
        quote=article.quote(span),
        title=article.title,
        source=article.source,
        published=article.published,
        url=article.url,
        language=article.language_at(span.start),
        page=article.page(span),
        also=also,
    )
