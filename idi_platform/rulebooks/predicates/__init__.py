"""Evaluating a rulebook's predicates: true, false or unknown, with reasons."""
