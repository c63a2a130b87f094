"""A model as judge of the answers of a run: several votes, their agreement, and how well they agree with a person."""
