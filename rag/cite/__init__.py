"""From what a model writes to sentences with spans: a parser that is fed while the model still writes. Pure."""
