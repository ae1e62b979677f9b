"""One machine, embedded services, demo data."""

from . import env
from .base import *

DEBUG = env.flag("IDI_DEBUG", default=False)
DEMO = env.flag("IDI_DEMO", default=True)
