"""From what a person typed to a question that can be searched for. Pure."""

from index.clean import clean_line
from index.errors import QuestionError
from index.language import detect
from rag.models import Question

LONGEST = 4_000  # characters


def understand(text: str) -> Question:
    """The question in ``text``: cleaned, on one line, with its language.

    Raises:
        QuestionError: It is empty or far too long.
    """
    cleaned = clean_line(text)
    if not any(character.isalnum() for character in cleaned):
        raise QuestionError("The question is empty.", remedy="Type what you want to know.")
    if len(cleaned) > LONGEST:
        raise QuestionError(f"The question has {len(cleaned):,} characters; at most {LONGEST:,} are taken.", remedy="Ask it shorter.")
    return Question(text=cleaned, language=detect(cleaned))
