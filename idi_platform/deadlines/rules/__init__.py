"""How time is counted: eighteen rules as pure functions, each result with the steps that led to it."""
