"""The insurer's desk: queues, search, assignment, roster and visits."""
