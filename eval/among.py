"""Articles that join a library before it is asked again: those of other files, or generated ones."""

import re
from itertools import islice
from pathlib import Path

from eval.corpus import LANGUAGES, articles
from eval.formats import load_set
from eval.models import Choice
from eval.pools import without_titles
from index.derived import Progress
from index.errors import EvaluationError
from index.models import RawArticle

_GENERATED = re.compile(r"(?P<language>[a-z]{2}):(?P<number>\d+)")


def others(choice: Choice, *, progress: Progress) -> tuple[RawArticle, ...]:
    """The articles of ``choice.among``: passages of files, and so many generated articles for ``ar:5000``.

    Raises:
        EvaluationError: It names no file with passages, nor a language that can be generated.
    """
    found: list[RawArticle] = []
    for number, named in enumerate(choice.among):
        generated = _GENERATED.fullmatch(named)
        if generated and not Path(named).exists():
            found += _generated(generated["language"], int(generated["number"]), progress)
        else:
            found += _of_file(Path(named), number, choice)
    return tuple(found)


def _generated(language: str, number: int, progress: Progress) -> list[RawArticle]:
    if language not in LANGUAGES or not number:
        raise EvaluationError(
            f"{number} articles in {language!r} cannot be generated.", remedy=f"Give a number above 0 and one of {', '.join(LANGUAGES)}."
        )
    made: list[RawArticle] = []
    for article in islice(articles(language=language), number):
        progress("Writing", len(made), number)
        made.append(article)
    return made


def _of_file(path: Path, number: int, choice: Choice) -> list[RawArticle]:
    chosen = load_set(path)
    if not chosen.documents:
        raise EvaluationError(f"{path} brings no passages.", remedy="Give --among a SQuAD-format file, or generated articles as ar:5000.")
    chosen = chosen if choice.titled else without_titles(chosen)
    return [
        document.article.model_copy(update={"origin": document.article.origin.replace("set://", f"set://among-{number}-", 1)})
        for document in chosen.documents
    ]
