"""Language by letter sequences (the only file that knows py3langid)."""

from copy import copy
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Languages a script is used for by the press. The classifier knows more, and finds them in short texts where they are not.
_CANDIDATES = {
    "LATIN": "af az bs ca cs cy da de en es et eu fi fr ga gl hr hu id is it lt lv ms mt nl no pl pt ro sk sl sq sv sw tl tr vi",
    "CYRILLIC": "be bg kk ky mk mn ru sr uk",
    "ARABIC": "ar fa ku ps ug ur",
    "DEVANAGARI": "hi mr ne",
    "BENGALI": "as bn",
}
_USUAL = {"LATIN": "en", "CYRILLIC": "ru", "ARABIC": "ar", "DEVANAGARI": "hi", "BENGALI": "bn"}
_SURE = 0.9  # probability below which a text of a few words is taken to be in the usual language of its script
_FEW_WORDS = 6


@cache
def _model() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 0.9 s and 80 MB with its model

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _identifier(script: str) -> "LanguageIdentifier":
    identifier = copy(_model())  # which shares the tables
    candidates = set(_CANDIDATES.get(script, "").split()) & set(identifier.labels)
    identifier.set_languages(sorted(candidates) or None)
    return identifier


def classify(text: str, script: str) -> str:
    """The likeliest ISO 639-1 code for ``text``, most of whose letters are of ``script``."""
    language, probability = _identifier(script).classify(text)
    if probability < _SURE and script in _USUAL and len(text.split()) <= _FEW_WORDS:
        return _USUAL[script]
    return str(language)
