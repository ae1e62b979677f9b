"""What sums a member decides alone: his organisation's own table beside the code and the city's rule.

A step has a sum where its facts have an `amount`, in yuan. What the city gives to two persons stays with two, whatever
an organisation has set.
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from idi_platform.accounts.organising import amount_of
from idi_platform.kernel.display import show_amount
from idi_platform.kernel.errors import NotPermitted
from idi_platform.rulebooks.law import Law

from . import permissions
from .requests import Request


def asks_two_persons(request: Request, law: Law) -> bool:
    """Say whether a second person is asked: by code or city, and the maker may not decide such a sum alone."""
    definition = request.definition
    if not permissions.asks_two_persons(definition, law):
        return False
    rule, asked = law.step_rule(definition.full_name), _sum(request)
    if asked is None or (rule is not None and rule.second_person is True):
        return True
    alone = amount_of(request.acting, definition.by)
    return alone is None or asked > alone


def check_may_agree(request: Request, law: Law) -> None:
    """Raise NotPermitted for a second person who has an amount of authority that the sum passes."""
    asked = _sum(request)
    if asked is None:
        return
    most = amount_of(request.acting, permissions.approvers_of(request.definition, law))
    if most is not None and asked > most:
        sentence = _("这一笔超过您的权限金额 %(most)s，请交给权限更高的同事复核。")
        raise NotPermitted("proposal.beyond_authority", sentence % {"most": show_amount(most)})


def _sum(request: Request) -> Decimal | None:
    found = getattr(request.facts, "amount", None)
    return found if isinstance(found, Decimal) else None
