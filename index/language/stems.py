"""Stems of words, by Snowball (the only file that knows PyStemmer), and by an ending list of ours for Urdu."""

from functools import lru_cache

import Stemmer

_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}

# Latin words within these are mostly English: names of firms, abbreviations, quotations.
_OTHER_SCRIPTS = "ar be bg bn el fa he hi hy ja ka kk ko ky mk mn mr ne ps ru sd sr ta te th tg ug uk ur zh"
_IN_OTHER_SCRIPTS = frozenset(_OTHER_SCRIPTS.split())

# Snowball leaves most joined particles of Arabic: "and", then the article with what is written together with it.
_AND = "و"
_ARTICLES = ("ال", "بال", "كال", "فال", "لل")


# Urdu marks number, gender and the oblique case by these endings, in folded letters; the longest goes that leaves so many of them.
_URDU_ENDINGS = (("يون", 2), ("يان", 2), ("ون", 2), ("ين", 3), ("ي", 2), ("ه", 2), ("ا", 2))


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _ALGORITHMS.get(language)
    return Stemmer.Stemmer(name, 0) if name else None  # no cache inside: the analyzer keeps its own


def stem(word: str, language: str) -> str:
    """The Snowball stem of a folded word; the word itself where Snowball has no rules for ``language``."""
    if word.isascii() and language in _IN_OTHER_SCRIPTS:
        language = "en"
    if language == "ar":
        word = _without_particles(word)
    if language == "ur":
        return _without_ending(word)
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) or word if stemmer else word


def _without_particles(word: str) -> str:
    """A light stemmer's first step (Larkey, Ballesteros and Connell, 2002)."""
    if word.startswith(_AND) and len(word) > 4:
        word = word[1:]
    article = next((article for article in _ARTICLES if word.startswith(article) and len(word) - len(article) >= 2), "")
    return word.removeprefix(article)


def _without_ending(word: str) -> str:
    ending = next((ending for ending, left in _URDU_ENDINGS if word.endswith(ending) and len(word) - len(ending) >= left), "")
    return word.removesuffix(ending)
