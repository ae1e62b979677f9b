"""Processes that are killed at their worst moments."""
