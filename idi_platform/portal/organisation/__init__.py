"""How an organisation's administrator runs its people, behind the door of each organisation."""
