"""Questions in, cited answers out. Imports ``index``."""
