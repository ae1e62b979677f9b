"""Make the anchor of a day."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from idi_platform.kernel import clock
from idi_platform.records.anchors import make_anchor


class Command(BaseCommand):
    """Write the Merkle root of all chain heads for a day, today in Shanghai by default."""

    help = "为一天写入记录锚。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The day, as 2026-03-04."""
        parser.add_argument("--day", type=date.fromisoformat, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print day and root."""
        made = make_anchor(options["day"] or clock.local_date(clock.now()))
        self.stdout.write(f"{made.day} {bytes(made.root).hex()}（{made.subjects} 条链）")
