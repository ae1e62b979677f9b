"""Acts on home bindings: asking by the code on the notice, inviting, accepting, ending, and the desk's check."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import PartyRole
from idi_platform.documents.codes import read_code
from idi_platform.documents.models import Paper
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, Refusal, Refused
from idi_platform.kernel.identifiers import clean_mobile
from idi_platform.kernel.names import clean_name
from idi_platform.projects.actions import created
from idi_platform.projects.models import HomeBinding, Unit
from idi_platform.projects.models.home_binding import BoundAs, Method, Power
from idi_platform.records.models import Party, Subject
from idi_platform.workflow.perform import in_one_transaction, perform
from idi_platform.workflow.requests import Performed, Proposed

TRIES = 5
"""Wrong codes that one account may type within an hour of machine time."""
_HOUR = 3600


def ask_by_code(*, acting: Acting, key: str, code: str, name: str, bound_as: BoundAs) -> HomeBinding:
    """Ask for the home whose notice carries the code; a desk compares the name and the telephone then.

    Raises:
        BadInput: No home's paper has the code, or too many wrong ones were typed.
        Refused: The home is his already, or he has asked before.
    """
    said = clean_name(name)
    unit = _home_of(acting, code)
    today = clock.local_date(clock.now())
    if Party.objects.on(today).filter(subject=unit.pk, role=PartyRole.owner, person=acting.person_id).exists():
        raise Refused([Refusal("binding.yours_already", _("这套房已经在您名下，回到“我的房屋”就能看到。"))])

    def work() -> HomeBinding:
        _keep_name(acting, said)
        return created(_at(unit), "ask", acting, key, {}, method=Method.CODE, bound_as=bound_as)

    return in_one_transaction(work)


def invite_agent(
    *,
    acting: Acting,
    key: str,
    unit: Unit,
    name: str,
    phone: str,
    until: date,
    powers: Sequence[Power],
    limit: Decimal | None = None,
) -> HomeBinding:
    """Give somebody, known by his telephone, a dated power over a home; it holds once he has accepted.

    Raises:
        BadInput: The telephone number is not one.
        Refused: The home is not the inviter's, the invited one has it already, or the time is over.
    """
    number, said = clean_mobile(phone), clean_name(name)

    def work() -> HomeBinding:
        fresh = {"name": said, "password": make_password(None)}
        person, _new = Person.objects.get_or_create(phone=number, defaults=fresh)
        over = tuple(dict.fromkeys((Power.REPORT, *powers)))
        facts = {"person_id": person.pk, "powers_until": until, "powers_over": over, "powers_limit": limit}
        return created(_at(unit), "invite", acting, key, {}, **facts)

    return in_one_transaction(work)


def take(*, acting: Acting, key: str, binding: HomeBinding, step: str) -> Performed | Proposed:
    """Take a step without facts: accept an invitation, give up, release."""
    return perform(binding, step, acting=acting, key=key)


def check_and_bind(
    *, acting: Acting, key: str, binding: HomeBinding, method: Method, in_place_of: int | None = None
) -> None:
    """Say by what the asker was checked and bind the home, in one transaction.

    `in_place_of` is the registered owner who he is, where the register knows him by another telephone.

    Raises:
        Refused: He does not stand in the register of owners, or his grantor does not.
    """

    def work() -> None:
        if binding.state == "asked":
            perform(binding, "verify", acting=acting, key=f"{key}:verify", method=method)
        perform(_again(binding), "bind", acting=acting, key=f"{key}:bind", in_place_of=in_place_of)

    in_one_transaction(work)


def reject(*, acting: Acting, key: str, binding: HomeBinding, why: str) -> None:
    """Say why the home is not bound; one may ask again."""
    perform(binding, "reject", acting=acting, key=key, rejected_for=why)


def _home_of(acting: Acting, typed: str) -> Unit:
    """Return the home on whose paper the code stands; wrong codes are counted by account and hour."""
    tried = f"binding:{acting.owner_key}:{int(clock.machine_now().timestamp()) // _HOUR}"
    before = int(cache.get(tried, 0))
    if before >= TRIES:
        sentence = _("错的码输得太多了，请过一小时再试，或者打电话请人核对。")
        raise BadInput("binding.too_often", sentence, {"code": sentence})
    code = read_code(typed)
    papers = Paper.objects.standing().filter(verification_code=code, subject__kind="unit") if code else None
    found = papers.values_list("subject_id", flat=True).first() if papers is not None else None
    if found is None:
        cache.set(tried, before + 1, _HOUR)
        left = TRIES - before - 1
        sentence = _("没有查到这个码。请对照保险告知书右上方的 12 位码再输一次")
        sentence += (
            _("，还可以试 %(left)s 次。") % {"left": left}
            if left
            else _("；这一小时里不能再试了，可以打电话请人核对。")
        )
        raise BadInput("binding.no_such_code", sentence, {"code": sentence})
    return Unit.objects.select_related("subject").get(pk=found)


def _keep_name(acting: Acting, name: str) -> None:
    """Keep the asker's own name where the account has none yet."""
    with transaction.atomic():
        Person.objects.filter(pk=acting.person_id or 0, name="").update(name=name)


def _at(unit: Unit) -> HomeBinding:
    links = {f"{name}_id": pk for name, pk in unit.subject.link_ids().items()}
    return HomeBinding(subject=Subject(division_id=unit.subject.division_id, **links), unit=unit)


def _again(binding: HomeBinding) -> HomeBinding:
    return HomeBinding.objects.select_related("subject").get(pk=binding.pk)
