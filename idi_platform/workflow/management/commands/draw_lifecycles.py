"""Draw the state charts from the code."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idi_platform.workflow.charts import charts


class Command(BaseCommand):
    """Write docs/lifecycles/, or with --check say which pages are stale."""

    help = "由代码画出各生命周期的状态图。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Only compare, for the build."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare every page."""
        folder = Path(settings.BASE_DIR) / "docs" / "lifecycles"
        drawn = charts()
        kept = {path.name: path.read_text() for path in folder.glob("*.md")} if folder.exists() else {}
        stale = sorted(name for name in drawn.keys() | kept.keys() if drawn.get(name) != kept.get(name))
        if options["check"]:
            if stale:
                raise CommandError(f"{', '.join(stale)} differ from the code; run manage.py draw_lifecycles.")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            if name in drawn:
                (folder / name).write_text(drawn[name])
            else:
                (folder / name).unlink()
        self.stdout.write(f"{len(drawn)} lifecycles, {len(stale)} pages written")
