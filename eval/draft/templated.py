"""Proposals without a model: by templates from single sentences, and near misses from those by another number."""

import random
import re

from eval.draft.models import Proposal
from eval.draft.templates import questions
from index.models import Article
from index.segment import sentences
from rag.prompt.orders import is_order

# Whole numbers of which another first digit changes no ending: not 12, as 72 may take another form of the noun behind it.
_PLAIN = re.compile(
    r"(?<![\w.,٫٬:/-])(?:[0-9٠-٩۰-۹]{1,3}(?:[,٬ ][0-9٠-٩۰-۹]{3})+|[0-9٠-٩۰-۹]{3,}|[0-9٠-٩۰-۹][05-9٠٥-٩۰۵-۹])(?![\w٫٬:/-]|[.,][0-9٠-٩۰-۹])"
)
_YEARS = range(1500, 2101)
_FURTHEST = 9  # years by which another year differs at most


def proposals(article: Article, *, chance: random.Random) -> list[Proposal]:
    """Every question that a template finds in the article, in an order that chance decides."""
    found = []
    for start, end in sentences(article.text, article.language):
        sentence = article.text[start:end]
        if is_order(sentence):
            continue
        language = article.language_at(start)
        for made in questions(sentence, language, article=article.text):
            named = f"template: {made.template}"
            found.append(Proposal(article, made.question, made.answer, "", ((start, end),), made.type, named))
    chance.shuffle(found)
    return found


def near_miss(proposal: Proposal, *, chance: random.Random) -> Proposal | None:
    """The same question with another number in it, which makes it false; ``None`` for a question without a whole number."""
    numbers = list(_PLAIN.finditer(proposal.question))
    if not numbers:
        return None
    found = chance.choice(numbers)
    other = _another(found.group(), chance)
    question = proposal.question[: found.start()] + other + proposal.question[found.end() :]
    return proposal._replace(question=question, answer="", spans=(), type="unanswerable", made=f"{proposal.made}, another number")


def _another(written: str, chance: random.Random) -> str:
    """Another number in the same digits: a near year, or the same with another first digit, so that nouns behind it keep their form."""
    zero = ord(written[0]) - int(written[0])
    if written.isdecimal() and int(written) in _YEARS:
        other = str(int(written) + chance.choice([step for step in range(-_FURTHEST, _FURTHEST + 1) if step]))
        return "".join(chr(zero + int(digit)) for digit in other)
    first = chance.choice([digit for digit in range(1, 10) if digit != int(written[0])])
    return chr(zero + first) + written[1:]
