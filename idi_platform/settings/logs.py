"""Log lines are data: one JSON object per line, with the request or task they belong to.

Personal data never goes into a log: lines carry ids and codes. Times are machine time in UTC.
"""

import logging
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # kernel/logs.py names the address, and believes our own proxies alone
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # a request has one line, with its answer

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": _SHARED,
        },
    },
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "idi_platform": {"level": "INFO"},
        "policies": {"level": "INFO"},
        "riskmgmt": {"level": "INFO"},
        "claims": {"level": "INFO"},
        "regulators": {"level": "INFO"},
        "django_structlog": {"level": "INFO"},
        "celery": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},  # django_structlog writes the line of each request
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": ["lines"], "level": "WARNING", "propagate": False},
    },
}
