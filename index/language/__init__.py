"""Languages: which one a text is in, how it runs, and the terms by which it is found."""

from index.language.analysis import ANALYZER_VERSION, CHANNELS, Terms, Unit, analyze, units
from index.language.detection import detect
from index.language.script import direction

__all__ = ["ANALYZER_VERSION", "CHANNELS", "Terms", "Unit", "analyze", "detect", "direction", "units"]
