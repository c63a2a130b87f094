"""What beside a name says that it is meant as a source, compiled from the words of a language."""

import re
from functools import cache
from typing import NamedTuple

from rag.question.words import folded, pattern, words_of

_APART = r"(?:\w+\s+){0,4}?"  # "according to the correction in ..."


class Cues(NamedTuple):
    """Patterns over folded text.

    Attributes:
        join: What stands between names that are meant together.
        before: A word such as "according to", at the end of the text before a name.
        verb_before: A verb there.
        noun_before: A word such as "newspaper" there.
        only: A word such as "only" there.
        from_before: A preposition there, which "only" may follow behind the name.
        behind: A word such as "reported" at the start of the text behind a name.
        cue_behind: The same for what is no verb.
        only_behind: "only" there.
        heard: "according to" with the word "newspaper" it may have behind it, wherever it stands.
        heard_behind: "according to" behind a name, wherever it stands.
    """

    join: re.Pattern[str]
    before: re.Pattern[str]
    verb_before: re.Pattern[str]
    noun_before: re.Pattern[str]
    only: re.Pattern[str]
    from_before: re.Pattern[str]
    behind: re.Pattern[str]
    cue_behind: re.Pattern[str]
    only_behind: re.Pattern[str]
    heard: re.Pattern[str]
    heard_behind: re.Pattern[str]


@cache
def cues(language: str) -> Cues:
    """The cues of a language that has a file of words."""
    words = words_of(language)
    outlets, only = words.outlets, words.only
    articles = rf"(?:(?:{pattern(outlets['articles'])})\s*)?"
    noun = rf"{words.before}(?:{pattern(outlets['nouns'])})\s+"
    introduced = rf"{articles}(?:{noun})?[«\"“„'‘]?$"
    apart = "|".join(folded(one) for one in outlets["verbs_apart"]) or "(?!)"
    said = rf"(?:{pattern(outlets['verbs'])}|{apart})(?!\w)"
    start = r"(?<!\w)"
    sourced = rf"(?:{pattern(only['from'])})\s+"
    return Cues(
        join=re.compile(
            rf"\s*(?:(?:{pattern(outlets['joins'])}|{pattern(outlets['articles'])}|{noun.removesuffix(chr(92) + 's+')})\s*|[«»\"“”„'])*"
        ),
        before=re.compile(rf"{start}{words.before}(?:{pattern(outlets['cues'])})\s+{_APART}{introduced}"),
        verb_before=re.compile(rf"{start}{words.before}(?:{pattern(outlets['verbs_before'])})\s+{introduced}"),
        noun_before=re.compile(rf"{start}(?:{sourced})?{noun}[«\"“„'‘]?$"),
        only=re.compile(
            rf"{start}(?:{pattern(only['words'])})\s+(?:(?:{sourced})?(?:{pattern(only['articles'])})\s+)?(?:{sourced})?{introduced}"
        ),
        from_before=re.compile(rf"{start}(?:(?:{pattern(only['articles'])})\s+)?{sourced}{introduced}"),
        behind=re.compile(rf"(?:{pattern(only['link_behind'])})?[»\"”“'’]?\s*{said}"),
        cue_behind=re.compile(rf"[»\"”“'’]?\s*(?:{noun})?(?:{pattern(outlets['behind'])})(?!\w)"),
        only_behind=re.compile(rf"[»\"”“'’]?\s*(?:{pattern(only['words'])})(?!\w)"),
        heard=re.compile(
            rf"{start}(?:{words.before}(?:{pattern((*outlets['cues'], *outlets['verbs_before']))})\s+{articles}(?P<noun>{noun})?"
            rf"|(?:{pattern(only['words'])})\s+(?:{sourced})?(?P<only_noun>{noun})?|(?P<own_noun>{noun}))"
        ),
        heard_behind=re.compile(rf"\s+(?P<noun>{noun})?(?:{pattern(outlets['behind'])})(?!\w)"),
    )
