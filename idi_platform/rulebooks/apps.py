"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulebooksConfig(AppConfig):
    """The law as data: city files, schema, vocabulary, predicates, editions and revisions."""

    name = "idi_platform.rulebooks"
    label = "rulebooks"
    verbose_name = _("规则库")

    def ready(self) -> None:
        """Register the closed words and the check of the shipped files."""
        from . import checks  # noqa: F401  registers the check
        from .closed_names import register_closed_names
        from .vocabulary import vocabulary

        register_closed_names(vocabulary)
