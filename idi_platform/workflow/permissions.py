"""Whether a capacity may take a step: it sees the subject, holds a role of the step, and the city allows the role."""

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.divisions import is_under
from idi_platform.accounts.roles import ROLE_TABLE, PartyRole, Role
from idi_platform.kernel.errors import NotPermitted, NotVisible
from idi_platform.kernel.languages import in_words
from idi_platform.kernel.once import once
from idi_platform.records.access import access_of
from idi_platform.records.models import Aggregate, Party, Subject
from idi_platform.rulebooks.law import Law

from .lifecycles import StepDefinition

BREACH_REPORTERS = frozenset({Role.regulator, Role.handler, Role.approver, Role.underwriter})
"""Who may record that the world has passed a gate: the authority, or the insurer with evidence; never the party."""


_INSURERS = frozenset({PartyRole.lead_insurer, PartyRole.co_insurer})
_CARRIERS = ("unit", "engagement", "policy", "project")
"""What parties stand on."""


def check_visible(aggregate: Aggregate, definition: StepDefinition, acting: Acting) -> None:
    """Raise NotVisible when the capacity cannot see the subject, or for a new subject the thing it hangs on.

    What an authority opens on nothing but a place lies in its own divisions.
    """
    if acting.is_system:
        return
    seen = seen_through(aggregate.subject, definition)
    if seen is not None:
        kind, subject_id = seen
        if not access_of(kind).may_see(acting, subject_id):
            raise _not_visible()
        return
    is_placed_only = bool(definition.within) and Role.regulator in acting.roles
    if is_placed_only and not is_under(aggregate.subject.division_id, acting.jurisdictions):
        raise _not_visible()


def seen_through(subject: Subject, definition: StepDefinition) -> tuple[str, int] | None:
    """Return kind and number of what has to be visible for a step: the subject, or what a new one hangs on.

    None for what is opened on nothing but a place.
    """
    if not definition.is_creating:
        return subject.kind, subject.pk
    found = ((name, getattr(subject, f"{name}_id")) for name in definition.within)
    return next(((name, pk) for name, pk in found if pk is not None), None)


def check_role(
    definition: StepDefinition, acting: Acting, law: Law, *, in_breach: bool, approves: bool, is_caused: bool
) -> None:
    """Raise NotPermitted when the capacity's role may not take the step."""
    if acting.is_system:
        if definition.is_automatic or is_caused:
            return
        raise _not_permitted(definition)
    roles = approvers_of(definition, law) if approves else definition.by
    rule = law.step_rule(definition.full_name)
    if rule is not None and rule.by and not approves:
        roles = roles & {Role(name) for name in rule.by}
    if in_breach:
        roles = BREACH_REPORTERS
    if definition.is_automatic or acting.roles.isdisjoint(roles):
        raise _not_permitted(definition)


def check_may_report_breach(definition: StepDefinition, subject: Subject, acting: Acting) -> None:
    """Raise NotPermitted for whoever may not record the event in breach: other roles, and the party in breach."""
    if acting.roles.isdisjoint(BREACH_REPORTERS):
        raise NotPermitted("breach.not_permitted", _("违规事实由保险公司或者主管部门凭证据记录。"))
    if owes_duty(definition, subject, acting):
        sentence = _("“%(step)s”是本单位自己的义务，违规事实不能由本单位补录，请报主管部门凭证据记录。")
        raise NotPermitted("breach.own_duty", sentence % {"step": in_words(definition)})


def owes_duty(definition: StepDefinition, subject: Subject, acting: Acting) -> bool:
    """Say whether the reported event is a matter of the actor's own organisation, which is then the party in breach.

    The duty lies with those who ordinarily take the step. An insurer that keeps a file for others owes nothing by it;
    where nobody but insurers takes the step, it is theirs. An organisation that has ever stood in such a role on what
    the subject hangs on counts; the authority watches and owes nothing.
    """
    if acting.organisation_id is None or Role.regulator in acting.roles:
        return False
    carriers = tuple(pk for name in _CARRIERS if (pk := getattr(subject, f"{name}_id")) is not None)
    return not _stood_as(acting.organisation_id, carriers).isdisjoint(owing_roles(definition))


@once(of="records_party")
def _stood_as(organisation_id: int, subject_ids: tuple[int, ...]) -> frozenset[str]:
    parties = Party.objects.filter(subject_id__in=subject_ids, organisation_id=organisation_id)
    return frozenset(parties.values_list("role", flat=True))


def owing_roles(definition: StepDefinition) -> frozenset[PartyRole]:
    """Return the party roles whose duty a reported event touches."""
    taking = frozenset(party for role in definition.by for party in ROLE_TABLE[role].party_roles)
    return definition.duty_of or taking - _INSURERS or taking


def asks_two_persons(definition: StepDefinition, law: Law) -> bool:
    """Say whether the code or the city always wants a second person for the step."""
    rule = law.step_rule(definition.full_name)
    return definition.needs_second_person or (rule is not None and rule.second_person is True)


def approvers_of(definition: StepDefinition, law: Law) -> frozenset[Role]:
    """Return who may be the second person: those named for it, or for a mere warning also a colleague of the maker."""
    if asks_two_persons(definition, law):
        return definition.approved_by
    return definition.approved_by | definition.by


def _not_visible() -> NotVisible:
    return NotVisible("subject.not_visible", _("没有找到这一项。请检查网址，或从首页重新进入。"))


def _not_permitted(definition: StepDefinition) -> NotPermitted:
    return NotPermitted(
        "step.not_permitted",
        _("您现在的身份不能“%(step)s”。请换一个身份登录，或请有权限的同事来做。") % {"step": in_words(definition)},
    )
