"""What every log line of a request carries besides its number and its person."""

from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest
from django_structlog.signals import bind_extra_request_metadata
from structlog.contextvars import bind_contextvars

from .addresses import address_of


@receiver(bind_extra_request_metadata)
def _name_address(request: HttpRequest, **_: Any) -> None:
    bind_contextvars(ip=address_of(request))
