"""A second opinion: a model judges sentences by the quotes they cite, and a fixed rule joins its verdicts to ours.

The model may always lower a verdict. It raises one by one step at most, and only where our comparison has found nothing that the
source says otherwise or does not say at all, but words that it does not know. So a model that obeys what an article tells it makes
no contradicted sentence pass.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from index.clean import clean_line
from index.errors import ChatError
from index.record import never
from index.settings import Settings
from rag.chat.models import Usage, together
from rag.models import SecondOpinion, Verdict
from rag.prompt.neutral import is_suspicious, neutral
from rag.prompt.second import Claim, Quote, second_messages, size
from rag.verify.models import Evidence, Judgement

if TYPE_CHECKING:
    from rag.chat.client import ChatClient

_WITH_MODEL = "model"  # of the setting
SECONDS = 30.0  # that all sentences of an answer or a text may take
_MOST = 12  # sentences of one request
_REQUEST = 500  # tokens that the instructions take
_REASON = 240  # characters
_ORDER: tuple[Verdict, ...] = ("not_supported", "partly", "supported")
_WORDS: Mapping[Verdict, str] = {"supported": "supported", "partly": "partly supported", "not_supported": "not supported"}
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_SCHEMA = {
    "type": "object",
    "properties": {
        "verdicts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "number": {"type": "integer"},
                    "verdict": {"type": "string", "enum": list(_ORDER)},
                    "reason": {"type": "string"},
                },
                "required": ["number", "verdict", "reason"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["verdicts"],
    "additionalProperties": False,
}


class Case(NamedTuple):
    """A sentence that was compared with its quotes.

    Attributes:
        text: The sentence.
        language: Its ISO 639-1 code.
        quotes: What it cites.
        judgement: What the comparison found.
    """

    text: str
    language: str
    quotes: Sequence[Evidence]
    judgement: Judgement


class Review(NamedTuple):
    """What became of the cases.

    Attributes:
        judgements: In their order.
        notices: Plain sentences about what the model did not judge.
        usage: What it took; ``None`` if nothing was asked or nothing came.
    """

    judgements: tuple[Judgement, ...]
    notices: tuple[str, ...] = ()
    usage: Usage | None = None


class _Opinion(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    number: int
    verdict: Literal["supported", "partly", "not_supported"]
    reason: str


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    verdicts: list[_Opinion]


class Second:
    """Asks a model for second opinions. Threads may share it."""

    def __init__(self, client: "ChatClient", *, tokens: int, seconds: float = SECONDS) -> None:
        """Ask through ``client``.

        Args:
            client: Reaches the model.
            tokens: Of one request, without its answer.
            seconds: That one review may take.
        """
        self._client = client
        self._tokens = max(tokens - _REQUEST, 0)
        self._seconds = seconds

    def review(self, cases: Sequence[Case], *, cancelled: Callable[[], bool] = never) -> Review:
        """Put the cases to the model; where it fails, our own verdicts stay and a notice says so. Nothing is raised.

        A quote, a sentence without quotes and one that speaks to a machine are not put to it.

        Args:
            cases: The sentences of an answer or a text.
            cancelled: Whether the person wants no more.
        """
        claims = {place: _claim(case) for place, case in enumerate(cases) if _is_asked(case)}
        found, troubles, usages = self._asked(claims, cancelled)
        judgements = tuple(
            self._joined(case.judgement, found.get(place)) if place in claims else case.judgement for place, case in enumerate(cases)
        )
        return Review(judgements, _notices(len(claims), len(found), troubles), together(usages))

    def _asked(self, claims: Mapping[int, Claim], cancelled: Callable[[], bool]) -> tuple[dict[int, "_Opinion"], list[str], list[Usage]]:
        """The model's opinions by place, why some are missing, and what each request took."""
        until = time.monotonic() + self._seconds
        name = self._client.endpoint.name
        found: dict[int, _Opinion] = {}
        troubles: list[str] = []
        usages: list[Usage] = []
        for batch in _batches(claims, self._tokens):
            left = until - time.monotonic()
            if left <= 0 or cancelled():
                troubles.append("It was stopped." if cancelled() else f"{name} took more than {self._seconds:g} s.")
                break
            messages = second_messages([claims[place] for place in batch])
            try:
                reply = self._client.complete(messages, json_schema=_SCHEMA, seconds=left, cancelled=cancelled)
            except ChatError as error:
                troubles.append(str(error))
                break  # the next request would wait for the same
            said = _read(reply.text, len(batch))
            usages.append(reply.usage)
            found |= {batch[number - 1]: opinion for number, opinion in said.items()}
            if len(said) < len(batch):
                troubles.append(f"{name} did not return a verdict for each in the form it was asked for.")
        return found, troubles, usages

    def _joined(self, own: Judgement, opinion: _Opinion | None) -> Judgement:
        model = self._client.endpoint.model
        if opinion is None:
            return own.model_copy(update={"opinion": SecondOpinion(own=own.verdict, model=model)})
        reason = _reason(opinion.reason)
        second = SecondOpinion(own=own.verdict, verdict=opinion.verdict, reason=reason, model=model)
        verdict = joined(own, opinion.verdict)
        reasons = own.reasons
        if own.verdict != opinion.verdict:
            stays = "" if verdict == opinion.verdict else ", which what was compared does not allow"
            reasons = (*reasons, f"Second opinion ({neutral(model)}): {_WORDS[opinion.verdict]}{stays}. {reason}".rstrip())
        return own.model_copy(update={"verdict": verdict, "reasons": reasons, "opinion": second})


def load_second(settings: Settings, chat: "ChatClient | None") -> Second | None:
    """What the settings ask of ``chat``; ``None`` when our own verdicts are enough or no model is there to ask."""
    if chat is None or settings.verify != _WITH_MODEL:
        return None
    return Second(chat, tokens=settings.chat_context_tokens - settings.chat_max_tokens, seconds=min(SECONDS, settings.chat_deadline))


def joined(own: Judgement, verdict: Verdict) -> Verdict:
    """What our judgement and a model's verdict come to.

    The lower of the two; but one step above ours where the model's is above it, no comparison has found anything, and the sentence
    shares at least something with its quotes.
    """
    place, other = _ORDER.index(own.verdict), _ORDER.index(verdict)
    if other > place and (own.checks or not own.coverage):
        return own.verdict
    return _ORDER[min(other, place + 1)]


def _is_asked(case: Case) -> bool:
    return bool(case.quotes) and not case.judgement.verbatim and not is_suspicious(case.text)


def _claim(case: Case) -> Claim:
    quotes = (
        Quote(text=one.text, language=one.language, title=one.title, before=one.context.strip(), published=one.published)
        for one in case.quotes
    )
    return Claim(text=case.text, language=case.language, quotes=tuple(quotes))


def _batches(claims: Mapping[int, Claim], tokens: int) -> Iterator[list[int]]:
    """The places of the claims that are asked about together; a claim that is too large for a request is left out."""
    batch: list[int] = []
    left = tokens
    for place, claim in claims.items():
        own = size(claim)
        if own > tokens:
            continue
        if batch and (own > left or len(batch) == _MOST):
            yield batch
            batch, left = [], tokens
        batch.append(place)
        left -= own
    if batch:
        yield batch


def _read(text: str, count: int) -> dict[int, _Opinion]:
    """The verdicts by number, of two for one number the lower; empty if the answer is not in the form it was asked for."""
    found = _OBJECT.search(text.rpartition("</think>")[2])
    try:
        reply = _Reply.model_validate_json(found[0]) if found else None
    except ValidationError:
        return {}
    opinions: dict[int, _Opinion] = {}
    for one in reply.verdicts if reply else ():
        if 1 <= one.number <= count and _ORDER.index(one.verdict) <= _ORDER.index(opinions.get(one.number, one).verdict):
            opinions[one.number] = one
    return opinions


def _reason(written: str) -> str:
    """A model's reason as one line without addresses."""
    plain = clean_line(neutral(_ADDRESS.sub(" ", written)))
    return plain if len(plain) <= _REASON else plain[: _REASON - 1].rsplit(" ", 1)[0] + "…"


def _notices(asked: int, judged: int, troubles: Sequence[str]) -> tuple[str, ...]:
    if asked == judged:
        return ()
    told = " ".join(dict.fromkeys(troubles)) or "They are too long for one request."
    return (f"Without a second opinion: {asked - judged} of {asked} sentences that it was asked for. {told}",)


__all__ = ["SECONDS", "Case", "Review", "Second", "joined", "load_second"]
