"""Work owed: what the platform could not do by itself, for the operator; technical rows, never what a case says."""
