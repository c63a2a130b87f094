"""What a page shows before anything was asked: the library at a glance, or an invitation to fill it with the samples."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from eval.models import Case
from ui.auth.identity import Identity, may
from ui.conversation import Engine
from ui.importing.imports import SAMPLES, Imports
from ui.render.frame import welcome
from ui.render.sources import library_shelf
from ui.render.starting import invitation
from ui.shelf import Shelf, read_shelf

_LOOK = 0.4  # seconds between two looks at how far the samples are

Change = dict[str, str]  # name of a component -> what it shows


class Starting:
    """The beginning of a conversation. Pages share one."""

    def __init__(self, engine: Engine, cases: Sequence[Case], imports: Imports | None) -> None:
        """Look at the library of ``engine``, suggest from ``cases``, and load samples by ``imports`` where articles can be added."""
        self._engine = engine
        self._cases = cases
        self._imports = imports
        self._seen: Shelf | None = None

    def shown(self, identity: Identity) -> Change:
        """What the library holds now, and questions to try; where it is empty, how to fill it."""
        shelf = self._seen = read_shelf(self._engine.library.catalog.articles, self._cases, self._seen)
        if shelf.articles:
            return {"welcome": welcome(shelf), "shelf": library_shelf(shelf)}
        mine = self._imports is not None and may(identity, "edit")
        return {"welcome": invitation(offered=mine, loading=self._loading()), "shelf": ""}

    async def load_samples(self, identity: Identity) -> AsyncIterator[Change]:
        """Bring the samples into the library, which goes on without the page, and show how far it is."""
        if self._imports is None or not may(identity, "edit"):
            return
        if self._loading() is None:
            self._imports.start((SAMPLES,))
        while (done := self._loading()) is not None:
            yield {"welcome": invitation(offered=True, loading=done)}
            await asyncio.sleep(_LOOK)
        yield await asyncio.to_thread(self.shown, identity)

    def _loading(self) -> int | None:
        """How many samples are there; ``None`` while they are not being loaded."""
        states = (each.state for each in self._imports.running) if self._imports else iter(())
        return next((state.done for state in states if state.arguments == (SAMPLES,)), None)
