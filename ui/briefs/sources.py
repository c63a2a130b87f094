"""What the library still has of what a brief cites."""

from index.errors import SanadError
from rag.brief.collecting import Articles
from rag.brief.models import Brief, Identity, Source


class Shelf:
    """Tells whether the articles that a brief cites can still be opened.

    Args:
        articles: Of the library.
    """

    def __init__(self, articles: Articles) -> None:
        self._articles = articles

    def has(self, source: Source) -> bool:
        """Whether there is such an article, in whichever version."""
        try:
            return self._articles.get(source.article_id) is not None
        except SanadError:  # a library that cannot be read takes no brief with it
            return False

    def there(self, brief: Brief) -> frozenset[Identity]:
        """The ids of the sources that can be opened."""
        return frozenset(source.id for source in brief.sources.values() if self.has(source))
