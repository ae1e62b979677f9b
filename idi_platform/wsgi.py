"""WSGI entry point: everything a page needs is loaded once, before the server's processes part."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idi_platform.settings.production")
gc.disable()  # what is loaded here stays: looking for dead circles in it takes as long as a quarter of the loading
application = get_wsgi_application()
_pages = get_resolver().url_patterns
gc.freeze()
gc.enable()
