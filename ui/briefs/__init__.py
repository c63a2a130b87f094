"""The briefs of the people who use the workbench: whose they are, what is done with them, and how they are saved as files."""
