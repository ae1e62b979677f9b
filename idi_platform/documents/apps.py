"""App configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Papers, attachments and verification codes."""

    name = "idi_platform.documents"
    label = "documents"

    def ready(self) -> None:
        """Register the sections, the check for fonts, and what follows when a paper's message arrives."""
        from idi_platform.notifications.models import Delivery
        from idi_platform.notifications.sending import on_arrived
        from idi_platform.rulebooks.vocabulary import vocabulary

        from . import checks  # noqa: F401  registers the check
        from .producing import paper_arrived
        from .sections import register_sections

        register_sections(vocabulary)

        def tell_paper(delivery: Delivery) -> None:
            if delivery.notice.paper_id is not None:
                paper_arrived(delivery.notice.paper_id)

        on_arrived(tell_paper)
