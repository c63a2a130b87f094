"""How an answer's words agree with reference answers, as SQuAD measures it, with a normalisation for each language. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.language.normalise import fold, normalise

# Words left out, as SQuAD does in English; the lists of Lewis et al. 2020 (MLQA) and the articles of other languages.
_ARTICLES = {
    "en": "a an the",
    "es": "un una unos unas el la los las",
    "de": "ein eine einen einem eines einer der die das den dem des",
    "fr": "un une des le la les l d",
    "it": "un uno una il lo la i gli le l",
    "pt": "um uma uns umas o a os as",
    "nl": "een de het",
    "vi": "của là cái chiếc những",
    "tr": "bir",
}
_LEFT_OUT = {language: frozenset(map(fold, words.split())) for language, words in _ARTICLES.items()}
_ELIDING = frozenset({"fr", "it"})  # an apostrophe ends an article there: l'été
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_DEFINITE = "ال"  # stands before its noun without a space
_SHORTEST_NOUN = 2  # letters that must remain
# Scripts written without spaces: Thai, Lao, Tibetan, Burmese, Khmer, kana, Han. Every character is a token.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_GROUPING = re.compile(r"(?<=\d)[.,'\u00a0\u202f](?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_POINT = "\ue000"  # stands for a decimal point while punctuation is taken away; private use, so in no text


def tokens(text: str, language: str) -> tuple[str, ...]:
    """The words that are compared: without case, accents, variants of a letter, punctuation and articles; numbers in one form.

    Args:
        text: An answer.
        language: Its ISO 639-1 code, for the articles.
    """
    return tuple(_tokens(text, language))


def exact_match(answer: str, references: Iterable[str], language: str) -> float:
    """1 if the answer is one of the references, both normalised; else 0."""
    said = tokens(answer, language)
    return float(any(said == tokens(reference, language) for reference in references))


def token_f1(answer: str, references: Iterable[str], language: str) -> float:
    """The F1 of the tokens, against the reference it is highest for; in [0, 1]. Of nothing and nothing it is 1."""
    said = tokens(answer, language)
    return max((_f1(said, tokens(reference, language)) for reference in references), default=0.0)


def contains(answer: str, words: str, language: str) -> bool:
    """Whether the tokens of ``words`` stand in those of the answer, one after the other."""
    said, wanted = tokens(answer, language), tokens(words, language)
    return bool(wanted) and any(said[start : start + len(wanted)] == wanted for start in range(len(said) - len(wanted) + 1))


def facts_held(answer: str, facts: Sequence[str], language: str) -> int:
    """How many key facts the answer holds; of the forms of a fact, apart by ``|``, any one does."""
    return sum(any(contains(answer, form, language) for form in fact.split("|")) for fact in facts)


def _f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    if not said or not wanted:
        return float(said == wanted)
    common = sum((Counter(said) & Counter(wanted)).values())
    return 2 * common / (len(said) + len(wanted))


def _tokens(text: str, language: str) -> Iterator[str]:
    plain = _DECIMAL.sub(_POINT, _GROUPING.sub("", normalise(text)))
    apart = _UNSPACED.sub(r" \g<0> ", _APOSTROPHE.sub(" ", plain) if language in _ELIDING else plain)
    kept = "".join(character for character in apart if unicodedata.category(character)[0] != "P")
    for word in kept.replace(_POINT, ".").split():
        folded = fold(word)
        if folded not in _LEFT_OUT.get(language, ()):
            yield _bare(folded)


def _bare(word: str) -> str:
    """An Arabic noun without its article."""
    return word.removeprefix(_DEFINITE) if len(word) >= len(_DEFINITE) + _SHORTEST_NOUN else word
