"""Handing many claims to colleagues at once: planned, shown, confirmed, then done claim by claim and gone on with.

Each claim is a step of its own in its own transaction, under a key made of run and claim: whatever breaks off half-way
goes on where it stopped, and nothing is done twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from claims.codes import CLAIM_ENDED
from claims.desk.assigning import choices, log_choice
from claims.desk.colleagues import handlers_of
from claims.models import AssignmentItem, AssignmentRun, Claim, RunState
from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import BadInput, KeyReused, NotVisible, PlatformError, Refused
from idi_platform.workflow.perform import in_one_transaction, perform
from idi_platform.workflow.requests import Performed

MOST = 500
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Planned:
    """One claim of a preview: to whom it would go, or why it stays; `seen` where the rules choose."""

    claim: Claim
    handler: int | None
    against: str = ""
    rule: int | None = None
    seen: dict[str, object] = field(default_factory=dict)


def chosen_claims(acting: Acting, numbers: Sequence[str]) -> list[Claim]:
    """Return those of the claims that the capacity may see, by number; an unknown number is as one of others."""
    rows = Claim.objects.visible_to(acting).filter(number__in=list(numbers)[:MOST])
    return list(rows.select_related("subject").order_by("number"))


def claims_in_hand(acting: Acting, person: int) -> list[Claim]:
    """Return the open claims that a colleague handles and the capacity may see."""
    rows = Claim.objects.visible_to(acting).filter(handled_by=person).exclude(state__in=CLAIM_ENDED)
    return list(rows.select_related("subject").order_by("number")[:MOST])


def plan(acting: Acting, claims: Sequence[Claim], handler: int | None) -> list[Planned]:
    """Return what handing over would do: to one colleague, or with none named to whom the rules choose.

    Raises:
        BadInput: The colleague named does not handle claims there today.
    """
    now = clock.now()
    organisation = acting.organisation_id or 0
    if handler is not None:
        if handler not in handlers_of(organisation, local_date(now)):
            sentence = _("只能交给本单位在岗的理赔人员，请从名单里选。")
            raise BadInput("claim.not_a_colleague", sentence, {"handler": sentence})
        return [Planned(claim, handler, _against(claim, handler)) for claim in claims]
    found = choices(organisation, claims, now)
    return [_by_rules(claim, *found[claim.pk]) for claim in claims]


def _by_rules(claim: Claim, chosen: object, seen: dict[str, object]) -> Planned:
    handler, rule = getattr(chosen, "handler", None), getattr(chosen, "rule", None)
    if handler is None:
        return Planned(claim, None, _("没有哪条规则找得到合适的同事，请直接选人。"))
    return Planned(claim, handler, _against(claim, handler), rule, seen)


def _against(claim: Claim, handler: int) -> str:
    return _("已经由这位同事办理") if claim.handled_by == handler else ""


def start(
    acting: Acting, key: str, claims: Sequence[Claim], handler: int | None, *, handed_over_from: int | None = None
) -> AssignmentRun:
    """Keep what was confirmed and begin; the same form sent again is the same run, and goes on with it.

    Raises:
        BadInput: No claim would go anywhere, or the colleague does not handle claims there.
        KeyReused: The form stood for other claims or another colleague.
    """
    planned = [one for one in plan(acting, claims, handler) if one.handler is not None and not one.against]
    organisation = acting.organisation_id or 0
    with transaction.atomic():
        run, is_new = AssignmentRun.objects.get_or_create(
            maker_id=acting.person_id,
            key=key,
            defaults={
                "organisation_id": organisation,
                "handed_over_from_id": handed_over_from,
                "by_rules": handler is None,
                "made_at": clock.now(),
            },
        )
        if is_new and not planned:
            raise BadInput("assignment.nothing", _("选中的案件里没有可以交的，请重新选。"))
        if is_new:
            AssignmentItem.objects.bulk_create(
                AssignmentItem(run=run, claim=one.claim, handler_id=one.handler or 0, rule_id=one.rule, seen=one.seen)
                for one in planned
            )
        elif not _is_same(run, claims, handler):
            raise KeyReused("key.reused", _("这个页面已经提交过另一份内容。请刷新页面，再填一次。"))
    go_on(acting, run)
    return run


def _is_same(run: AssignmentRun, claims: Sequence[Claim], handler: int | None) -> bool:
    items = list(run.items.values_list("claim", "handler"))
    same_whom = run.by_rules if handler is None else {one for _claim, one in items} == {handler}
    return same_whom and {claim for claim, _one in items} <= {claim.pk for claim in claims}


def run_for(acting: Acting, pk: int) -> AssignmentRun:
    """Return a run of the capacity's organisation; raises NotVisible else."""
    found = AssignmentRun.objects.select_related("maker", "handed_over_from")
    run = found.filter(pk=pk, organisation=acting.organisation_id or 0).first()
    if run is None:
        raise NotVisible("assignment.not_visible", _("没有找到这次分派，请从列表重新进入。"))
    return run


def go_on(acting: Acting, run: AssignmentRun) -> int:
    """Do the next claims of a run that wait, each in its own transaction; return how many were looked at."""
    waiting = run.items.filter(state=RunState.WAITING).select_related("claim__subject").order_by("pk")
    items = list(waiting[:AT_ONCE])
    for item in items:
        _do(acting, run, item)
    return len(items)


def _do(acting: Acting, run: AssignmentRun, item: AssignmentItem) -> None:
    def work() -> None:
        key = f"run:{run.pk}:{item.claim_id}"
        done = perform(item.claim, "assign", acting=acting, key=key, handler=item.handler_id)
        if isinstance(done, Performed) and item.rule_id is not None:
            log_choice(item.claim_id, done.record.pk, item.rule_id, item.handler_id, item.seen)
        _settle(item, RunState.DONE, "")

    try:
        in_one_transaction(work)
    except Refused as refused:
        _settle(item, RunState.REFUSED, " ".join(one.message for one in refused.refusals))
    except PlatformError as error:
        _settle(item, RunState.REFUSED, error.message)


def _settle(item: AssignmentItem, state: RunState, words: str) -> None:
    AssignmentItem.objects.filter(pk=item.pk).update(state=state, words=words[:300])
