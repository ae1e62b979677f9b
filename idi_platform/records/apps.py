"""App configuration."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The append-only log and the subjects it hangs on."""

    name = "idi_platform.records"
    label = "records"
