"""Papers up to the survey: receipt, routing letter, list of missing papers, survey record."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from claims.callers import second_reporter
from claims.codes import LiableParty, Place, Severity, WantedPaper, WhyUnsigned
from claims.cover import cover_of
from claims.dates import Owed, open_duties
from claims.first_aid import AT_ONCE
from claims.given import facts_of
from claims.models import Claim, Intake, SiteVisit, Ticket
from claims.models.claim_facts import File, RecordSurvey, RequestSupplement, RouteBeforeCover
from claims.models.intake import Join
from claims.papers import frames
from claims.reactions import liable_organisations
from claims.words import full_title_of, text_words, title_of
from idi_platform.accounts.names import organisation_name, person_name
from idi_platform.kernel.display import show_date, show_instant
from idi_platform.kernel.names import mask_name
from idi_platform.workflow.effects import PaperDraft, drafts
from idi_platform.workflow.reactions import Happened
from idi_platform.workflow.world import SubjectWorld
from policies.rules.terms_of_cover import CoverState


def receipt(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
    """Say that the report came in, to the second, and what happens next by which day."""
    claim: Claim = happened.aggregate
    duties = open_duties(claim.pk, world.rulebook)
    photos = facts_of(happened, File).photo_digests
    first = duties[0] if duties else None
    data: dict[str, Any] = {
        "plain_words": _in_short(claim, first),
        "what_was_said": {"facts": _as_said(claim, world), "quote": frames.words_of(claim.statement_id)},
        "media": [
            {"items": [f"SHA-256 {digest}" for digest in photos]},
            {"text": _("打开案件页可以随时加照片、加说明；也可以打电话。")},
        ],
        "what_next": [
            _("派人上门看；事先和您约时间，晚上和周末也可以"),
            _("告诉您赔不赔、为什么"),
            _("约定怎么修或怎么赔，并在期限内做完"),
        ],
        "dates_of_city": {"facts": [(duty.title, duty.by_law) for duty in duties]},
        "first_aid": str(AT_ONCE.get(claim.severity, "")),
    }
    yield from frames.to_claimants(claim, data, partial(_received, happened))


def _received(happened: Happened, reader_id: int | None) -> dict[str, Any]:
    """Return the section that says when, how and by whom it was received, from whom and for whom."""
    claim: Claim = happened.aggregate
    rows = [
        (_("收到时间"), show_instant(happened.moment.occurred_at, seconds=True)),
        (_("渠道"), claim.get_channel_display()),
        (_("接收"), receiver_of(claim)),
        (_("报案人"), _reporter(claim, reader_id)),
        (_("索赔人"), frames.claimant_line(claim, reader_id)),
    ]
    return {"received": {"facts": rows}}


def receiver_of(claim: Claim) -> str:
    """Return who received it: the insurer of the letterhead, through its desk; the platform where none insures."""
    desk = organisation_name(claim.filed_by_organisation)
    if claim.subject.policy_id is None:
        return desk or settings.PLATFORM_NAME
    return _("本公司，经办：%(desk)s") % {"desk": desk} if desk else _("本公司")


def _reporter(claim: Claim, reader_id: int | None) -> str:
    """Return who reported: whoever filed it himself by his name, who told a desk as the desk wrote it down."""
    if claim.filed_by_organisation is None and claim.filed_by_person is not None:
        name = frames.name_for(reader_id, claim.filed_by_person)
    else:
        name = mask_name(claim.statement.reporter_name) if claim.statement is not None else ""
    return "　".join(part for part in (claim.get_reporter_display(), name) if part)


def joined_receipt(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
    """Say that a second report came in, to the second, and which claim's limits it follows."""
    intake: Intake = happened.aggregate
    claim = Claim.objects.select_related("subject").get(pk=facts_of(happened, Join).claim_id)
    duties = open_duties(claim.pk, world.rulebook)
    received = show_instant(intake.received_at or happened.moment.occurred_at, seconds=True)
    data: dict[str, Any] = {
        "plain_words": _("您的报案我们收到了，编号 %(number)s。和案件 %(case)s 是同一问题，归到那里一起办。")
        % {"number": intake.number, "case": claim.number},
        "received": {"facts": [(_("收到时间"), received), (_("渠道"), intake.get_channel_display())]},
        "what_was_said": {"facts": _as_said(claim, world), "quote": frames.words_of(intake.statement_id)},
        "what_next": [
            _("期限仍从第一次报案算，不重新开始。"),
            _("修理或赔付在那个案件里只办一次。"),
            _("您觉得不是同一问题，可以随时打电话或重新报案。"),
        ],
        "dates_of_city": {"facts": [(duty.title, duty.by_law) for duty in duties]},
        "how_to_add": _("打开案件页可以随时加照片、加说明；也可以打电话。"),
    }
    yield PaperDraft(data, **_to_reporter(intake, claim, facts_of(happened, Join)))


def _to_reporter(intake: Intake, claim: Claim, facts: Join) -> dict[str, int | None]:
    """Return who gets the receipt: who chose to join, else the owner who called, else the desk that took the call.

    A report before the home was known came to no desk; until then its reporter may see nothing of the claim.
    """
    organisation = intake.received_by_organisation
    if facts.chosen_by_reporter:
        person = intake.received_by_person if organisation is None else None
    else:
        person = second_reporter(intake, claim)
    return {
        "recipient_person_id": person,
        "recipient_organisation_id": organisation if person is None else None,
    }


def _in_short(claim: Claim, first: Owed | None) -> str:
    said = _("您的报案我们收到了，编号 %(number)s。") % {"number": claim.number}
    if first is None:
        return said
    return f"{said}\n" + _("%(what)s：%(until)s。") % {"what": first.title, "until": first.until}


def _as_said(claim: Claim, world: SubjectWorld) -> list[tuple[str, str]]:
    law = world.rulebook
    facts: list[tuple[str, str]] = [(_("问题"), title_of(claim, law))]
    if text := text_words(law, claim.item_code, claim.defect):
        facts.append((_("承保项目"), text))
    if claim.discovered_on is not None:
        facts.append((_("发现日期"), show_date(claim.discovered_on)))
    facts.append((_("严重程度"), str(Severity(claim.severity).label)))
    return facts


def routing_letter(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
    """Say why the defect lies before cover, who must repair, until when, and that this is no refusal."""
    claim: Claim = happened.aggregate
    cover = cover_of(claim)
    facts = facts_of(happened, RouteBeforeCover)
    liable = LiableParty(facts.liable)
    told = liable_organisations(claim, liable)
    ticket = Ticket.objects.filter(origin=claim).order_by("pk").last()
    duties = open_duties(ticket.pk, world.rulebook) if ticket is not None else []
    starts_on = cover.to if cover.state is CoverState.BEFORE_COVER else facts.cover_starts_on
    starts = show_date(starts_on) if starts_on is not None else _("保险责任开始的日期以保单为准")
    whose = str(liable.label)
    data: dict[str, Any] = {
        "articles": [facts.clause] if facts.clause else [],
        "plain_words": _("%(starts)s前由%(whose)s负责维修。我们已经转告，会跟到修好；这不是拒绝。")
        % {"starts": starts, "whose": whose},
        "why_before_cover": {
            "facts": [
                (_("问题"), full_title_of(claim, world.rulebook)),
                (_("发现日期"), show_date(claim.discovered_on or claim.reported_on)),  # type: ignore[arg-type]  # set when filed
                (_("保险责任开始"), starts),
                (_("依据"), world.rulebook.clause_title(facts.clause) if facts.clause else ""),
            ]
        },
        "liable_party": {
            "facts": [(_("负责维修"), whose)]
            + ([(_("单位"), "、".join(organisation_name(pk) for pk in told))] if told else [])
            + ([(_("报修单"), ticket.number)] if ticket is not None else [])
        },
        "clocks": {"facts": [(duty.title, duty.by_law) for duty in duties]}
        if duties
        else _("条文没有规定维修的天数，我们会跟进并记录。"),
        "if_nothing_happens": _("到期没有人来、来了不修、修不好，请在报修单页告诉我们；您的权利不会因此减少。"),
        "not_a_refusal": _("这不是不予赔偿。您报案的时间和内容都已留存，以后仍可作为索赔的依据。"),
    }
    yield from frames.to_claimants(claim, data)
    for organisation_id in told:
        yield PaperDraft(data, recipient_organisation_id=organisation_id)


_HOW = {
    WantedPaper.OWNERSHIP: ("证明房屋是您的", "拍产权证或购房合同的首页和签字页", "不动产登记查询结果"),
    WantedPaper.IDENTITY: ("核对索赔人", "拍身份证正面", "护照、居住证"),
    WantedPaper.POWER: ("证明可以代办", "业主签字的委托书", "在平台上由业主本人确认"),
    WantedPaper.PHOTOS: ("看清位置和程度", "远处一张、近处一张", "短视频"),
    WantedPaper.REPAIR_HISTORY: ("了解以前修过什么", "维修单、收据或聊天记录", "写一段说明"),
    WantedPaper.INVOICE: ("核对已经花的费用", "发票或收据", "付款记录截图"),
    WantedPaper.DECORATION: ("看装修有没有动过这里", "装修合同或图纸", "写一段说明"),
    WantedPaper.NEIGHBOUR: ("要到相邻的房屋查原因", "邻居的回复截图", "请物业帮助联系"),
    WantedPaper.ACCOUNT: ("付款用", "收款账户的户名、开户行、账号", "到服务台填写"),
}


def supplement_list(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
    """Name every missing paper, why, how to get it, and an alternative; once."""
    claim: Claim = happened.aggregate
    facts = facts_of(happened, RequestSupplement)
    rows = [[str(paper.label), *_HOW[paper]] for paper in facts.papers]
    duties = open_duties(claim.pk, world.rulebook)
    data: dict[str, Any] = {
        "plain_words": _("还差 %(n)d 份材料。只会要这一次，缺的都写在下面。") % {"n": len(rows)},
        "papers_wanted": [
            {"table": {"head": [_("材料"), _("为什么要"), _("怎么准备"), _("没有的话")], "rows": rows}},
            {"text": frames.words_of(facts.statement_id)},
            {"text": _until(facts.answer_by)},
        ],
        "meanwhile": [_("等材料的时候，上门查看照常进行。")] + [f"{duty.title}：{duty.until}" for duty in duties],
        "how_to_add": _("在案件页拍照上传，或送到服务台。"),
    }
    yield from frames.to_claimants(claim, data)


def _until(day: date | None) -> str:
    return _("请在 %(day)s 前补交；过期我们按现有材料核定。") % {"day": show_date(day)} if day is not None else ""


def survey_record(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
    """Keep what was seen on site: who, when, where, what was measured, how the owner saw it."""
    claim, facts = happened.aggregate, facts_of(happened, RecordSurvey)
    measured = [
        (_("含水率"), f"{facts.moisture} %" if facts.moisture is not None else ""),
        (_("裂缝宽度"), f"{facts.crack_width} mm" if facts.crack_width is not None else ""),
    ]
    surveyor = happened.record.acting.get("person") if happened.record.acting else None
    visit = SiteVisit.objects.filter(statement=facts.statement_id or 0).first()
    data: dict[str, Any] = {
        "appointment": {"facts": [(_("查勘时间"), show_instant(happened.moment.occurred_at))]},
        "place": full_title_of(claim, world.rulebook),
        "measurements": {"facts": [row for row in measured if row[1]]},
        "photos": frames.evidence_lines(facts.evidence_ids, _shown(visit)),
        "likely_cause": frames.words_of(facts.statement_id),
        "owners_words": {"quote": frames.words_of(claim.statement_id)},
        "signatures": _("业主已签名。") if facts.owner_signed else _("业主没有签名。"),
        "annexes": frames.annexes_of(row for row in frames.all_evidence(claim) if row.pk in facts.evidence_ids),
    }

    def naming(reader_id: int | None) -> dict[str, Any]:
        persons = [
            (_("查勘人"), person_name(surveyor)),
            (_("索赔人"), frames.claimant_line(claim, reader_id)),
            (_("在场人"), _signed(facts, visit)),
        ]
        return {"persons": {"facts": persons}}

    yield from frames.to_claimants(claim, data, naming)


def _signed(facts: RecordSurvey, visit: SiteVisit | None) -> str:
    """Say who signed what was seen, or why nobody did, as far as it was handed in from the site."""
    if visit is not None and visit.signed_by:
        return _("%(who)s已签名。") % {"who": mask_name(visit.signed_by)}
    if visit is not None and visit.why_unsigned:
        return _("没有签名：%(why)s。") % {"why": WhyUnsigned(visit.why_unsigned).label}
    return _("业主已签名。") if facts.owner_signed else _("业主没有签名。")


def _shown(visit: SiteVisit | None) -> dict[int, str]:
    """Return which part of the home each picture from the site shows."""
    return {int(pk): str(Place(part).label) for pk, part in visit.parts.items()} if visit is not None else {}


def register() -> None:
    """Register the drafters."""
    frames.register()
    drafts("intake_receipt")(receipt)
    drafts("joined_receipt")(joined_receipt)
    drafts("routing_letter")(routing_letter)
    drafts("supplement_list")(supplement_list)
    drafts("survey_record")(survey_record)
