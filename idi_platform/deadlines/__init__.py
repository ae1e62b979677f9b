"""Counting rules, clock rows, the calendar and the sweep."""
