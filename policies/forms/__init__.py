"""Forms of the contract."""
