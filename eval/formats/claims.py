"""Sentences with what they are held against and the verdict they deserve: WiCE (Kamoi et al., 2023), and our own altered sentences.

WiCE: ``{"label", "claim", "evidence": [sentence, ...], "meta": {"id"}}``.
Ours: ``{"id", "article", "half", "kind", "altered", "sentence", "language", "quote", "quote_language"}``.
"""

import json
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.formats.parsed import problems_of
from eval.models import Problem
from index.models import Record
from rag.models import Verdict

ClaimKind = Literal["wice", "altered"]
Half = Literal["tuned", "reported", ""]

_LABELS: dict[str, Verdict] = {"supported": "supported", "partially_supported": "partly", "not_supported": "not_supported"}


class Claim(Record):
    """One sentence to be judged.

    Attributes:
        evidence: Sentences of one source, in order.
        evidence_language: Their ISO 639-1 code.
        label: The right verdict; for an altered sentence, ``not_supported``.
        kind: What was altered, or ``paraphrase`` or ``translation``; empty where the set does not tell.
        half: Whether the checks were tuned on it; empty where the set has no halves.
    """

    id: str
    sentence: str
    language: str
    evidence: tuple[str, ...]
    evidence_language: str
    label: Verdict
    kind: str = ""
    half: Half = ""


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Meta(_Loose):
    id: str = ""


class _Wice(_Loose):
    label: Literal["supported", "partially_supported", "not_supported"]
    claim: str = Field(min_length=1)
    evidence: list[str]
    meta: _Meta = _Meta()


class _Altered(_Loose):
    id: str = Field(min_length=1)
    half: Literal["tuned", "reported"]
    kind: str
    altered: bool
    sentence: str = Field(min_length=1)
    language: str
    quote: str = Field(min_length=1)
    quote_language: str


def claims_kind(text: str) -> ClaimKind | None:
    """Which of the formats ``text`` is in, by its first line; ``None`` if in neither."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    try:
        value = json.loads(first)
    except json.JSONDecodeError:
        return None
    if not isinstance(value, dict):
        return None
    return (
        "wice"
        if {"claim", "evidence", "label"} <= value.keys()
        else "altered"
        if {"sentence", "quote", "altered"} <= value.keys()
        else None
    )


def read_claims(text: str, kind: ClaimKind) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    """The claims, one a line, and what cannot be read, named by its line."""
    claims: list[Claim] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                claims.append(_wice(line, number) if kind == "wice" else _altered(line))
            except ValidationError as error:
                problems.extend(problems_of(error, item=f"line {number}"))
    return tuple(claims), tuple(problems)


def _wice(line: str, number: int) -> Claim:
    read = _Wice.model_validate_json(line)
    return Claim(
        id=read.meta.id or f"line {number}",
        sentence=read.claim,
        language="en",
        evidence=tuple(filter(str.strip, read.evidence)),
        evidence_language="en",
        label=_LABELS[read.label],
    )


def _altered(line: str) -> Claim:
    read = _Altered.model_validate_json(line)
    return Claim(
        id=read.id,
        sentence=read.sentence,
        language=read.language,
        evidence=(read.quote,),
        evidence_language=read.quote_language,
        label="not_supported" if read.altered else "supported",
        kind=read.kind,
        half=read.half,
    )


def groups(claims: tuple[Claim, ...]) -> Iterator[tuple[str, tuple[Claim, ...]]]:
    """The halves of a set, or the whole of it if it has none."""
    for half in dict.fromkeys(claim.half for claim in claims):
        yield half, tuple(claim for claim in claims if claim.half == half)
