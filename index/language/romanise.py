"""Names across scripts by their consonants: Ishaq = إسحاق = Исхак (the only file that knows anyascii)."""

import re
from functools import lru_cache

from anyascii import anyascii

# Sounds that scripts write for one another share a class; vowels, breath and glides are dropped. S stands for all hushing sounds.
_HUSHED = re.compile("tsch|tch|tsh|shch|sch|sh|ch|zh")
_PAIRS = {"ph": "f", "th": "t", "dh": "d", "kh": "k", "gh": "k", "ck": "k", "ts": "s", "x": "ks"}
_PAIR = re.compile("|".join(_PAIRS))
_SOFT_C = re.compile("c(?=[eiy])")
_CLASSES = str.maketrans("bpfvkqcgjszdtlmnr", "bbffkkkksssdtlmnr", "aeiouhyw'`\"-")
_REPEATED = re.compile(r"(.)\1+")
_SHORTEST = 3
_ARABIC_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف")


@lru_cache(maxsize=200_000)
def skeletons(word: str, language: str) -> tuple[str, ...]:
    """The consonant classes of a folded ``word``, for Arabic also without article and joined particles.

    Empty if there are too few consonants to tell names apart.
    """
    forms = [word]
    if language == "ar":
        joined = (prefix for prefix in _ARABIC_PREFIXES if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST)
        forms += [word.removeprefix(prefix) for prefix in joined][:1]
    found = dict.fromkeys(_skeleton(form) for form in forms)
    return tuple(skeleton for skeleton in found if len(skeleton) >= _SHORTEST)


def _skeleton(word: str) -> str:
    romanised = word if word.isascii() else anyascii(word).lower()
    plain = _PAIR.sub(lambda pair: _PAIRS[pair.group()], _HUSHED.sub("S", romanised))
    return _REPEATED.sub(r"\1", _SOFT_C.sub("s", plain).translate(_CLASSES))
