"""What a page weighs on a telephone that opens it for the first time: itself and all that it names, without photos."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders

MOST_BYTES = 100 * 1024
_LOADED = re.compile(r'(?:src|href)="/static/([^"#]+)')
_PHOTOS = (".jpg", ".png")


def weight(answer):
    """Return what a first visit loads, in bytes as they travel: styles and scripts compressed, pages as they came."""
    is_compressed = answer.headers.get("Content-Encoding") == "gzip"
    page = gzip.decompress(answer.content) if is_compressed else answer.content
    files = {name for name in _LOADED.findall(page.decode()) if not name.endswith(_PHOTOS)}
    parts = [Path(finders.find(name)).read_bytes() for name in files]
    return len(answer.content) + sum(len(gzip.compress(part, 6)) for part in parts)
