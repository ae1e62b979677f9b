"""Tell the demonstration's story into an empty database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idi_platform.demo import story
from idi_platform.embedded.share import share_of


class Command(BaseCommand):
    """Make the fictional projects, people and claims; again changes nothing."""

    help = "写入演示数据（全部虚构）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--keep`, for a database that is only copied, and `--share`, how much of the background is told."""
        parser.add_argument("--keep", action="store_true", help="legal time does not begin yet")
        parser.add_argument("--share", type=share_of, default=story.SHARE, help="of the background: 0 to 1, as 1/8")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Tell the story, unless it stands, and let legal time begin, unless it has."""
        if not settings.DEMO:
            raise CommandError("Demonstration data belongs into a demonstration only; set IDI_DEMO there.")
        if story.is_told():
            self.stdout.write("演示数据已经在了。")
        else:
            story.tell(self._hear, share=options["share"])
        if not options["keep"]:
            story.begin()

    def _hear(self, year: int) -> None:
        self.stdout.write(f"{year}")
        self.stdout.flush()
