"""What is taken out of a text before it gets offsets.

Everything else (spans, versions, quotes) counts from the cleaned text, so nothing here may run twice with another result:
``clean_text(clean_text(t)) == clean_text(t)``.
"""

from index.clean.boilerplate import Boilerplate, BoilerplateLearner
from index.clean.characters import clean_line
from index.clean.cleaning import CLEANER_VERSION, Cleaned, clean, clean_text
from index.clean.furniture import is_furniture

__all__ = ["CLEANER_VERSION", "Boilerplate", "BoilerplateLearner", "Cleaned", "clean", "clean_line", "clean_text", "is_furniture"]
