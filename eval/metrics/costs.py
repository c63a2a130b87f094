"""Time, tokens and cost of a run. Pure."""

from collections.abc import Mapping, Sequence

import numpy as np

from eval.metrics.columns import Floats
from eval.models import CaseResult

_WHOLE = "total"  # among the stages of an answer, all of it
_WRITING = "writing"  # what remains of an answer behind its search


def times_of(results: Sequence[CaseResult]) -> dict[str, Floats]:
    """Seconds of each case, NaN where it has none: of ``search``, ``answer``, ``first token`` and every stage in its order."""
    known = [_of(result) for result in results]
    names = dict.fromkeys(name for one in known for name in one)
    first = [name for name in ("search", "answer", "first token") if name in names]
    return {name: np.array([one.get(name, np.nan) for one in known]) for name in dict.fromkeys((*first, *names))}


def times(results: Sequence[CaseResult]) -> dict[str, list[float]]:
    """The same, of the cases that have them."""
    return {name: seconds[~np.isnan(seconds)].tolist() for name, seconds in times_of(results).items()}


def used_of(results: Sequence[CaseResult]) -> dict[str, Floats]:
    """``tokens per answer`` and ``cost per answer`` of each case, NaN where no model wrote; the cost only where it is known of all."""
    used = [result.usage for result in results]
    found = {
        "tokens per answer": [np.nan if one is None else float(one.prompt_tokens + one.completion_tokens) for one in used],
        "cost per answer": [np.nan if one is None or one.cost is None else one.cost for one in used],
    }
    unknown = any(one is not None and one.cost is None for one in used)
    return {
        name: np.array(values) for name, values in found.items() if not np.isnan(values).all() and not (unknown and name.startswith("cost"))
    }


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
