"""What the risk agency found, as its readers see it."""
