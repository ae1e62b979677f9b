"""``python -m idi_platform.embedded``: the demo's processes, called by ``./demo``."""

import sys

from .demo import main

sys.exit(main(sys.argv[1:]))
