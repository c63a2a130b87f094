"""Articles drawn evenly: every language, outlet and month has its turn, however few articles it has. Pure."""

import random
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, zip_longest

from index.catalog.articles import Stated

_Stratum = tuple[str, str]


def spread(stated: Mapping[str, Stated], *, seed: int) -> Iterator[str]:
    """Ids of all articles, each once, in an order of which every beginning is spread over languages, outlets and months.

    Languages take turns, and within a language its outlets and months do; which article of a stratum comes first, chance decides.

    Args:
        stated: What the articles say of themselves, by id.
        seed: The same one gives the same order of the same articles.
    """
    chance = random.Random(seed)
    by_language: dict[str, dict[_Stratum, list[str]]] = {}
    for identity in sorted(stated):
        one = stated[identity]
        month = one.published.strftime("%Y-%m") if one.published else ""
        by_language.setdefault(one.language, {}).setdefault((one.source or "", month), []).append(identity)
    return _turns(_language(strata, chance) for _, strata in sorted(by_language.items()))


def _language(strata: Mapping[_Stratum, list[str]], chance: random.Random) -> list[str]:
    """The articles of one language, by turns of its strata, in an order that chance decides."""
    names = sorted(strata)
    chance.shuffle(names)
    for name in names:
        chance.shuffle(strata[name])
    return list(_turns(strata[name] for name in names))


def _turns(sequences: Iterable[Iterable[str]]) -> Iterator[str]:
    """One of each sequence after the other, until all are used up."""
    return (value for value in chain.from_iterable(zip_longest(*sequences)) if value is not None)
