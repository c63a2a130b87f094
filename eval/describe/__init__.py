"""What is in an evaluation set, and what is wrong with it, without asking anything."""
