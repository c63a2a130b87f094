"""A stock pipeline measured beside Sanad, where the extra ``peers`` is installed."""
