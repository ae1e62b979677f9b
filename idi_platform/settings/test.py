"""The test run."""

from .base import *
from .base import DATABASES

DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

DATABASES["default"]["CONN_MAX_AGE"] = 0  # tests/conftest.py says which server and database
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_BROKER_URL = "memory://"  # a nudge goes nowhere; what is owed stands in PostgreSQL and tests drain it themselves
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
