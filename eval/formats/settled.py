"""Languages of questions, where a set does not tell them."""

from collections import Counter
from collections.abc import Sequence

from eval.models import Case
from index.language import detect
from index.models import UNKNOWN_LANGUAGE

_RARE = 0.01  # share of the questions


def detected(question: str) -> str:
    """ISO 639-1 code of one question by itself; short ones are often mistaken, see ``without_rare_languages``."""
    return detect(question)


def without_rare_languages(cases: Sequence[Case]) -> tuple[Case, ...]:
    """The cases, where a language of fewer than one question in a hundred, a mistake of detection, is the most frequent one."""
    counted = Counter(case.language for case in cases)
    rare = {language for language, number in counted.items() if number < _RARE * len(cases) or language == UNKNOWN_LANGUAGE}
    known = [language for language, _ in counted.most_common() if language != UNKNOWN_LANGUAGE]
    common = {"language": known[0] if known else UNKNOWN_LANGUAGE}
    return tuple(case.model_copy(update=common) if case.language in rare else case for case in cases)
