"""Time, tokens and cost of a run. Pure."""

from collections.abc import Mapping, Sequence

import numpy as np

from eval.models import CaseResult

_WHOLE = "total"  # among the stages of an answer, all of it
_WRITING = "writing"  # what remains of an answer behind its search


def times(results: Sequence[CaseResult]) -> dict[str, list[float]]:
    """Seconds of each case that had them: of ``search``, ``answer``, ``first token``, and of every stage in the order they come in."""
    found: dict[str, list[float]] = {}
    for result in results:
        for name, seconds in _of(result).items():
            found.setdefault(name, []).append(seconds)
    first = [name for name in ("search", "answer", "first token") if name in found]
    return {name: found[name] for name in (*first, *(name for name in found if name not in first))}


def latency(results: Sequence[CaseResult]) -> dict[str, float]:
    """Median and 95th percentile of seconds, as ``search p50``, ``search p95`` and so on for all of ``times``."""
    return {
        f"{name} p{percent}": float(np.percentile(seconds, percent)) for name, seconds in times(results).items() for percent in (50, 95)
    }


def tokens(results: Sequence[CaseResult]) -> dict[str, float]:
    """``prompt tokens``, ``completion tokens``, ``tokens per answer``, ``cost`` and ``cost per answer``; none where no model wrote."""
    used = [result.usage for result in results if result.usage is not None]
    if not used:
        return {}
    prompt, completion = sum(one.prompt_tokens for one in used), sum(one.completion_tokens for one in used)
    found = {
        "prompt tokens": float(prompt),
        "completion tokens": float(completion),
        "tokens per answer": (prompt + completion) / len(used),
    }
    costs = [one.cost for one in used if one.cost is not None]
    if len(costs) == len(used):
        found |= {"cost": sum(costs), "cost per answer": sum(costs) / len(used)}
    return found


def stages(result: CaseResult) -> Mapping[str, float]:
    """Seconds of one case by stage: those of its search, and what writing the answer took behind the answer's own search."""
    found = dict(result.search_timings)
    if _WHOLE in result.answer_timings:
        searched = sum(seconds for name, seconds in result.answer_timings.items() if name != _WHOLE)
        found[_WRITING] = max(0.0, result.answer_timings[_WHOLE] - searched)
    return found


def _of(result: CaseResult) -> dict[str, float]:
    known = {
        "search": result.search_seconds,
        "answer": result.answer_seconds,
        "first token": result.usage.first_token if result.usage is not None else None,
    }
    return {**{name: seconds for name, seconds in known.items() if seconds is not None}, **stages(result)}
