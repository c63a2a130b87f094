"""What a check found, as remarks under the items of an exported brief, in its language."""

from collections.abc import Iterator, Mapping
from datetime import date

from rag.brief.check_models import BriefCheck, CitationCheck, Newer
from rag.brief.models import Brief, Identity, item_marks
from rag.export.labels import day, label
from rag.export.sentences import in_quotes
from rag.models import DifferenceValue


def remarks(brief: Brief, found: BriefCheck) -> Mapping[Identity, tuple[str, ...]]:
    """Sentences by the id of the item they are to stand under, each once.

    Told are later reports that say otherwise, corrections and withdrawals, and quotes that their article has no more.
    """
    states = {one.citation: one for one in found.citations}
    told: dict[Identity, dict[str, None]] = {}
    for one in found.newer:
        told.setdefault(one.item, {})[_newer(brief, one)] = None
    for item in brief.items:
        for mark in item_marks(item):
            if mark.citation in states:
                told.setdefault(item.id, {}).update(dict.fromkeys(_state(brief, states[mark.citation])))
    return {identity: tuple(sentences) for identity, sentences in told.items() if sentences}


def _newer(brief: Brief, one: Newer) -> str:
    now, before = _value(one.report), _value(one.cited)
    report = _named(brief, one.report.title, one.report.source, one.report.published, one.report.language)
    return label("newer", brief.language, now=now, before=before, report=report)


def _state(brief: Brief, one: CitationCheck) -> Iterator[str]:
    notice = one.notice
    if one.state in ("corrected", "withdrawn") and notice is not None:
        report = _named(brief, notice.title, notice.source, notice.published, notice.language)
        yield label(one.state, brief.language, report=report)
    elif one.state == "updated" and one.stands is False:
        source = brief.sources[one.source]
        report = _named(brief, source.title, source.source, source.published, source.language)
        yield label("changed_since", brief.language, report=report)


def _value(said: DifferenceValue) -> str:
    return f"{said.value} {said.unit}" if said.unit else said.value


def _named(brief: Brief, title: str, outlet: str | None, published: date | None, language: str) -> str:
    parts = (in_quotes(title, language) if title else "", outlet or "", day(published, brief.language) if published else "")
    return ("، " if brief.language in ("ar", "fa", "ur") else ", ").join(filter(None, parts))
