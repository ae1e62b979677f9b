"""App configuration."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """The insured thing: project, insured object, building, common part, unit."""

    name = "idi_platform.projects"
    label = "projects"

    def ready(self) -> None:
        """Register names, visibility and reactions."""
        from . import access, facts, home_bindings, menus, places, reactions

        facts.register()
        access.register()
        reactions.register()
        home_bindings.register()
        places.register()
        menus.register()
