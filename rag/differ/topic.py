"""Whether two articles are about one thing, for a question that does not name what it is about: "How much will it cost?". Pure."""

from functools import lru_cache

from index.language import units
from index.language.analysis import SOUND
from index.models import Article
from rag.differ.asked import Asked
from rag.differ.statements import Statement
from rag.differ.terms import terms
from rag.verify.names import name_places
from rag.verify.reading import Reading

_LEAD = 400  # characters of an article that say what it is about
_AROUND = 1_200  # characters in which the other article's subject may stand
_TITLE = 0.5  # share of either title's words that the other article has
_BOTH = 0.3  # share of the words of title and lead that each has of the other

Words = tuple[frozenset[str], ...]


def same_topic(question: Asked, one: Statement, other: Statement) -> bool:
    """Whether values of both can be compared: the question names their subject, or their articles have one."""
    return names_subject(question.reading) or same_subject(one.article, other.article)


@lru_cache(maxsize=256)
def names_subject(question: Reading) -> bool:
    """Whether a question has a name or a number: places and people of the glossary in any script, else what is capitalised."""
    if name_places(question) or any(word.is_number for word in question.words):
        return True
    return any(term.startswith("place:") or (term[:1] == "=" and term[1:2].isupper()) for own in terms(question) for term in own)


def same_subject(one: Article, other: Article) -> bool:
    """Whether titles and first sentences have much in common, by word, or across languages by meaning and the sound of names."""
    across = one.language != other.language
    ours, theirs = _about(one, across), _about(other, across)
    title = max(_share(ours[0], theirs[2]), _share(theirs[0], ours[2]))
    both = min(_share(ours[1], theirs[2]), _share(theirs[1], ours[2]))
    return title >= _TITLE and both >= _BOTH


def _about(article: Article, across: bool) -> tuple[Words, Words, Words]:
    """The words of the title, of title and lead, and of what is around them."""
    title, text = article.title or article.text[:_LEAD], f"{article.title} . {article.text}"
    language = article.language
    return _words(title, language, across), _words(text[:_LEAD], language, across), _words(text[:_AROUND], language, across)


@lru_cache(maxsize=512)
def _words(text: str, language: str, across: bool) -> Words:
    """Each word of substance as what it is: its stem within a language, and its sound across languages."""
    found = (unit for unit in units(text, language) if unit.informative)
    if across:
        return tuple(frozenset(unit.bridge) for unit in found)
    return tuple(frozenset((*unit.words, *(term for term in unit.bridge if not term.startswith(SOUND)))) for unit in found)


def _share(words: Words, around: Words) -> float:
    known = frozenset().union(*around)
    return sum(not known.isdisjoint(word) for word in words) / len(words) if words else 0.0
