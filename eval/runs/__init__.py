"""Runs on disk: one file each, written while it is under way, gone on with, listed and taken away."""
