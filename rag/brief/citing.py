"""Words of an article found by a person, and citations put behind a sentence that is there already. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime

from index.clean.characters import plain_characters
from index.errors import BriefError, NotFoundError
from index.models import Article, Span
from rag.brief.collecting import Articles, with_citation
from rag.brief.editing import edited, item_of
from rag.brief.judging import by_quotes, language_of
from rag.brief.models import Brief, Identity, Mark
from rag.models import Citation


def spans_of(article: Article, words: str) -> tuple[Span, ...]:
    """Every place of an article that has these words, whatever white space is between them.

    Raises:
        BriefError: There are no words.
        NotFoundError: The article does not have them.
    """
    parts = plain_characters(words).split()
    if not parts:
        raise BriefError("There are no words to quote.", remedy="Give them as they stand in the article.")
    found = re.finditer(r"\s+".join(map(re.escape, parts)), article.text)
    spans = tuple(Span(article_id=article.id, version=article.version, start=one.start(), end=one.end()) for one in found)
    if not spans:
        shown = " ".join(parts)[:80]
        raise NotFoundError(f"“{article.title[:60]}” does not say “{shown}”.", remedy=f"`sanad show {article.id}` shows what it says.")
    return spans


def with_marks(
    brief: Brief, item: Identity, place: int, quoted: Sequence[Span | Citation], articles: Articles, *, moment: datetime
) -> Brief:
    """The brief with citations at the end of a sentence, which is judged by all that it cites then.

    Args:
        brief: The brief.
        item: Id of the item.
        place: Of the sentence in it, from 0.
        quoted: What to cite; what it cites there already is passed over.
        articles: What has the versions.
        moment: Now, UTC.

    Raises:
        NotFoundError: There is no such item or sentence, or the library does not have the version.
        BriefError: A quote is not what its article says.
    """
    sentences = list(item_of(brief, item).sentences)
    if not 0 <= place < len(sentences):
        raise NotFoundError(f"{item} has no sentence {place + 1}.", remedy=f"It has {len(sentences)}.")
    sentence = sentences[place]
    for one in quoted:
        brief, identity, _ = with_citation(brief, one, articles, moment=moment)
        mark = Mark(at=len(sentence.text), citation=identity)
        if mark not in sentence.marks:
            sentence = sentence.model_copy(update={"marks": (*sentence.marks, mark)})
    if sentence == sentences[place]:
        return brief
    sentences[place] = by_quotes(brief, sentence, language_of(sentence.text, item_of(brief, item).language))
    return edited(brief, item, sentences=sentences, moment=moment)
