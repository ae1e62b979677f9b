"""The append-only log and the subjects it hangs on."""
