"""Labels of documents, one file for each language, alike in their keys."""
