"""The log-in's pages."""
