"""The state of the tables, step by step."""
