"""Views, one action each."""
