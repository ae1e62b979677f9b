"""App configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Papers, attachments and verification codes."""

    name = "idi_platform.documents"
    label = "documents"
