"""Steps, perform, gates, reactions, proposals and corrections."""
