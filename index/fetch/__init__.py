"""The only way to the network for articles: pages, feeds, site maps and whatever they lead to go through ``Fetcher``.

What is written in an article, a feed or a redirect is written by a stranger, who may want this machine to call on its own
neighbours. So every address is checked after its name was resolved, and the connection goes to the checked address itself.

``parse`` reads an address, ``connect`` resolves, checks and connects, ``exchange`` asks once and reads a bounded answer,
``robots`` and ``pace`` keep manners, ``fetcher`` follows redirects.
"""

from index.fetch.fetcher import Fetcher
from index.fetch.models import Fetched, FetchLimits, NotModified

__all__ = ["FetchLimits", "Fetched", "Fetcher", "NotModified"]
