"""People, organisations, memberships, roles and the division tree."""
