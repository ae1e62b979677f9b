"""`calendar load <file.yaml>`: take up the State Council's notice for a year. `calendar list`: what is known."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from idi_platform.deadlines import bringing, calendars
from idi_platform.deadlines.models import CalendarYear
from idi_platform.deadlines.notice import read_notice
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput


class Command(BaseCommand):
    """Load or list the calendars by which working days and rest days are counted."""

    help = "Load the notice of a year's holidays, or list the years that are known."

    def add_arguments(self, parser: CommandParser) -> None:
        """Two ways to call it."""
        ways = parser.add_subparsers(dest="way", required=True)
        ways.add_parser("list", help="the years whose notice is known")
        load = ways.add_parser("load", help="take up a notice and recompute provisional dates")
        load.add_argument("file", type=Path)

    def handle(self, *_args: Any, way: str, **options: Any) -> None:
        """Do it and say what was done."""
        if way == "list":
            for known in CalendarYear.objects.order_by("year"):
                self.stdout.write(f"{known.year}  {known.notice or '—'}")
            return
        try:
            year, published_on = read_notice(options["file"])
        except (BadInput, OSError) as error:
            raise CommandError(str(error)) from None
        calendars.store_year(year, published_on=published_on, loaded_at=clock.now())
        looked_at = bringing.recompute_provisional()
        self.stdout.write(f"{year.year}: {len(year.days)} days stored; clocks of {looked_at} subjects recomputed.")
