"""One machine, embedded services, demo data."""

from .base import *  # noqa: F403  settings files are read as one
from . import env

DEBUG = env.flag("IDI_DEBUG", default=False)
DEMO = env.flag("IDI_DEMO", default=True)
