"""Clock, money, identifiers and errors: the ground without models."""
