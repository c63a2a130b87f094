"""How sure the figures of a run are, and whether two runs differ. What each number is: docs/evaluation-statistics.md."""
