"""Answers as jobs of the server: they go on whoever looks, and outlive pages, connections and the process."""
