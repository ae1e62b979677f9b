"""What papers about things beside a claim may say: draws on the fund, repairs and appraisals."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Appraisal, FundDraw, Repair, Ticket
from claims.models.beside.appraisal import Matter
from claims.models.beside.fund import Event, FundKind
from claims.models.beside.repair import WARRANTY
from claims.models.beside.sides import side_of
from claims.papers import frames
from claims.words import case_home, full_title_of
from idi_platform.accounts.names import organisation_name, person_name
from idi_platform.accounts.roles import PartyRole
from idi_platform.deadlines.explain import last_good
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.clock import local_date, now
from idi_platform.kernel.display import show_amount, show_date, show_instant
from idi_platform.kernel.money import rmb_capitals
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Party
from idi_platform.workflow.reactions import Happened
from idi_platform.workflow.sectioned import Addressee, fills
from idi_platform.workflow.world import SubjectWorld
from riskmgmt.words import section_words


def _of_home(thing: Any) -> Iterable[Addressee]:
    """Return the present owners of the home on which something hangs."""
    today = local_date(now())
    owners = Party.objects.on(today).filter(subject=thing.subject.unit_id, role=PartyRole.owner).order_by("pk")
    return list(owners.values_list("person_id", "organisation_id"))


def _of_claim(thing: Repair | Appraisal) -> Iterable[Addressee]:
    return frames.claimant_side(thing.claim) if thing.claim is not None else ()


def fund_sections(happened: Happened, world: SubjectWorld) -> Mapping[str, Any]:
    """Return what a draw on the fund is for, what it costs, and what the fund has for the project."""
    draw: FundDraw = happened.aggregate
    if draw.amount is None or draw.requested_at is None:
        return {}
    provision, approved = world.figure("fund.provision"), world.value("fund.approved_with_this")
    budget = [(_("本项目计提的保障基金"), provision), (_("同类用途已批准金额，含本次"), approved)]
    amount = f"{show_amount(draw.amount)}（{rmb_capitals(draw.amount)}）"
    by = happened.record.acting
    agreed = (by.get("maker", {}).get("person"), by.get("person")) if happened.record.name == "fund.approve" else ()
    return {
        "facts_found": {
            "facts": [
                *_where(draw.ticket),
                (_("用途"), str(FundKind(draw.fund_kind).label)),
                (_("事由"), str(Event(draw.event).label)),
                (_("申请时间"), show_instant(draw.requested_at)),
            ]
        },
        "computation": {"facts": [(_("金额"), amount)]},
        "budget": {"facts": [(label, show_amount(sum_)) for label, sum_ in budget if isinstance(sum_, Decimal)]},
        "signers": [name for pk in agreed if (name := person_name(pk))],
        **(_put_back(amount, happened, world) if draw.fund_kind == FundKind.ADVANCE else {}),
    }


def _put_back(amount: str, happened: Happened, world: SubjectWorld) -> Mapping[str, Any]:
    """Return what is to be paid back into the fund and to whom, and from what the developer may take it."""
    keeper = organisation_name(happened.record.acting.get("organisation"))
    owed = [(_("应补足金额"), amount), (_("补足至"), keeper)]
    retained = world.value("project.retention_amount")
    said = _("维修属于施工单位责任的，可以按施工合同的约定从预留的质量保证金中扣除。")
    held = [(_("本项目登记的预留质量保证金"), show_amount(retained))] if isinstance(retained, Decimal) else []
    return {
        "sum_and_payee": {"facts": [(label, words) for label, words in owed if words]},
        "possible_recourse": {"text": said, "facts": held},
    }


def _where(ticket: Ticket | None) -> list[tuple[str, str]]:
    return [(_("房屋"), case_home(ticket))] if ticket is not None else []


def repair_sections(happened: Happened, world: SubjectWorld) -> Mapping[str, Any]:
    """Return where and when something was repaired, how it was tested, and until when the warranty runs."""
    repair: Repair = happened.aggregate
    days = [
        (_("开始维修"), repair.began_on),
        (_("维修完成"), repair.completed_on),
        (_("验收"), repair.accepted_on),
    ]
    tested = {True: _("闭水试验合格"), False: _("闭水试验不合格"), None: ""}[repair.water_test_passed]
    return {
        "place": _("%(home)s，%(what)s")
        % {"home": case_home(repair.claim), "what": full_title_of(repair.claim, world.rulebook)},
        "schedule": {"facts": [(label, show_date(day)) for label, day in days if day is not None]},
        "tests": tested,
        "warranty": {"facts": list(_warranty(repair, world))},
    }


def _warranty(repair: Repair, world: SubjectWorld) -> Iterable[tuple[str, str]]:
    clocks = [name for name, clock in world.rulebook.clocks.items() if clock.measures == WARRANTY]
    run = Clock.objects.open().filter(subject=repair.pk, name__in=clocks, due_at__isnull=False).order_by("pk").last()
    if run is not None and run.due_at is not None and repair.accepted_on is not None:
        yield _("质保起算"), show_date(repair.accepted_on)
        yield _("质保至"), last_good(run.due_at)
        yield _("质保范围"), _("同一部位的同一维修项目；再次出现的，请马上报修。")


def appraisal_sections(happened: Happened, world: SubjectWorld) -> Mapping[str, Any]:
    """Return what is disputed, and whom both sides have chosen to decide it."""
    appraisal: Appraisal = happened.aggregate
    disputed = [(_("鉴定事项"), str(Matter(appraisal.matter).label))]
    if appraisal.claim is not None:
        home, title = case_home(appraisal.claim), full_title_of(appraisal.claim, world.rulebook)
        disputed += [(_("案件"), appraisal.claim.number), (_("房屋"), home), (_("部位和问题"), title)]
    elif appraisal.finding is not None:
        disputed += [
            (_("分部工程"), section_words(world.rulebook, appraisal.finding.section)),
            (_("风险等级"), appraisal.finding.get_grade_display()),
        ]
    licences = [(_("检测资质"), appraisal.has_testing_licence), (_("司法鉴定资质"), appraisal.has_judicial_licence)]
    chosen = [(_("鉴定机构"), organisation_name(appraisal.appraiser))]
    chosen += [(label, _("有") if held else _("没有")) for label, held in licences]
    said = {"disputed_points": {"facts": [(label, words) for label, words in disputed if words]}}
    if not appraisal.is_jointly_chosen:
        return said
    acted = {step.name: step.acting for step in effective_steps(appraisal.pk)}
    return {
        **said,
        "institutions": {"facts": chosen},
        "joint_commission": _("上述鉴定机构由争议双方共同选定。"),
        "parties": {"facts": list(_sides(acted))},
        "signatories": list(_commissioning(acted)),
    }


def _sides(acted: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """Yield who asked, who proposed the appraiser, and who agreed: which side that is, and its name."""
    for label, name in (
        (_("申请方"), "appraisal.request"),
        (_("提出鉴定机构的一方"), "appraisal.propose"),
        (_("同意鉴定机构的一方"), "appraisal.agree_appraiser"),
    ):
        if said := _side(acted.get(name, {})):
            yield label, _("：").join(part for part in said if part)


def _commissioning(acted: Mapping[str, Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """Yield both who commission together: whoever proposed the appraiser, and the other side, who agreed."""
    for name in ("appraisal.propose", "appraisal.agree_appraiser"):
        acting = acted.get(name, {})
        if said := _side(acting):
            yield {"side": said[0], "name": said[1], "seals": acting.get("organisation") is not None}


def _side(acting: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return which side of a dispute somebody stands on, in words, and the name; None for who stands on none."""
    words = {
        "owner": _("业主"),
        "insurer": _("保险公司"),
        "developer": _("建设单位"),
        "designer": _("设计单位"),
        "contractor": _("施工单位"),
        "supervisor": _("监理单位"),
        "agency": _("风险管理机构"),
    }
    side = side_of(acting.get("roles", ())) or ""
    if side not in words:
        return None
    return words[side], organisation_name(acting.get("organisation")) or person_name(acting.get("person"))


def register() -> None:
    """Register what is known, and who stands on the owner's side."""
    fills("fund", owners=_of_home)(fund_sections)
    fills("repair", owners=_of_claim)(repair_sections)
    fills("appraisal", owners=_of_claim)(appraisal_sections)
