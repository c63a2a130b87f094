"""Whether a time restricts the articles, or only speaks of what happened. Pure."""

import re
from functools import cache
from typing import NamedTuple

from rag.question.dates import Mention
from rag.question.words import pattern, words_of

_NEAR = r"(?:(?!(?:EVENTS)\s)\w+[,،]?\s+){0,6}?"  # "articles about energy published in ..."
_NOT_OF_EVENTS = frozenset({"from", "since", "before", "after", "between", "until"})


class _Restricting(NamedTuple):
    """Patterns for the text before and behind a time."""

    articles: re.Pattern[str]
    published: re.Pattern[str]
    only: re.Pattern[str]
    behind: re.Pattern[str]


def restriction(text: str, mention: Mention, language: str) -> tuple[int, int] | None:
    """The characters of folded ``text`` that say that only articles of that time are wanted; ``None`` when they do not.

    "Articles from last week" and "only since March" do, "published in 2024" beside the word "articles" does; "in 2024" speaks of the event.
    """
    known = _restricting(language)
    before = text[: mention.start]
    if match := known.published.search(before):
        return match.start("published"), mention.end
    of_articles = mention.lead != "in" or text[mention.start : mention.core].strip() == ""
    if (match := known.articles.search(before)) and of_articles:
        return match.start(), mention.end
    if (match := known.only.search(before)) and mention.lead in _NOT_OF_EVENTS:
        return match.start(), mention.end
    if match := known.behind.match(text, mention.end):
        only = known.only.search(before)
        return (only.start() if only else mention.start), match.end()
    return None


@cache
def _restricting(language: str) -> _Restricting:
    words = words_of(language)
    only, articles = pattern(words.only["words"]), rf"{words.before}(?:{pattern(words.only['articles'])})"
    near = _NEAR.replace("EVENTS", pattern(words.only["events"]))
    published, link = pattern(words.only["published"]), pattern(words.only["link_behind"])
    return _Restricting(
        articles=re.compile(rf"(?<!\w)(?:(?:{only})\s+)?(?:{articles})\s+$"),
        published=re.compile(rf"(?<!\w)(?:(?:{only})\s+)?(?:{articles})\s+{near}(?P<published>(?:{published})\s+)$"),
        only=re.compile(rf"(?<!\w)(?:{only})\s+(?:(?:{articles})\s+)?$"),
        behind=re.compile(rf"\s*(?:{link})?\s*(?:{published})?\s*(?:{articles})(?!\w)"),
    )
