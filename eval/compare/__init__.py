"""Two runs over the same questions: what differs, by how much, and whether a run is good enough to pass."""
