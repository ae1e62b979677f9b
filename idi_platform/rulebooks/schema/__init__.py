"""The shape of a rulebook: frozen models that refuse what they do not know."""
