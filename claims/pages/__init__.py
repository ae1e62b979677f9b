"""The values that pages of claims are drawn from, computed before a template sees them."""
