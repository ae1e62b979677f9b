"""Draw the names of the code into the glossary."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idi_platform.workflow.glossary import with_drawn


class Command(BaseCommand):
    """Write the drawn part of docs/glossary.md, or with --check say that it is stale."""

    help = "由代码补全术语表：各类事项、身份和全部代码的中文名。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Only compare, for the build."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare the page."""
        file = Path(settings.BASE_DIR) / "docs" / "glossary.md"
        kept = file.read_text("utf-8")
        page = with_drawn(kept)
        if options["check"]:
            if page != kept:
                raise CommandError("docs/glossary.md differs from the code; run manage.py draw_glossary.")
            return
        file.write_text(page, "utf-8")
        self.stdout.write(f"{len(page.splitlines())} lines")
