"""Is this paper genuine: what anybody with its code may know, and how often he may ask."""

import logging
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from idi_platform.kernel import clock
from idi_platform.kernel.addresses import address_of
from idi_platform.kernel.clock import local_date

from .codes import read_code
from .models import Paper

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verified:
    """What stands in the register about a paper; no personal data, no place, no amount. `is_of_home`: a home's own."""

    title: str
    number: str
    issuer: str
    uscc: str
    issued_on: date
    sha256: str
    pages: int
    code: str
    standing: str
    replaced_by: str
    voided_on: date | None
    is_of_home: bool

    @property
    def is_valid(self) -> bool:
        """Whether the paper stands as it was issued."""
        return self.standing == "valid"


def verify(typed: str) -> Verified | None:
    """Return what is known about the paper of a code; None for a code that no issued paper has."""
    code = read_code(typed)
    if code is None:
        return None
    found = Paper.objects.readable().select_related("superseded_by", "subject").filter(verification_code=code).first()
    if found is None or found.issued_at is None:
        return None
    issuer = found.data["frame"]["issuer"]
    standing = found.standing
    replacement = found.superseded_by if standing == "superseded" else getattr(found, "superseded_by", None)
    return Verified(
        title=found.title,
        number=found.number or "",
        issuer=issuer["name"],
        uscc=issuer["uscc"],
        issued_on=local_date(found.issued_at),
        sha256=found.sha256,
        pages=found.pages or 0,
        code=found.verification_code,
        standing=standing,
        replaced_by=(replacement.number or "") if replacement is not None else "",
        voided_on=local_date(found.voided_at) if found.voided_at else None,
        is_of_home=found.subject.kind == "unit",
    )


def may_ask(request: HttpRequest) -> bool:
    """Whether this address has not asked too often in this minute (machine time). Without a cache everybody may."""
    minute = int(clock.machine_now().timestamp()) // 60
    key = f"verify:{address_of(request)}:{minute}"
    try:
        cache.add(key, 0, timeout=120)
        return int(cache.incr(key)) <= settings.VERIFY_PER_MINUTE
    except ValueError:
        return True
    except Exception as error:  # noqa: BLE001  any fault of the cache: a paper can be checked without it
        log.warning("verify.no_cache", extra={"error": str(error)})
        return True
