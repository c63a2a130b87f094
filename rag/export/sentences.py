"""Sentences of a brief as words of a document: their citations where they stand, the quotes they rest on, and the sign of their verdict."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from index.language import detect, direction
from index.models import UNKNOWN_LANGUAGE
from rag.brief.models import Brief, BriefCitation, BriefSentence, Identity, Item
from rag.export.directions import runs, tongue
from rag.export.labels import label
from rag.export.tree import Element, Inlines, clean, piece, span, words

Standing = Literal["supported", "partly", "not_supported", "unchecked"]

SIGNS: dict[Standing, str] = {"supported": "✓", "partly": "≈", "not_supported": "✗", "unchecked": "?"}

_QUOTES = {"ar": "«»", "fa": "«»", "ru": "«»", "uk": "«»", "fr": "«»", "es": "«»", "it": "«»", "pt": "«»", "el": "«»", "tr": "“”"} | {
    "de": "„“",
    "cs": "„“",
    "zh": "「」",
    "ja": "「」",
    "he": "”“",
}
_ENDS = ".。۔"
_NOT_WORDS = re.compile(r"[^\w]+")


class Manner(NamedTuple):
    """How sentences are written.

    Attributes:
        brief: Whose they are.
        keys: Of its sources, by their id.
        notes: Whether the style cites in notes, which then hold quotes.
        verdicts: Whether sentences that are supported have a sign too.
    """

    brief: Brief
    keys: dict[Identity, str]
    notes: bool
    verdicts: bool


def standing(sentence: BriefSentence) -> Standing:
    """The verdict of a sentence, or that there is none."""
    return sentence.verdict or "unchecked"


def language_of(sentence: BriefSentence, item: Item, brief: Brief) -> str:
    """The language of a sentence: that of the quote it repeats, else its item's or the brief's, as its letters run."""
    for mark in sentence.marks:
        citation = brief.citations[mark.citation]
        if repeats(sentence.text, citation) and citation.language != UNKNOWN_LANGUAGE:
            return citation.language
    own = item.language if item.language != UNKNOWN_LANGUAGE else brief.language
    seen = runs(sentence.text)
    fitting = [one for one in (own, brief.language) if seen in (None, direction(one))]
    return fitting[0] if fitting else detect(sentence.text)


def repeats(text: str, citation: BriefCitation) -> bool:
    """Whether ``text`` is nothing but words of the quote, in their order."""
    own, quote = (f" {' '.join(_NOT_WORDS.sub(' ', one).casefold().split())} " for one in (text, citation.quote))
    return bool(own.strip()) and own in quote


def sentence_words(sentence: BriefSentence, manner: Manner) -> Inlines:
    """A sentence with its citations and its sign."""
    found: Inlines = []
    place = 0
    for at, citations in _marked(sentence):
        cut = at if manner.notes else _before_the_end(sentence.text, at)
        before = sentence.text[place:cut]
        found += piece(before) if manner.notes else [*piece(before.rstrip()), {"t": "Space"}]
        found.append(_cite([manner.brief.citations[one] for one in citations], sentence, manner))
        place = cut
    return [*found, *piece(sentence.text[place:]), *_sign(standing(sentence), manner)]


def quoted(text: str, language: str, around: str) -> Inlines:
    """``text`` in the quotation marks of its language, set apart from what is ``around`` it in another."""
    said = words(in_quotes(text, language))
    return said if language == around else [span(said, lang=tongue(language), dir=runs(text) or "")]


def in_quotes(text: str, language: str) -> str:
    """``text`` between the quotation marks of its language."""
    marks = _QUOTES.get(language.split("-")[0], "“”")
    return f"{marks[0]}{clean(text)}{marks[1]}"


def sign(of: Standing) -> Element:
    """The sign of a verdict."""
    return span([{"t": "Str", "c": SIGNS[of]}], classes=("verdict", of), custom_style=f"Verdict {of.replace('_', ' ')}")


def translation(citation: BriefCitation, language: str) -> Inlines:
    """A quote in the language of the brief, said to be a model's; nothing without one."""
    if not citation.translation:
        return []
    said = in_quotes(_without_stop(citation.translation), language)
    return words(f"[{said}, {label('translated_by', language, model=clean(citation.translator))}]")


def _marked(sentence: BriefSentence) -> Iterable[tuple[int, Sequence[Identity]]]:
    places: dict[int, list[Identity]] = {}
    for mark in sentence.marks:
        places.setdefault(mark.at, []).append(mark.citation)
    return places.items()


def _before_the_end(text: str, at: int) -> int:
    """Where a citation within the text stands that was put at ``at``: before a full stop that nothing closes."""
    return at - 1 if at and not text[at:].strip() and text[at - 1] in _ENDS else at


def _cite(citations: Sequence[BriefCitation], sentence: BriefSentence, manner: Manner) -> Element:
    one = [
        {
            "citationId": manner.keys[citation.source],
            "citationPrefix": [],
            "citationSuffix": _suffix(citation, sentence, manner),
            "citationMode": {"t": "NormalCitation"},
            "citationNoteNum": 0,
            "citationHash": 0,
        }
        for citation in _once(citations, sentence, manner)
    ]
    return {"t": "Cite", "c": [one, words("; ".join(f"@{citation['citationId']}" for citation in one))]}


def _once(citations: Sequence[BriefCitation], sentence: BriefSentence, manner: Manner) -> list[BriefCitation]:
    """Citations of the same source and page as one, unless their quotes are to be shown."""
    found: dict[tuple[object, ...], BriefCitation] = {}
    for citation in citations:
        shown = manner.notes and not repeats(sentence.text, citation)
        found.setdefault((citation.source, citation.page, citation.id if shown else ""), citation)
    return list(found.values())


def _suffix(citation: BriefCitation, sentence: BriefSentence, manner: Manner) -> Inlines:
    """The page, in braces so that nothing else is taken for one, and in notes the quote that a sentence in other words rests on."""
    pages: Inlines = [{"t": "Str", "c": f"{{{citation.page or ''}}}"}]
    if not manner.notes:
        return pages if citation.page else []
    shown = [] if repeats(sentence.text, citation) else quoted(_without_stop(citation.quote), citation.language, manner.brief.language)
    told = translation(citation, manner.brief.language)
    rest = [part for group in (shown, told) if group for part in ({"t": "Space"}, *group)]
    return [*pages, {"t": "Space"}, {"t": "Str", "c": "—"}, *rest] if rest else pages if citation.page else []


def _without_stop(quote: str) -> str:
    """A quote without the full stop at its end, where the note's own follows."""
    text = clean(quote)
    return text[:-1] if text.endswith(tuple(_ENDS)) and not text.endswith("..") else text


def _sign(of: Standing, manner: Manner) -> Inlines:
    return [{"t": "Str", "c": "\u00a0"}, sign(of)] if manner.verdicts or of != "supported" else []
