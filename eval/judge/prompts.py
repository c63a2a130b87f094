"""What a judge is sent: instructions, and the texts as data. Pure.

At temperature 0 one prompt has one answer, so that asking it thrice would measure nothing. Each vote has a form of its own: another
wording, the verdicts named best or worst first, the answer before or behind what it is held against, and that in another order.
Twelve forms are different.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from eval.judge.models import LABELS, Aspect, Label
from index.segment import sentences
from rag.chat.models import Message
from rag.prompt.neutral import neutral
from rag.prompt.orders import is_order

FORMS = 12
_WORDINGS = 3
_LATER = (False, True, True, False, False, True)  # where the answer stands first; the other way round from the seventh form on


class Form(NamedTuple):
    """How one vote is asked for."""

    wording: int
    worst_first: bool
    answer_first: bool


class Texts(NamedTuple):
    """What is judged, and against what."""

    question: str
    answer: str
    against: tuple[str, ...]
    language: str


def form_of(variant: int) -> Form:
    """The form of the vote with this number, from 0."""
    place = variant % len(_LATER)
    return Form(variant % _WORDINGS, variant % 2 == 1, _LATER[place] != (variant % FORMS >= len(_LATER)))


def messages_of(aspect: Aspect, texts: Texts, *, variant: int) -> tuple[Message, ...]:
    """What is sent for one vote."""
    form = form_of(variant)
    nonce = _nonce(texts)
    names = LABELS[aspect][::-1] if form.worst_first else LABELS[aspect]
    told = _data()[aspect]
    system = _data()["frames"][form.wording].format(
        task=told["task"],
        labels="\n".join(f'- "{name}": {told[name]}' for name in names),
        best=LABELS[aspect][0],
        names=", ".join(f'"{name}"' for name in names[:-1]) + f' or "{names[-1]}"',
    )
    system = f"{system.strip()}\n\n{_data()['data'].format(nonce=nonce).strip()}"
    return Message(role="system", content=system), Message(role="user", content=_material(texts, told["against"], form, nonce))


def schema_of(aspect: Aspect) -> Mapping[str, Any]:
    """The JSON schema of a vote."""
    text = {"type": "string"}
    fields = {"reason": text, "problems": {"type": "array", "items": text}, "verdict": {"type": "string", "enum": list(LABELS[aspect])}}
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def harmless(text: str, language: str) -> str:
    """``text`` on one line, without what could pass for a mark of ours, and without sentences that speak to a machine."""
    parts = (text[found.start : found.end] for found in sentences(text, language))
    kept = (_data()["left_out"] if is_order(part) else neutral(part) for part in parts)
    return " ".join(part for part in kept if part)


def prompts_sha256() -> str:
    """Of everything that a judge is told besides the texts."""
    return hashlib.sha256(_source().encode()).hexdigest()


def best_of(aspect: Aspect) -> Label:
    """The label of an answer without a fault."""
    return LABELS[aspect][0]


def _material(texts: Texts, name: str, form: Form, nonce: str) -> str:
    answer = [("answer", texts.answer)]
    against = list(_numbered(texts.against[::-1] if form.answer_first else texts.against, name))
    parts = [("question", texts.question), *(answer + against if form.answer_first else against + answer)]
    return "\n".join([*(f"{nonce} {title}\n{harmless(text, texts.language)}" for title, text in parts), f"{nonce} end"])


def _numbered(against: Sequence[str], name: str) -> Iterator[tuple[str, str]]:
    return ((f"{name} {number}", text) for number, text in enumerate(against, start=1))


def _nonce(texts: Texts) -> str:
    """A word that none of the texts holds, the same for the same texts, so that a prompt can be found in the cache."""
    return "@" + hashlib.sha256("\x1f".join((texts.question, texts.answer, *texts.against)).encode()).hexdigest()[:12]


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_source())


@cache
def _source() -> str:
    return files("eval.judge").joinpath("prompts.toml").read_text(encoding="utf-8")
