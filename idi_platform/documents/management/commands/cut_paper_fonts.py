"""Cut the fonts of papers before the first worker needs them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from idi_platform.documents.fonts import FACES, cut_files


class Command(BaseCommand):
    """Cut the fonts, or do nothing where they are cut already."""

    help = "Cut the fonts of papers to the characters they need (a moment, once)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Cut and say where."""
        files = cut_files()
        for family, path in files.items():
            self.stdout.write(f"{family}: {path}")
        missing = [face.source for face in FACES if face.family not in files]
        if missing:
            raise CommandError(f"Not installed: {', '.join(missing)}. Install fonts-noto-cjk.")
