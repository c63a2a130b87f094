"""Briefs: cited answers, quotes and a person's own words, in order, with sources that stay provable."""
