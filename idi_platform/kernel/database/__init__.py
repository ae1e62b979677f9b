"""Django's backend for PostgreSQL, with what differs here (`DATABASES` names this package)."""
