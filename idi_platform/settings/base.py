"""What is the same everywhere."""

from pathlib import Path

import django_stubs_ext
from celery.schedules import crontab

from . import csp, env
from .accounts import *
from .logs import *
from .papers import *
from .reference_data import *

django_stubs_ext.monkeypatch()  # lets admin.ModelAdmin[Person] and its like be written

BASE_DIR = Path(__file__).resolve().parents[2]
STATE_DIR = env.folder("IDI_STATE_DIR", BASE_DIR / ".state")

NOT_A_SECRET = "not-a-secret-for-demo-and-tests-only-0123456789abcdef"  # noqa: S105  production refuses it
SECRET_KEY = env.text("IDI_SECRET_KEY", NOT_A_SECRET)
DEBUG = False
ALLOWED_HOSTS = env.words("IDI_ALLOWED_HOSTS", "127.0.0.1,localhost")
DEMO = env.flag("IDI_DEMO", default=False)

INSTALLED_APPS = [
    "idi_platform.kernel",
    "idi_platform.accounts",
    "idi_platform.rulebooks",
    "idi_platform.records",
    "idi_platform.notifications",
    "idi_platform.documents",
    "idi_platform.deadlines",
    "idi_platform.workflow",
    "idi_platform.portal",
    "idi_platform.projects",
    "policies",
    "riskmgmt",
    "claims",
    "regulators",
    "idi_platform.demo",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "pgtrigger",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "idi_platform.portal.middleware.SecurityHeaders",
    "idi_platform.documents.middleware.UploadLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "idi_platform.portal.middleware.OneOperation",
    "idi_platform.accounts.middleware.ActingMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "idi_platform.portal.middleware.PlainAddresses",
    "idi_platform.portal.middleware.ErrorPages",
]

ROOT_URLCONF = "idi_platform.urls"
WSGI_APPLICATION = "idi_platform.wsgi.application"
ASGI_APPLICATION = "idi_platform.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "idi_platform.portal.context_processors.portal",
            ],
        },
    },
]

# Web and workers connect as a role that does not own the tables; migrations run as the owner.
DATABASES = {
    "default": {
        "ENGINE": "idi_platform.kernel.database",
        "NAME": env.text("IDI_DB_NAME", "idi"),
        "USER": env.text("IDI_DB_USER", "idi_app"),
        "PASSWORD": env.text("IDI_DB_PASSWORD", "none"),
        "HOST": env.text("IDI_DB_HOST", str(STATE_DIR)),
        "PORT": env.text("IDI_DB_PORT", "5432"),
        "CONN_MAX_AGE": env.whole("IDI_DB_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {"server_side_binding": False, "prepare_threshold": env.whole("IDI_DB_PREPARE_AFTER", 3) or None},
    }
}
DB_APP_ROLE = env.text("IDI_DB_APP_ROLE", "idi_app")
RULEBOOK_STRICT_NAMES = True  # a name that no app registers stops the start
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("IDI_REDIS_URL", "redis://127.0.0.1:6379/0")  # or unix:///path/of/redis.sock
# Workers are nudged through Redis; what is owed stands in PostgreSQL. A task looks for owed rows itself and may run
# twice.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_connect_timeout": 2, "socket_timeout": 10}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
# Acknowledged when taken: a nudge may be lost, but a worker that holds unacknowledged messages when Redis goes away
# ends, in the library's Channel.close, instead of waiting for Redis to come back.
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_ENABLE_UTC = True
BEAT_SECONDS = env.whole("IDI_BEAT_SECONDS", 10)  # how often beat asks what is owed
# How long a row that a worker took up is left to it; a killed worker's rows come back after that. Longer than the
# longest batch takes.
LEASE_SECONDS = env.whole("IDI_LEASE_SECONDS", 300)
_ROUND = {"schedule": BEAT_SECONDS, "options": {"expires": BEAT_SECONDS}}
# Static and read by exactly one beat. Each entry asks what is owed; a missed round is made up by the next one, and a
# message that no worker took in time expires, so a stopped worker finds no heap.
CELERY_BEAT_SCHEDULE = {
    "deadlines.sweep": {"task": "deadlines.sweep", **_ROUND},
    "deadlines.follow_up": {"task": "deadlines.follow_up", **_ROUND},
    "documents.render_owed": {"task": "documents.render_owed", **_ROUND},
    "notifications.send_owed": {"task": "notifications.send_owed", **_ROUND},
    "documents.discard_unsent": {
        "task": "documents.discard_unsent",
        "schedule": crontab(minute=37),
        "options": {"expires": 3600},
    },
    "claims.discard_drafts": {
        "task": "claims.discard_drafts",
        "schedule": crontab(minute=47),
        "options": {"expires": 3600},
    },
    "workflow.discard_attempts": {
        "task": "workflow.discard_attempts",
        "schedule": crontab(hour=3, minute=17),
        "options": {"expires": 3600},
    },
    "policies.work_on_books": {"task": "policies.work_on_books", **_ROUND},
    "policies.discard_books": {
        "task": "policies.discard_books",
        "schedule": crontab(minute=57),
        "options": {"expires": 3600},
    },
    "policies.remind_owners": {
        "task": "policies.remind_owners",
        "schedule": crontab(minute=2),
        "options": {"expires": 3600},
    },
    "claims.assign_new": {"task": "claims.assign_new", **_ROUND},
    "claims.tell_unassigned": {
        "task": "claims.tell_unassigned",
        "schedule": crontab(),
        "options": {"expires": 60},
    },
    "records.anchor": {"task": "records.anchor", "schedule": crontab(minute=7), "options": {"expires": 3600}},
    "deadlines.recompute_provisional": {
        "task": "deadlines.recompute_provisional",
        "schedule": crontab(minute=17),
        "options": {"expires": 3600},
    },
    "regulators.correct_reports": {
        "task": "regulators.correct_reports",
        "schedule": crontab(minute=12),
        "options": {"expires": 3600},
    },
    "projects.bring_extended": {
        "task": "projects.bring_extended",
        "schedule": crontab(minute=27),
        "options": {"expires": 3600},
    },
}

FORM_RENDERER = "idi_platform.portal.forms.PlatformRenderer"
CSRF_FAILURE_VIEW = "idi_platform.portal.errors.csrf_failure"
HELP_PHONE = env.text("IDI_HELP_PHONE", "400-000-0000")

AUTH_USER_MODEL = "accounts.Person"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "idi_platform/accounts/theme_words"]  # the second: the theme's own
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.folder("IDI_STATIC_DIR", STATE_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = env.folder("IDI_MEDIA_DIR", STATE_DIR / "media")
ANCHOR_DIR = env.folder("IDI_ANCHOR_DIR", STATE_DIR / "anchors")
OUTBOX_DIR = env.folder("IDI_OUTBOX_DIR", STATE_DIR / "outbox")

CONTENT_SECURITY_POLICY = csp.CONTENT_SECURITY_POLICY
CSP_OF_REFERENCE_DATA = csp.CSP_OF_REFERENCE_DATA
REFERENCE_DATA_PREFIX = csp.REFERENCE_DATA_PREFIX
PERMISSIONS_POLICY = csp.PERMISSIONS_POLICY
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
