"""Draft sets from a library: articles drawn evenly, questions by templates or by a model, each for a person to accept or edit."""
