"""Places that a question names and that nothing quoted for it mentions: what is quoted may be about others. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence

from index.language import Unit, units
from index.language.analysis import SOUND
from index.language.normalise import fold, normalise
from index.models import Article
from rag.models import Answer, Passage, Question

_PLACE = "place:"
_WORD = re.compile(r"\w+")


def unmentioned(question: Question, answer: Answer, passages: Sequence[Passage]) -> tuple[str, ...]:
    """The countries and the like, as they are written in the question, that no cited article has, in any language.

    Args:
        question: As understood.
        answer: With its sentences.
        passages: What it was made from.
    """
    typed = {fold(normalise(word)): word for word in _WORD.findall(question.searched)}
    named = [
        unit for unit in units(question.searched, question.language) if _is_place(unit) and not typed.get(unit.written, "X")[0].islower()
    ]
    cited = {citation.span.article_id for citation in answer.citations}
    if not named or not cited:
        return ()
    own = [passage for passage in passages if passage.article.id in cited]
    articles = {passage.article.id: passage.article for passage in own}
    missing = [unit for unit in named if not any(_is_written(unit, article) for article in articles.values())]
    if not missing:
        return ()
    known = {term for text, language in _texts(own) for unit in units(text, language) for term in _meanings(unit)}
    return tuple(typed.get(unit.written, unit.written) for unit in missing if known.isdisjoint(_meanings(unit)))


def _is_place(unit: Unit) -> bool:
    return any(term.startswith(_PLACE) for term in unit.bridge)


def _is_written(unit: Unit, article: Article) -> bool:
    return unit.written in " ".join(map(fold, normalise(f"{article.title} {article.text}").split()))


def _texts(passages: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    for passage in passages:
        yield passage.article.title, passage.article.language
        yield passage.text, passage.article.language


def _meanings(unit: Unit) -> set[str]:
    return {term for term in unit.bridge if not term.startswith(SOUND)}
