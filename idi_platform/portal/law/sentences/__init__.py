"""What each kind of entry of a rulebook comes to, in plain sentences."""

from .references import said_by

__all__ = ["said_by"]
