"""What accounts announce to apps above them; whoever wants to know connects."""

from django.dispatch import Signal

relation_kept = Signal()
"""A dated relation between two organisations was entered or ended; sent with `relation`, in the same transaction."""
