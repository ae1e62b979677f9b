"""Whether a capacity may take a step: it sees the subject, holds a role of the step, and the city allows the role."""

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import NotPermitted, NotVisible
from idi_platform.records.access import access_of
from idi_platform.records.models import Aggregate, Subject
from idi_platform.rulebooks.law import Law

from .lifecycles import StepDefinition

BREACH_REPORTERS = frozenset({Role.regulator, Role.handler, Role.approver, Role.underwriter})
"""Who may record that the world has passed a gate: the authority, or the insurer with evidence; never the party."""


def check_visible(aggregate: Aggregate, definition: StepDefinition, acting: Acting) -> None:
    """Raise NotVisible when the capacity cannot see the subject, or for a new subject the thing it hangs on."""
    if acting.is_system:
        return
    subject = aggregate.subject
    if not definition.is_creating:
        if not access_of(subject.kind).may_see(acting, subject.pk):
            raise _not_visible()
        return
    above = _nearest(subject, definition.within)
    if above is not None and not access_of(above.kind).may_see(acting, above.pk):
        raise _not_visible()


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
        roles = definition.breach_by & BREACH_REPORTERS
    if definition.is_automatic or acting.roles.isdisjoint(roles):
        raise _not_permitted(definition)


def asks_two_persons(definition: StepDefinition, law: Law) -> bool:
    """Say whether the code or the city always wants a second person for the step."""
    rule = law.step_rule(definition.full_name)
    return definition.needs_second_person or (rule is not None and rule.second_person is True)


def approvers_of(definition: StepDefinition, law: Law) -> frozenset[Role]:
    """Return who may be the second person: those named for it, or for a mere warning also a colleague of the maker."""
    if asks_two_persons(definition, law):
        return definition.approved_by
    return definition.approved_by | definition.by


def _nearest(subject: Subject, within: tuple[str, ...]) -> Subject | None:
    for name in within:
        above: Subject | None = getattr(subject, name)
        if above is not None:
            return above
    return None


def _not_visible() -> NotVisible:
    return NotVisible("subject.not_visible", _("没有找到这一项。请检查网址，或从首页重新进入。"))


def _not_permitted(definition: StepDefinition) -> NotPermitted:
    return NotPermitted(
        "step.not_permitted",
        _("您现在的身份不能“%(step)s”。请换一个身份登录，或请有权限的同事来做。") % {"step": definition.zh},
    )
