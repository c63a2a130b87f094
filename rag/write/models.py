"""What a model has written so far."""

from index.models import Record
from rag.chat.models import Finish, Usage
from rag.cite.sentences import CitedSentence


class Draft(Record):
    """An answer of a model, complete or still growing; nothing in it has been verified.

    Attributes:
        sentences: Those that are finished, each with the spans the model says it rests on, in order of first use.
        growing: What has come behind them, as plain text; when finished, a sentence that was cut off.
        dropped: How many markers named a sentence that the model was not given.
        removed: How many links, images and active elements were left out.
        finished: Whether nothing more comes.
        finish: Why it ended; ``None`` while it grows.
        usage: What it took; ``None`` while it grows.
        notices: Plain sentences the reader must see.
    """

    sentences: tuple[CitedSentence, ...] = ()
    growing: str = ""
    dropped: int = 0
    removed: int = 0
    finished: bool = False
    finish: Finish | None = None
    usage: Usage | None = None
    notices: tuple[str, ...] = ()

    @property
    def declines(self) -> bool:
        """Whether the model says of everything that the articles do not tell."""
        return self.finished and bool(self.sentences) and all(one.nothing and not one.spans for one in self.sentences)
