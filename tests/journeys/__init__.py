"""People at browsers, on a running platform."""
