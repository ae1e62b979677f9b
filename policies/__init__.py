"""Contract, premium, policy and cover."""
