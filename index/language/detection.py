"""Which language a text is in."""

from index.language.classifier import classify
from index.language.function_words import function_words, languages
from index.language.normalise import fold, normalise
from index.language.script import language_of_letters, language_of_script, scripts
from index.models import UNKNOWN_LANGUAGE

_SHORT = 200  # characters: below, a classifier of letter frequencies errs and function words decide
_UNSURE = (None, "fa")  # Urdu has all letters of Persian, and short texts may have none of its own
_LONGEST = 4000  # characters that are looked at


def detect(text: str) -> str:
    """The ISO 639-1 code of the language most of ``text`` is in; ``und`` if it has no letter."""
    text = text[:_LONGEST]
    found = scripts(text)
    if not found:
        return UNKNOWN_LANGUAGE
    script = found.most_common(1)[0][0]
    by_letters = language_of_script(found) or language_of_letters(text, script)
    by_words = _language_of_words(text) if by_letters in _UNSURE and len(text) <= _SHORT else None
    return by_words or by_letters or classify(text, script)


def _language_of_words(text: str) -> str | None:
    words = [fold(word) for word in normalise(text).replace("'", " ").split()]
    words = [word.strip('.,:;!?¿¡؟،«»"()') for word in words]
    votes = {language: sum(word in function_words(language) for word in words) for language in languages()}
    first, second = sorted(votes, key=lambda language: -votes[language])[:2]
    return first if votes[first] > votes[second] else None
