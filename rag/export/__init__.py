"""Briefs as documents and as references: pandoc, citation styles, BibTeX, RIS, CSL-JSON."""
