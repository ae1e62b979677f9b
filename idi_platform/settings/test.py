"""The test run."""

from .base import *  # noqa: F403  settings files are read as one

DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
