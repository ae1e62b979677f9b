"""Commands of the deadlines app."""
