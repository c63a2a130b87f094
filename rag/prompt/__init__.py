"""From a question and passages to what a model is sent: data within delimiters, within a budget of tokens. Pure."""
