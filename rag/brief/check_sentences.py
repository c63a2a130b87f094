"""The sentences of a brief held against what they rest on: their quotes, the library, and the articles as they are now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.library import Library
from index.models import Article
from rag.brief.check_models import CitationCheck, SentenceCheck
from rag.brief.judging import Check, by_quotes, evidence, language_of
from rag.brief.models import Brief, BriefSentence, Identity
from rag.claims import kind_of
from rag.models import Verdict
from rag.prompt.orders import masked
from rag.verify import Evidence, verify

_TAKEN_BACK = ("corrected", "withdrawn")
_GRAVEST: tuple[Verdict, ...] = ("not_supported", "partly", "supported")


def sentence_checks(
    brief: Brief, citations: Mapping[Identity, CitationCheck], library: Library, *, check: Check | None = None
) -> Iterator[SentenceCheck]:
    """Each sentence of each item, in order.

    Args:
        brief: The brief.
        citations: Its citations, checked, by their id.
        library: The articles as they are now.
        check: Holds a sentence without citations against the library, such as `Sanad.check`; without it such sentences keep
            their verdict.
    """
    for item in brief.items:
        for place, sentence in enumerate(item.sentences):
            language = language_of(sentence.text, item.language)
            known: dict[str, Any] = {
                "item": item.id,
                "place": place,
                "text": sentence.text,
                "language": language,
                "before": sentence.verdict,
            }
            if sentence.marks:
                yield SentenceCheck(
                    **known, **_by_quotes(brief, sentence, language), **_by_now(brief, sentence, language, citations, library)
                )
            else:
                yield SentenceCheck(**known, **_by_library(sentence, language, check))


def _by_quotes(brief: Brief, sentence: BriefSentence, language: str) -> dict[str, Any]:
    """What a sentence rests on by its own quotes."""
    judged = by_quotes(brief, sentence, language)
    return {"against": "quotes", "verdict": judged.verdict, "support": judged.support, "reasons": judged.reasons}


def _by_library(sentence: BriefSentence, language: str, check: Check | None) -> dict[str, Any]:
    """What a sentence without quotes could rest on; of several that it is parted into, the gravest verdict."""
    if kind_of(sentence.text) != "claim":
        return {"against": "nothing"}
    found = check(sentence.text, language=language).sentences if check else ()
    if not found:
        return {"against": "library", "verdict": sentence.verdict, "support": sentence.support, "reasons": sentence.reasons}
    worst = min((one.judgement for one in found), key=lambda one: (_GRAVEST.index(one.verdict), one.support))
    return {
        "against": "library",
        "verdict": worst.verdict,
        "support": worst.support,
        "reasons": tuple(dict.fromkeys(reason for one in found for reason in one.judgement.reasons)),
        "citations": tuple({citation.span: citation for one in found for citation in one.citations}.values()),
    }


def _by_now(
    brief: Brief, sentence: BriefSentence, language: str, citations: Mapping[Identity, CitationCheck], library: Library
) -> dict[str, Any]:
    """Whether what it cites supports it still, where that was changed or taken back since."""
    cited = [citations[identity] for identity in dict.fromkeys(mark.citation for mark in sentence.marks) if identity in citations]
    if all(one.stands is not False and one.state not in _TAKEN_BACK for one in cited):
        return {}
    wrong = [one.notice.value for one in cited if one.notice and one.state == "corrected" and one.notice.value in sentence.text]
    if any(wrong):
        return {"now": "not_supported", "now_reasons": tuple(f"A correction takes “{value}” back." for value in filter(None, wrong))}
    corrected = [one.notice.article_id for one in cited if one.notice and one.state == "corrected"]
    against = verify(sentence.text, language, [_whole(one) for one in _articles(library, corrected)])
    if any(check.finding == "contradiction" for check in against.checks):
        return {"now": against.verdict, "now_reasons": against.reasons}
    left = [now for one in cited if one.state != "withdrawn" and (now := _as_it_is(brief, one, library))]
    found = verify(sentence.text, language, left)
    if found.verdict == "supported" and any(one.state in _TAKEN_BACK for one in cited):
        return {"now": "partly", "now_reasons": ("One of the reports it cites was corrected or withdrawn.",)}
    return {"now": found.verdict, "now_reasons": found.reasons if left else ("What it cites was withdrawn.",)}


def _as_it_is(brief: Brief, one: CitationCheck, library: Library) -> Evidence | None:
    """The whole article as it is now; of one that is gone, the quote that is kept."""
    citation = brief.citations[one.citation]
    article = library.catalog.articles.get(one.now.article_id if one.now else brief.sources[citation.source].article_id)
    return _whole(article) if article else evidence(brief, citation)


def _articles(library: Library, ids: Sequence[str]) -> Iterator[Article]:
    found = (library.catalog.articles.get(identity) for identity in dict.fromkeys(ids))
    return (one for one in found if one is not None)


def _whole(article: Article) -> Evidence:
    text = masked(article, 0, len(article.text))  # an order is no evidence
    return Evidence(text=text, language=article.language, title=article.title, published=article.published)
