"""Quotes of a brief in its own language, by a model: beside the original, under the model's name, and only where figures agree."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from index.clean import clean_line
from index.errors import ChatError
from index.language.normalise import normalise
from index.language.script import scripts
from index.models import UNKNOWN_LANGUAGE
from index.record import never
from rag.brief.editing import with_translation
from rag.brief.models import Brief, BriefCitation, Identity
from rag.chat.models import Usage, together
from rag.prompt.neutral import holds_encoded, is_suspicious
from rag.prompt.tokens import count_tokens
from rag.prompt.translate import translation_messages
from rag.verify.models import Check, Evidence
from rag.verify.verifier import verify

if TYPE_CHECKING:
    from rag.chat.client import ChatClient

_MOST = 12  # quotes of one request
_LONGER = 2.0  # times as many tokens may a translation take as its quote
_LENGTHS = (0.2, 5.0)  # a translation's characters as times those of its quote
_SHORT = 30  # characters of a quote whose translation may be of any length up to this times the larger of them
_FIGURES = ("numbers", "units", "dates")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_SCHEMA = {
    "type": "object",
    "properties": {
        "translations": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"number": {"type": "integer"}, "text": {"type": "string"}},
                "required": ["number", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["translations"],
    "additionalProperties": False,
}
# The script of a language; what is mostly in another is no translation into it.
_WRITING = dict.fromkeys(("de", "en", "es", "fr", "id", "it", "nl", "pl", "pt", "sv", "tr"), "LATIN") | {
    **dict.fromkeys(("ar", "fa", "ps", "ur"), "ARABIC"),
    **dict.fromkeys(("ru", "uk"), "CYRILLIC"),
    "he": "HEBREW",
    "zh": "CJK",
}


class Translations(NamedTuple):
    """What a model made of quotes.

    Attributes:
        texts: By the id of the citation.
        model: Its name.
        notices: Plain sentences about what was not translated, and why.
        usage: What it took; ``None`` if nothing was asked.
    """

    texts: Mapping[Identity, str]
    model: str
    notices: tuple[str, ...] = ()
    usage: Usage | None = None


class _Translation(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    number: int
    text: str


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    translations: list[_Translation]


def foreign(brief: Brief, *, again: bool = False) -> tuple[BriefCitation, ...]:
    """The quotes in another language than the brief's that have no translation yet; with ``again``, those that have one too."""
    own = (brief.language, UNKNOWN_LANGUAGE)
    return tuple(one for one in brief.citations.values() if one.language not in own and (again or not one.translation))


def translate(client: "ChatClient", brief: Brief, *, again: bool = False, cancelled: Callable[[], bool] = never) -> Translations:
    """Put the quotes of a brief into its language; nothing is changed yet.

    A quote that speaks to machines is not sent. A translation whose figures are not those of its quote, or that cannot be one, is left out.

    Args:
        client: Reaches the model.
        brief: Whose quotes.
        again: Whether quotes that have a translation get another.
        cancelled: Whether the person wants no more; what there is by then is given.

    Raises:
        ChatError: The model gave nothing at all.
    """
    wanted = foreign(brief, again=again)
    sent = [one for one in wanted if not (is_suspicious(one.quote) or holds_encoded(one.quote))]
    notices = [_left_out(one, "it speaks to machines") for one in wanted if one not in sent]
    texts: dict[Identity, str] = {}
    usages: list[Usage] = []
    for batch in _batches(sent, client.max_tokens):
        if cancelled():
            notices.append("It was stopped.")
            break
        try:
            said, usage = _asked(client, batch, brief.language)
        except ChatError as error:
            if not texts:
                raise
            notices.append(str(error))
            break  # the next request would wait for the same
        usages.append(usage)
        for place, citation in enumerate(batch, start=1):
            fault = _fault(said.get(place, ""), citation, brief.language)
            if fault:
                notices.append(_left_out(citation, fault))
            else:
                texts[citation.id] = said[place]
    return Translations(texts, client.endpoint.model, tuple(notices), together(usages))


def with_translations(brief: Brief, made: Translations, *, moment: datetime) -> Brief:
    """With translations of the quotes it still has, under the model's name."""
    for identity, text in made.texts.items():
        if identity in brief.citations:
            brief = with_translation(brief, identity, text, translator=made.model, moment=moment)
    return brief


def without_translations(brief: Brief, *, moment: datetime) -> Brief:
    """With quotes in their own words only."""
    for citation in brief.citations.values():
        if citation.translation:
            brief = with_translation(brief, citation.id, "", translator="", moment=moment)
    return brief


def _asked(client: "ChatClient", batch: Sequence[BriefCitation], language: str) -> tuple[dict[int, str], Usage]:
    """The texts by the places of their quotes, from 1; none where the reply was not in the form that was asked for."""
    messages = translation_messages([(one.quote, one.language) for one in batch], language)
    reply = client.complete(messages, json_schema=_SCHEMA)
    found = _OBJECT.search(reply.text.rpartition("</think>")[2])
    try:
        read = _Reply.model_validate_json(found[0]) if found else None
    except ValidationError:
        read = None
    return {one.number: clean_line(one.text) for one in (read.translations if read else ())}, reply.usage


def _fault(text: str, citation: BriefCitation, language: str) -> str:
    """Why ``text`` is no translation to be shown; empty if it may be."""
    if not any(map(str.isalnum, text)):
        return "the model gave no translation in the form it was asked for"
    low, high = (share * len(citation.quote) for share in _LENGTHS)
    letters = scripts(text)
    writing = _WRITING.get(language)
    if len(text) > max(high, 3 * _SHORT) or len(text) < low or (writing and letters[writing] < letters.total() / 2):
        return "what the model gave is not its translation"
    if set(_ADDRESS.findall(text)) - set(_ADDRESS.findall(citation.quote)):
        return "the translation has an address that the quote has not"
    evidence = Evidence(text=citation.quote, language=citation.language, context=citation.before)
    checks = verify(text, language, (evidence,), comparisons=_FIGURES).checks
    differing = next((one.claim for one in checks if one.name in _FIGURES and _differs(one, citation.quote)), None)
    return f"the translation says “{differing}”, which the quote does not" if differing else ""


def _differs(check: Check, quote: str) -> bool:
    """Whether the quote has another figure, or lacks one in digits; a number in words may only not have been understood."""
    if check.finding == "contradiction":
        return True
    digits = set(_DIGITS.findall(normalise(check.claim)))
    return bool(digits - set(_DIGITS.findall(normalise(quote))))


def _left_out(citation: BriefCitation, why: str) -> str:
    return f"Not translated: “{citation.quote[:60].rstrip()}{'…' if len(citation.quote) > 60 else ''}”, because {why}."


def _batches(citations: Sequence[BriefCitation], tokens: int) -> Iterator[list[BriefCitation]]:
    """Citations that are asked about together, so that their translations fit into ``tokens``."""
    batch: list[BriefCitation] = []
    left = float(tokens)
    for citation in citations:
        own = _LONGER * count_tokens(citation.quote)
        if batch and (own > left or len(batch) == _MOST):
            yield batch
            batch, left = [], float(tokens)
        batch.append(citation)
        left -= own
    if batch:
        yield batch
