"""Production: everything that must be told is required, and nothing of the demo is possible."""

from . import env
from .base import *
from .base import DATABASES, NOT_A_SECRET, NOTICE_CHANNELS

if env.flag("IDI_DEMO", default=False):
    raise env.BadEnvironment("IDI_DEMO moves legal time and prints log-ins; production refuses it. Unset IDI_DEMO.")
if env.flag("IDI_DEBUG", default=False):
    raise env.BadEnvironment("IDI_DEBUG shows strangers the inside of the platform; production refuses it. Unset it.")

DEBUG = False
DEMO = False
SECRET_KEY = env.text("IDI_SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY == NOT_A_SECRET:
    raise env.BadEnvironment("IDI_SECRET_KEY must be random, this installation's own, and have at least 50 characters.")
ALLOWED_HOSTS = env.words("IDI_ALLOWED_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise env.BadEnvironment("Set IDI_ALLOWED_HOSTS to the platform's host names, separated by commas, without *.")
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]

DATABASES["default"].update(
    HOST=env.text("IDI_DB_HOST"),
    NAME=env.text("IDI_DB_NAME"),
    USER=env.text("IDI_DB_USER"),
    PASSWORD=env.text("IDI_DB_PASSWORD"),
)

for _channel, _variable, _real in (("sms", "IDI_SMS_CHANNEL", "http"), ("email", "IDI_EMAIL_CHANNEL", "smtp")):
    if NOTICE_CHANNELS[_channel] != _real:
        raise env.BadEnvironment(
            f"{_variable} must be {_real}: with {NOTICE_CHANNELS[_channel]!r} messages with legal effect are only "
            "written to a folder and reach nobody."
        )
SMS_GATEWAY_ADDRESS = env.text("IDI_SMS_GATEWAY_ADDRESS")
SMS_GATEWAY_TOKEN = env.text("IDI_SMS_GATEWAY_TOKEN")
EMAIL_HOST = env.text("IDI_EMAIL_HOST")
DEFAULT_FROM_EMAIL = env.text("IDI_EMAIL_FROM")

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
