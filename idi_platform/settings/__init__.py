"""Settings: base for all, one file per place the platform runs in."""
