"""Changing how an insurer runs its desk: rules, settings, colleagues, duty roster, absences.

The insurer's approvers and its administrators change it; its handlers read it.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from claims.models import AssignmentRule, DeskPerson, DeskSettings, DutyDay
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Membership, Person
from idi_platform.accounts.roles import Role
from idi_platform.accounts.substitutes import come_back, stand_in
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible
from idi_platform.kernel.names import clean_name

LONGEST_DUTY = timedelta(days=62)
MOST_RULES = 100


def may_keep(acting: Acting) -> bool:
    """Say whether the capacity may change how its desk is run."""
    return acting.may_act_as(Role.approver) or (acting.is_administrator and acting.may_act_as(Role.handler))


def _check(acting: Acting) -> int:
    """Return the organisation; raises NotPermitted for whoever may only read."""
    if not may_keep(acting) or acting.organisation_id is None:
        raise NotPermitted("desk.not_permitted", _("分派规则和值班表由本单位的复核人或管理员修改。"))
    return acting.organisation_id


def add_rule(acting: Acting, values: Mapping[str, Any]) -> AssignmentRule:
    """Add a rule after the others."""
    organisation = _check(acting)
    with transaction.atomic():
        rules = AssignmentRule.objects.filter(organisation=organisation, is_active=True).select_for_update()
        if len(rules) >= MOST_RULES:
            raise BadInput(
                "desk.too_many_rules", _("规则太多了，请先停用不要的。"), {"title": _("请先停用不要的规则。")}
            )
        last = AssignmentRule.objects.filter(organisation=organisation).aggregate(last=Max("position"))["last"] or 0
        given = {
            **values,
            "title": clean_name(values["title"]),
            "skill": values["skill"] and clean_name(values["skill"]),
        }
        return AssignmentRule.objects.create(
            organisation_id=organisation,
            position=last + 1,
            made_by_id=acting.person_id,
            made_at=clock.now(),
            **given,
        )


def stop_rule(acting: Acting, pk: int) -> None:
    """Switch a rule off; it is kept, for the log names it. Twice is once."""
    AssignmentRule.objects.filter(pk=_rule(acting, pk).pk).update(is_active=False)


def raise_rule(acting: Acting, pk: int) -> None:
    """Let a rule change places with the one before it."""
    rule = _rule(acting, pk)
    with transaction.atomic():
        rules = list(
            AssignmentRule.objects.select_for_update()
            .filter(organisation=rule.organisation_id, is_active=True)
            .order_by("position", "pk")
        )
        at = next((number for number, one in enumerate(rules) if one.pk == pk), 0)
        if at > 0:
            rules[at - 1], rules[at] = rules[at], rules[at - 1]
        for number, one in enumerate(rules, start=1):
            AssignmentRule.objects.filter(pk=one.pk).update(position=number)


def _rule(acting: Acting, pk: int) -> AssignmentRule:
    found = AssignmentRule.objects.filter(pk=pk, organisation=_check(acting)).first()
    if found is None:
        raise NotVisible("desk.no_rule", _("没有找到这条规则，请从列表重新进入。"))
    return found


def set_desk(acting: Acting, *, assigns_by_rule: bool, alarm_after: int) -> None:
    """Set how the desk runs; minutes since the report was received."""
    values = {"assigns_by_rule": assigns_by_rule, "alarm_after": alarm_after}
    DeskSettings.objects.update_or_create(organisation_id=_check(acting), defaults=values)


def set_person(acting: Acting, person: int, *, team: str, skills: list[str], most_open: int | None) -> None:
    """Keep what the desk knows of a colleague."""
    values = {
        "team": clean_name(team) if team.strip() else "",
        "skills": [clean_name(skill) for skill in skills],
        "most_open": most_open,
    }
    DeskPerson.objects.update_or_create(organisation_id=_check(acting), person_id=person, defaults=values)


def put_on_duty(acting: Acting, person: int, since: date, until: date | None) -> None:
    """Put a colleague on duty from one day to another, both included; days that stand already stay.

    Raises:
        BadInput: The end lies before the beginning, or more than two months after it.
    """
    organisation, last = _check(acting), until or since
    if last < since or last - since > LONGEST_DUTY:
        sentence = _("结束日不能早于开始日，一次最多排两个月。")
        raise BadInput("desk.bad_days", sentence, {"until": sentence})
    days = [since + timedelta(days=number) for number in range((last - since).days + 1)]
    DutyDay.objects.bulk_create(
        [DutyDay(organisation_id=organisation, day=day, person_id=person) for day in days], ignore_conflicts=True
    )


def take_off_duty(acting: Acting, pk: int) -> None:
    """Take somebody off one day; twice is once."""
    DutyDay.objects.filter(pk=pk, organisation=_check(acting)).delete()


def note_absence(acting: Acting, person: int, substitute: int, since: date, until: date | None) -> None:
    """Note that a colleague is away and who stands in, until the day on which she comes back.

    Raises:
        BadInput: She stands in for herself, the days are in disorder, or she is away then already.
        NotPermitted: Who acts does not keep the desk.
    """
    organisation = _check(acting)
    roles = Membership.objects.filter(organisation=organisation, role=Role.handler, stands_in_for=None)
    held = roles.on(max(since, local_date(clock.now()))).select_related("organisation", "division")
    membership = held.filter(person=person).order_by("pk").first()
    if membership is None:
        sentence = _("这位同事那时不在这个岗位上，请重新选。")
        raise BadInput("desk.no_handler", sentence, {"person": sentence})
    who = Person.objects.get(pk=substitute)
    stand_in(acting=acting, membership=membership, person=who, since=since, until=until)


def end_absence(acting: Acting, pk: int, today: date) -> None:
    """Let an absence end today; one that has not begun never was. Twice is once."""
    _check(acting)
    come_back(acting=acting, pk=pk, today=today)
