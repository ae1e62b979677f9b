"""Monthly reports of the authorities: locking, correction sheets, pages."""
