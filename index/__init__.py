"""Articles in, chunks out, kept consistent. Knows nothing of questions."""
