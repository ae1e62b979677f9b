"""App configuration."""

from django.apps import AppConfig


class RulebooksConfig(AppConfig):
    """The law as data: city files, schema, vocabulary, predicates, editions and revisions."""

    name = "idi_platform.rulebooks"
    label = "rulebooks"
