"""Sets made of sets: the questions of one over the passages of others, a part of the questions, half of the articles. Pure."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple
from urllib.parse import quote

from eval.models import Case, EvaluationSet, Evidence, Problem, SetDocument


class _Pooled(NamedTuple):
    """A set among others, whose documents have ids that no other uses."""

    prefix: str
    chosen: EvaluationSet

    def documents(self) -> Iterator[SetDocument]:
        for document in self.chosen.documents:
            article = document.article.model_copy(update={"origin": f"set://{quote(self.prefix)}{quote(document.id)}"})
            yield document.model_copy(update={"id": self.prefix + document.id, "article": article})

    def evidence(self, case: Case) -> tuple[Evidence, ...]:
        return tuple(place.model_copy(update={"document": self.prefix + place.document}) for place in case.relevant)


def over(asked: EvaluationSet, pools: Sequence[EvaluationSet]) -> EvaluationSet:
    """The questions of ``asked`` over the passages of all ``pools``, with the evidence of the questions of the same id there.

    A question whose id no pool has is broken. Reference answers are those of the pools, as quotes come from there.
    """
    names = Counter(pool.name for pool in pools)
    pooled = [_Pooled(f"{pool.name}{number if names[pool.name] > 1 else ''}/", pool) for number, pool in enumerate(pools, start=1)]
    known = [{case.id: case for case in pool.chosen.cases} for pool in pooled]
    cases: list[Case] = []
    problems = list(asked.broken)
    for case in asked.cases:
        found = [(pool, by_id[case.id]) for pool, by_id in zip(pooled, known, strict=True) if case.id in by_id]
        if found:
            cases.append(_answered_by(case, found))
        else:
            item = f"case {case.id}"
            problems.append(Problem(item=item, where=item, why="no file of passages has a question with this id"))
    return asked.model_copy(
        update={
            "name": f"{asked.name} over {' + '.join(pool.name for pool in pools)}",
            "kind": "xquad-r" if any(pool.kind == "xquad-r" for pool in pools) else pools[0].kind,
            "parts": {**asked.parts, **{name: value for pool in pools for name, value in pool.parts.items()}},
            "documents": tuple(document for pool in pooled for document in pool.documents()),
            "cases": tuple(cases),
            "broken": tuple(problems),
        }
    )


def without_titles(chosen: EvaluationSet) -> EvaluationSet:
    """The same set with passages that have no title, nor a name that would become one."""
    return chosen.model_copy(update={"documents": tuple(map(_untitled, chosen.documents))})


def sampled(chosen: EvaluationSet, size: int, *, seed: int) -> EvaluationSet:
    """At most ``size`` questions of the set, drawn by ``seed``, in their order; all of its passages."""
    places = range(len(chosen.cases))
    drawn = sorted(random.Random(seed).sample(places, min(size, len(places))))
    return chosen.model_copy(update={"cases": tuple(chosen.cases[place] for place in drawn)})


def halves(chosen: EvaluationSet, *, seed: int) -> tuple[EvaluationSet, EvaluationSet]:
    """Two sets, each with half of the articles, drawn by ``seed``, and with every question.

    A question that the other half answers is unanswerable here, and its id ends in ``, unanswerable``. Passages of one
    article stay together, so that the other half says as little as possible of what is asked.
    """
    groups = sorted({_group(document) for document in chosen.documents})
    random.Random(seed).shuffle(groups)
    first = set(groups[: (len(groups) + 1) // 2])
    sides: tuple[list[SetDocument], list[SetDocument]] = ([], [])
    for document in chosen.documents:
        sides[_group(document) not in first].append(document)
    one = _half(chosen, sides[0])
    return one, _half(chosen, sides[1], asked={case.id for case in one.cases})


def _half(chosen: EvaluationSet, documents: Sequence[SetDocument], *, asked: Set[str] = frozenset()) -> EvaluationSet:
    """The questions as this half answers them, without what was asked already."""
    held = {document.id for document in documents}
    cases = tuple(case for case in (_seen_from(case, held) for case in chosen.cases) if case.id not in asked)
    return chosen.model_copy(update={"documents": tuple(documents), "cases": cases, "broken": ()})


def _seen_from(case: Case, held: set[str]) -> Case:
    here = tuple(place for place in case.relevant if place.document in held)
    if here:
        return case.model_copy(update={"relevant": here})
    absent = {"id": f"{case.id}, unanswerable", "answerable": False, "relevant": (), "answers": (), "type": "unanswerable"}
    return case.model_copy(update=absent)


def _answered_by(case: Case, found: Sequence[tuple[_Pooled, Case]]) -> Case:
    answers = dict.fromkeys(answer for _, other in found for answer in other.answers)
    answerable = any(other.answerable for _, other in found)
    return case.model_copy(
        update={
            "answerable": answerable,
            "type": case.type if answerable else "unanswerable",
            "relevant": tuple(place for pool, other in found for place in pool.evidence(other)),
            "answers": tuple(answers),
        }
    )


def _untitled(document: SetDocument) -> SetDocument:
    """Without a title, and from a fragment of an address: the last part of a path is taken for a title."""
    address = document.article.origin
    article = document.article.model_copy(update={"title": "", "origin": address if "#" in address else "/#".join(address.rsplit("/", 1))})
    return document.model_copy(update={"article": article})


def _group(document: SetDocument) -> str:
    return document.group or f"document {document.id}"
