#!/usr/bin/env python3
"""Django's command line for the platform."""

import gc
import os
import sys


def main() -> None:
    """Run one management command, with the production settings unless told otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idi_platform.settings.production")
    from django.core.management import execute_from_command_line

    # Models are loaded, and made anew by each migration; to look for dead circles in them again and again takes long.
    gc.set_threshold(500_000, 2, 2)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
