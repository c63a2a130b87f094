"""Weights of channels: what they are worth on sets of questions, which ones are best, and what each channel adds."""
