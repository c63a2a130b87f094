"""Who may see and do what: passwords, sessions, and the gate before every page."""
