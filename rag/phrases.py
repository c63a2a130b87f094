"""Lists of phrases as patterns over folded text, in any language."""

import re
from collections.abc import Iterable
from functools import lru_cache

from index.language.normalise import fold, normalise

_JOINED = "(?:[وفبلك]|ال|وال|بال|لل)?"  # Arabic joins these to the word behind them
_SPACE = re.compile(r"[\s\-–—]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """``text`` as patterns meet it: folded, words apart by one space."""
    return _SPACE.sub(" ", " ".join(fold(word) for word in normalise(text).split()))


def anywhere(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases, as whole words."""
    return re.compile(f"(?<!\\w)(?:{alternatives(phrases)})(?!\\w)")


def alternatives(phrases: Iterable[str]) -> str:
    """The phrases as one pattern, the longest first; ``*`` stands for any ending."""
    return "|".join(_pattern(phrase) for phrase in sorted(phrases, key=len, reverse=True))


def _pattern(phrase: str) -> str:
    written = re.escape(plain(phrase)).replace(r"\ ", " ").replace(r"\*", r"\w*")
    return f"{_JOINED if _ARABIC.search(phrase) else ''}{written}"
