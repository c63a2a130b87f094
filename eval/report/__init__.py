"""A run as a page, as Markdown and as a table."""
