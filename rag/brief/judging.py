"""Verdicts for the sentences a person wrote: against the quotes they cite, or else against the library.

What the library offers for a sentence without citations is a suggestion; nothing is cited that the person did not cite.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from index.language import detect
from index.models import UNKNOWN_LANGUAGE
from index.segment import sentences as sentences_of
from rag.brief.models import Brief, BriefCitation, BriefSentence
from rag.checking import CheckedText
from rag.claims import kind_of
from rag.models import Citation, Verdict
from rag.prompt.orders import is_order
from rag.verify import CheckedSentence, Evidence, verify

_TELLING = 8  # words from which the language of one sentence can be told
_BEFORE = 300  # characters before a quote in which its pronouns' names may stand
_GRAVEST: tuple[Verdict, ...] = ("not_supported", "partly", "supported")
_ORDERED = "The cited words look like an instruction to a machine, not like a report."


class Check(Protocol):
    """Holds a text against the library: `Sanad.check`."""

    def __call__(self, text: str, *, language: str | None = None) -> CheckedText:
        """Each sentence of the text with a verdict and what it could rest on."""
        ...


class Judged(NamedTuple):
    """Sentences with verdicts.

    Attributes:
        sentences: In order, none without a verdict that cites something, or claims something and the library could be asked.
        suggestions: By the place of a sentence without citations, from 0: what the library has for it, where it has something that
            supports it at least partly.
        notices: Plain sentences about what was not available.
    """

    sentences: tuple[BriefSentence, ...]
    suggestions: Mapping[int, tuple[Citation, ...]] = {}
    notices: tuple[str, ...] = ()


def judged(brief: Brief, sentences: Sequence[BriefSentence], language: str, *, check: Check | None, again: bool = False) -> Judged:
    """Give each sentence that has no verdict one.

    Args:
        brief: Has the citations that the sentences name.
        sentences: Of one item.
        language: ISO 639-1 code of the item.
        check: Asks the library about sentences without citations that claim something, such as `Sanad.check`; without it they are
            left as they are. Headings, questions and the like have no verdict.
        again: Judge those that have a verdict anew too.
    """
    made = list(sentences)
    claims: dict[str, list[int]] = {}
    for place, sentence in enumerate(sentences):
        if sentence.verdict is not None and not again:
            continue
        spoken = language_of(sentence.text, language)
        if sentence.marks:
            made[place] = by_quotes(brief, sentence, spoken)
        elif kind_of(sentence.text, alone=_is_alone(sentences, place)) == "claim":
            claims.setdefault(spoken, []).append(place)
        else:
            made[place] = sentence.model_copy(update={"verdict": None, "support": 0.0, "reasons": ()})
    if check is None:
        return Judged(tuple(made))
    suggestions: dict[int, tuple[Citation, ...]] = {}
    notices: list[str] = []
    for spoken, places in claims.items():
        found, told = _by_library([made[place].text for place in places], spoken, check)
        notices += told
        for place, parts in zip(places, found, strict=True):
            made[place] = _with_verdict(made[place], parts)
            if found_for_it := _offered(parts):
                suggestions[place] = found_for_it
    return Judged(tuple(made), suggestions, tuple(dict.fromkeys(notices)))


def _is_alone(sentences: Sequence[BriefSentence], place: int) -> bool:
    """Whether a sentence is a paragraph."""
    begins = not place or sentences[place].begins
    return begins and (place + 1 == len(sentences) or sentences[place + 1].begins)


def by_quotes(brief: Brief, sentence: BriefSentence, language: str) -> BriefSentence:
    """The sentence with the verdict of the quotes it cites, in whichever language they are.

    Args:
        brief: Has its citations.
        sentence: Has marks.
        language: ISO 639-1 code of the sentence.
    """
    cited = [brief.citations[identity] for identity in dict.fromkeys(mark.citation for mark in sentence.marks)]
    evident = [found for found in (evidence(brief, citation) for citation in cited) if found]
    judgement = verify(sentence.text, language, evident)
    ordered = judgement.verdict != "supported" and len(evident) < len(cited)
    reasons = (*judgement.reasons, _ORDERED) if ordered else judgement.reasons
    return sentence.model_copy(update={"verdict": judgement.verdict, "support": judgement.support, "reasons": reasons})


def offered(check: Check, text: str, language: str) -> tuple[Citation, ...]:
    """What the library has that supports a sentence at least partly, each quote once.

    Args:
        check: Asks the library.
        text: The sentence.
        language: ISO 639-1 code of what it stands in.
    """
    return _offered(check(text, language=language_of(text, language)).sentences)


def evidence(brief: Brief, citation: BriefCitation) -> Evidence | None:
    """A quote with what stands before it, as a verification takes it; ``None`` if it speaks to a machine."""
    source = brief.sources[citation.source]
    if any(is_order(citation.quote[start:end]) for start, end in sentences_of(citation.quote, citation.language)):
        return None
    return Evidence(
        text=citation.quote,
        language=citation.language,
        title="" if is_order(source.title) else source.title,
        context="" if is_order(citation.before) else citation.before[-_BEFORE:],
        published=source.published,
    )


def language_of(text: str, language: str) -> str:
    """That of the item, unless the sentence is long enough to tell that it is in another."""
    found = detect(text) if len(text.split()) >= _TELLING or language == UNKNOWN_LANGUAGE else language
    return language if found == UNKNOWN_LANGUAGE else found


def _by_library(texts: Sequence[str], language: str, check: Check) -> tuple[list[tuple[CheckedSentence, ...]], tuple[str, ...]]:
    """What the library has for each text, of which one may be several sentences to it; and notices."""
    whole = "\n\n".join(texts)
    checked = check(whole, language=language)
    found, start = list[tuple[CheckedSentence, ...]](), 0
    for text in texts:
        found.append(tuple(one for one in checked.sentences if start <= one.start < start + len(text)))
        start += len(text) + 2
    return found, checked.notices


def _with_verdict(sentence: BriefSentence, parts: Sequence[CheckedSentence]) -> BriefSentence:
    """The sentence with the gravest verdict of its parts; without one where it has no words."""
    worst = min((one.judgement for one in parts), key=lambda one: (_GRAVEST.index(one.verdict), one.support), default=None)
    if worst is None:
        return sentence
    reasons = tuple(dict.fromkeys(reason for one in parts for reason in one.judgement.reasons))
    return sentence.model_copy(update={"verdict": worst.verdict, "support": worst.support, "reasons": reasons})


def _offered(parts: Sequence[CheckedSentence]) -> tuple[Citation, ...]:
    """What supports the parts at least partly, each quote once."""
    found = (citation for one in parts if one.judgement.verdict != "not_supported" for citation in one.citations)
    return tuple({citation.span: citation for citation in found}.values())
