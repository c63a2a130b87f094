"""Coefficients of the likelihood that articles answer: found on questions asked where an answer is, and where none is."""
