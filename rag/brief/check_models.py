"""The values of a check of a brief. All are frozen."""

from collections import Counter
from datetime import date
from typing import Literal

from pydantic import Field

from index.models import UNKNOWN_LANGUAGE, Record, Span
from rag.brief.check_notices import NoticeKind
from rag.brief.check_words import Change
from rag.brief.models import Identity
from rag.models import Citation, Difference, DifferenceValue, Verdict

State = Literal["damaged", "withdrawn", "corrected", "gone", "deleted", "updated", "unchanged"]
STATES: tuple[State, ...] = ("damaged", "withdrawn", "corrected", "gone", "deleted", "updated", "unchanged")  # the gravest first

Presence = Literal["there", "deleted", "gone"]
Proof = Literal["proved", "damaged", "missing"]
Against = Literal["quotes", "library", "nothing"]


class Notice(Record):
    """A sentence that says of a report that it was corrected or withdrawn.

    Attributes:
        kind: Which of both.
        text: The sentence, or the title, that says it.
        span: Where it stands; ``None`` for a title.
        touches: Whether it takes back what the quote says, and not only something else in the same report.
        value: What it takes back of the quote, in the quote's words; empty where it does not say.
        title: Of the article that has it.
    """

    kind: NoticeKind
    text: str
    span: Span | None = None
    touches: bool
    value: str = ""
    article_id: str
    title: str = ""
    source: str | None = None
    published: date | None = None
    url: str | None = None
    language: str = UNKNOWN_LANGUAGE


class Described(Record):
    """Something that is said of an article otherwise than when it was cited: its title, its day.

    Attributes:
        field: ``title``, ``source``, ``author``, ``published`` or ``url``.
        before: As the brief has it; ``None`` where it had none.
        now: As the library has it.
    """

    field: str
    before: str | None
    now: str | None


class CitationCheck(Record):
    """What became of one citation.

    Attributes:
        citation: Its id in the brief.
        source: Id of its source.
        number: Of the source in the bibliography.
        state: The gravest that is true of it, see ``STATES``.
        proof: Whether the text that the brief keeps has the hash of the version and, at the place of the quote, its words.
        presence: Whether the article is in the library, in its trash, or in neither.
        version: Of the article now; ``None`` where it is gone.
        stands: Whether the quote stands word for word in the article's text now; ``None`` where that is gone.
        now: Where it stands there, else what is nearest to it; ``None`` where nothing is like it.
        present: The exact characters of ``now``.
        changes: The quote and ``present`` word by word; empty where the quote stands.
        notice: Who says that the article was corrected or withdrawn.
        described: What is said otherwise of the article.
    """

    citation: Identity
    source: Identity
    number: int
    state: State
    proof: Proof
    presence: Presence
    version: str | None = None
    stands: bool | None = None
    now: Span | None = None
    present: str = ""
    changes: tuple[Change, ...] = ()
    notice: Notice | None = None
    described: tuple[Described, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the brief may go on citing these words: they are proved, not taken back, and not changed since."""
        return self.proof != "damaged" and self.state not in ("withdrawn", "corrected") and self.stands is not False


class SentenceCheck(Record):
    """What a sentence of a brief rests on now.

    Attributes:
        item: Id of its item.
        place: Which sentence of the item, counted from 0.
        against: What it was held against: its ``quotes``, the ``library`` where it has none, or ``nothing`` where it claims nothing.
        verdict: Whether that supports it; ``None`` for ``nothing``.
        before: The verdict the brief has.
        support: In [0, 1].
        reasons: Why it is not wholly supported.
        citations: Of a sentence without quotes: those it could be given; where it is not supported, what comes nearest.
        now: Where an article it cites has changed: whether its present text supports the sentence; else ``None``.
        now_reasons: Why that does not.
    """

    item: Identity
    place: int
    text: str
    language: str
    against: Against
    verdict: Verdict | None = None
    before: Verdict | None = None
    support: float = Field(default=0.0, ge=0, le=1)
    reasons: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    now: Verdict | None = None
    now_reasons: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it is wholly supported, by what it cites now too."""
        return self.verdict in (None, "supported") and self.now in (None, "supported")


class Newer(Record):
    """A later report of the library that gives another value for what an item says.

    Attributes:
        item: Id of the item.
        citation: Id of the citation of the brief whose value it differs from.
        difference: What both say, the value of the brief first.
    """

    item: Identity
    citation: Identity
    difference: Difference

    @property
    def cited(self) -> DifferenceValue:
        """What the brief cites."""
        return self.difference.values[0]

    @property
    def report(self) -> DifferenceValue:
        """What the later report says."""
        return self.difference.values[1]


class BriefCheck(Record):
    """A brief, checked.

    Attributes:
        brief: Its id.
        citations: In the order of the text, each once.
        sentences: Of all items, in order.
        newer: Later reports that say otherwise.
        notices: Plain sentences about what was not available.
    """

    brief: Identity
    citations: tuple[CitationCheck, ...] = ()
    sentences: tuple[SentenceCheck, ...] = ()
    newer: tuple[Newer, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[State, int]:
        """How many citations are in each state."""
        found = Counter(one.state for one in self.citations)
        return {state: found[state] for state in STATES}

    @property
    def holds(self) -> bool:
        """Whether every citation and every sentence does."""
        return all(one.holds for one in self.citations) and all(one.holds for one in self.sentences)
