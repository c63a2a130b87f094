"""Questions made from a sentence without a model, by templates in four languages. Quality goes before number: most sentences give none."""

from collections.abc import Callable, Iterator

from eval.draft.templates import arabic, english, russian, urdu
from eval.draft.templates.parts import Made, is_fit
from rag.verify.names import name_places
from rag.verify.reading import read

_LANGUAGES: dict[str, Callable[[str, str], Iterator[Made]]] = {
    "en": english.questions,
    "ar": arabic.questions,
    "ru": russian.questions,
    "ur": urdu.questions,
}
LANGUAGES = tuple(_LANGUAGES)
_TELLING, _TELLING_WITH_A_NAME = 6, 4

__all__ = ["LANGUAGES", "Made", "questions"]


def questions(sentence: str, language: str, *, article: str = "") -> Iterator[Made]:
    """Well-formed questions that ``sentence`` answers, the best first; none where no template fits surely.

    Args:
        sentence: One sentence of an article, as it stands there.
        language: ISO 639-1 code; other languages than ``LANGUAGES`` give none.
        article: The whole text, by which a name at the start of the sentence is told from another word.
    """
    make = _LANGUAGES.get(language)
    if make is None or not is_fit(sentence):
        return
    for made in make(sentence, article):
        if made.answer.strip() and made.answer in sentence and _is_specific(made.question, language):
            yield made


def _is_specific(question: str, language: str) -> bool:
    """Whether a question says enough to mean one thing among many articles: several telling words, or fewer with a name."""
    reading = read(question, language)
    telling = len({word.stem for word in reading.words if word.informative})
    return telling >= (_TELLING_WITH_A_NAME if name_places(reading) else _TELLING)
