"""The test run."""

from . import env
from .base import *
from .base import DATABASES

DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

DATABASES["default"].update(HOST=env.text("IDI_TEST_DB_HOST", "unset"), CONN_MAX_AGE=0)  # conftest sets the rest
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_BROKER_URL = "memory://"  # a nudge goes nowhere; what is owed stands in PostgreSQL and tests drain it themselves
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
