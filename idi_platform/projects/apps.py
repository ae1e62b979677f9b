"""App configuration."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """The insured thing: project, insured object, building, common part, unit."""

    name = "idi_platform.projects"
    label = "projects"
