"""One machine, embedded services, demo data."""

from . import env
from .base import *
from .base import STORAGES

DEBUG = env.flag("IDI_DEBUG", default=False)
DEMO = env.flag("IDI_DEMO", default=True)

STORAGES["staticfiles"] = {  # not compressed: the first start is faster, and this machine is the only reader
    "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
}
