"""The request as it arrives at the doors: with the capacity it acts in."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from idi_platform.kernel.errors import NotVisible

from .acting import Acting
from .models import Person


class DoorRequest(HttpRequest):
    """A request that came in by a door: `acting` is never None there."""

    acting: Acting
    user: Person


def acting_of(request: HttpRequest) -> Acting:
    """Return the capacity of a request.

    Raises:
        NotVisible: Nobody acts; answered as 404.
    """
    acting = getattr(request, "acting", None)
    if not isinstance(acting, Acting):
        raise NotVisible("accounts.nobody_acts", _("这个页面不存在，或者要先登录才能看。"))
    return acting
