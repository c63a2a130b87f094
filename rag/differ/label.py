"""What a difference is about, in the question's own words. Pure."""

from rag.differ.asked import Asked
from rag.differ.terms import characters
from rag.differ.words import listed
from rag.models import Question

_LONGEST = 70


def label(question: Question, asks: Asked) -> str:
    """The question from its first word of substance to its last, without words that only help a verb."""
    helpers = listed("helpers", "words")
    runs: list[str] = []
    start = None
    places = [*asks.content]
    if not places:
        return question.searched
    for place in range(places[0], places[-1] + 2):
        ends = place > places[-1] or (asks.reading.language == "en" and asks.reading.words[place].folded in helpers)
        if ends and start is not None:
            found = characters(asks.reading, start, place)
            runs.append(asks.reading.text[found[0] : found[1]] if found else "")
            start = None
        elif not ends and start is None:
            start = place
    text = " ".join(run.removeprefix("the ") for run in runs if run)
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + "…"
