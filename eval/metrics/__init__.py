"""Metrics over the results of cases: what each is (`registry`), what a case adds to it (`columns`), what it comes to (`measured`)."""

from eval.metrics.costs import latency, times, tokens
from eval.metrics.measured import aurc, auroc, metrics, metrics_by_language
from eval.metrics.ranking import CUTOFF
from eval.metrics.registry import METRICS, SHARED, Metric, higher_is_better, is_main, metric_of

__all__ = [
    "CUTOFF",
    "METRICS",
    "SHARED",
    "Metric",
    "aurc",
    "auroc",
    "higher_is_better",
    "is_main",
    "latency",
    "metric_of",
    "metrics",
    "metrics_by_language",
    "times",
    "tokens",
]
