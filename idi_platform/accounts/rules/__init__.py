"""Pure rules of the accounts: no Django."""
