"""What a home binding does beside itself: agents among a home's parties, its end with a transfer, who is told."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel.clock import local_date
from idi_platform.notifications.wordings import word
from idi_platform.records.models import Party, Subject
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.corrections import Corrected, rederives
from idi_platform.workflow.effects import NoticeDraft, tells
from idi_platform.workflow.fields import register_fields
from idi_platform.workflow.reactions import Happened, reaction

from .models import HomeBinding, Unit
from .models.home_binding import BoundAs
from .models.unit import Transfer
from .parties import derive_holders

_TOLD = {"invite": "binding.invited", "bind": "binding.bound", "reject": "binding.rejected"}


def derive_agent(binding: HomeBinding) -> None:
    """Bring an account's Party rows as agent of a home into line with its bindings to it."""
    mine = {"person": binding.person, "organisation": binding.organisation}
    bound = HomeBinding.objects.filter(unit=binding.unit_id, bound_as=BoundAs.AGENT, **mine).order_by("pk")
    Party.objects.filter(subject=binding.unit_id, role=PartyRole.agent, **mine).delete()
    Party.objects.bulk_create(
        Party(
            subject_id=one.unit_id,
            role=PartyRole.agent,
            person_id=one.person,
            organisation_id=one.organisation,
            since=one.bound_on,
            until=one.until,
        )
        for one in bound
        if one.bound_on is not None
    )


def _bound(happened: Happened) -> None:
    _derive(happened.aggregate)


def _corrected(corrected: Corrected) -> None:
    _derive(corrected.aggregate)


def _derive(binding: HomeBinding) -> None:
    if binding.bound_as == BoundAs.AGENT:
        derive_agent(binding)
    else:
        derive_holders(binding.unit_id)


def _transferred(happened: Happened) -> None:
    """End the bindings of whoever holds the home no more, and of those to whom he gave power."""
    facts = happened.facts
    if not isinstance(facts, Transfer):
        raise TypeError(f"{happened.record.name} is no transfer.")
    persons = [holder.person_id for holder in facts.holders if holder.person_id is not None]
    organisations = [holder.organisation_id for holder in facts.holders if holder.organisation_id is not None]
    agents = Q(bound_as=BoundAs.AGENT)
    stay = (agents & Q(granted_by__in=persons)) | (
        ~agents & (Q(person__in=persons) | Q(organisation__in=organisations))
    )
    bound = HomeBinding.objects.filter(pk__in=_bound_to(happened.record.subject)).exclude(stay)
    for binding in bound.select_related("subject").order_by("pk"):
        happened.follow(binding, "end")


def _bound_to(unit: Subject) -> list[int]:
    found = HomeBinding.objects.filter(unit=unit.pk, state="bound").order_by("pk")
    return list(found.values_list("pk", flat=True))


def _nothing_else(_subject: Subject) -> tuple[int, ...]:
    return ()


def bindings_of(unit: Unit) -> Iterable[HomeBinding]:
    """Return the bindings of a home, in the order in which they were asked for."""
    return HomeBinding.objects.filter(unit=unit).select_related("subject").order_by("pk")


def _tell_asker(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell whoever is invited, bound or not bound; a number names no home in a message."""
    person_id = happened.aggregate.person
    if person_id is not None:
        template = _TOLD[happened.record.name.partition(".")[2]]
        yield NoticeDraft(template, {}, person_id=person_id, channels=("in_app", "sms"))


def _tell_desk(happened: Happened) -> Iterable[NoticeDraft]:
    """Tell the leading insurer's desk that somebody waits to be compared with the register."""
    held = Party.objects.on(local_date(happened.moment.recorded_at)).filter(
        subject__in=happened.record.subject.link_ids().values(), role=PartyRole.lead_insurer
    )
    for organisation_id in dict.fromkeys(held.order_by("pk").values_list("organisation_id", flat=True)):
        if organisation_id is not None:
            yield NoticeDraft("binding.asked", {}, organisation_id=organisation_id, role=Role.handler)


def _words() -> None:
    word(
        "binding.asked",
        title=_("有人申请绑定房屋"),
        body=_("有人申请绑定房屋，请打开“房屋绑定”，对照名册核对。"),
        lengths={},
    )
    word(
        "binding.invited",
        title=_("有业主请您帮忙办理他的房屋"),
        body=_("有业主请您帮忙办理他的房屋，请打开“家里人和代办人”，看一看再决定接不接受。"),
        sms=_("有业主请您帮忙办理他的房屋，请登录平台查看。"),
        lengths={},
    )
    word(
        "binding.bound",
        title=_("房屋已经绑定"),
        body=_("您申请的房屋已经核对、绑定，打开“我的房屋”就能看到保到什么时候。"),
        sms=_("您申请的房屋已经绑定，请登录平台查看。"),
        lengths={},
    )
    word(
        "binding.rejected",
        title=_("房屋没有绑定"),
        body=_("您申请的房屋没有核对上。请对照购房合同再申请一次，或者打电话问。"),
        sms=_("您申请的房屋没有核对上，请登录平台或打电话查询。"),
        lengths={},
    )


def register() -> None:
    """Register facts, reactions and what is derived anew after corrections."""
    register_fields(HomeBinding, money=("powers_limit",))
    vocabulary.path("home_binding", "unit", "unit", read=lambda binding: binding.unit)
    vocabulary.members("unit.home_bindings", member="home_binding", zh="房屋绑定", en="home bindings", read=bindings_of)
    _words()
    tells(*(f"home_binding.{name}" for name in _TOLD))(_tell_asker)
    tells("home_binding.ask")(_tell_desk)
    for name in ("bind", "accept_invitation", "release", "end"):
        reaction(f"home_binding.{name}")(_bound)
    reaction("unit.transfer", takes=("home_binding.end",), reach=_bound_to)(_transferred)
    rederives("home_binding", reach=_nothing_else)(_corrected)
