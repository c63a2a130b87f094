"""Names across scripts by their consonants: Ishaq = إسحاق = Исхак (the only file that knows anyascii)."""

import re
from itertools import chain, product

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


# One letter of these Arabic scripts is read o, u, w or v; written names do not tell which.
_READ_AS_VOWEL_OR_V = frozenset({"ur", "fa", "ps", "sd", "ckb", "ug"})
_MOST_READ = 2


def romanised(word: str) -> str:
    """``word`` in Latin letters of ASCII, lower case: ``исхак`` -> ``iskhak``."""
    return word if word.isascii() else anyascii(word).lower()


def transliterated(text: str) -> str:
    """``text`` in Latin letters of ASCII, capitals where the script has them: ``Ледяной керн`` -> ``Ledyanoy kern``."""
    return text if text.isascii() else anyascii(text)


def skeletons(word: str, language: str, *, shortest: int = _SHORTEST) -> tuple[str, ...]:
    """The consonant classes of a folded ``word`` in each way it can be read, for Arabic also without article and joined particles.

    Empty if there are fewer than ``shortest`` consonants, too few to tell names apart.
    """
    forms = [word]
    if language == "ar":
        joined = (prefix for prefix in _ARABIC_PREFIXES if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST)
        forms += [word.removeprefix(prefix) for prefix in joined][:1]
    found = dict.fromkeys(_skeleton(reading) for form in forms for reading in _readings(form, language))
    return tuple(skeleton for skeleton in found if len(skeleton) >= shortest)


def _readings(word: str, language: str) -> list[str]:
    latin = romanised(word)
    parts = latin.split("w")
    if language not in _READ_AS_VOWEL_OR_V or not 1 < len(parts) <= _MOST_READ + 1:
        return [latin]
    return ["".join(chain(*zip(parts, (*letters, ""), strict=True))) for letters in product("wv", repeat=len(parts) - 1)]


def _skeleton(latin: str) -> str:
    plain = _PAIR.sub(lambda pair: _PAIRS[pair.group()], _HUSHED.sub("S", latin))
    return _REPEATED.sub(r"\1", _SOFT_C.sub("s", plain).translate(_CLASSES))
