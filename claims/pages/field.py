"""The surveyor's pages behind /field/: the cards of a day, and one visit with what to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.codes import CLAIM_ENDED, Place, Severity, VisitOutcome
from claims.dates import open_duties
from claims.desk.visits import Visit
from claims.field.kit import READINGS, to_bring
from claims.field.visits import Contact, is_on, visited_on
from claims.models import Claim, SiteVisit
from claims.pages.wanted import paper_names
from claims.words import case_home, text_words, title_of
from idi_platform.kernel.clock import SHANGHAI, local_date
from idi_platform.portal.articles import article_of
from idi_platform.portal.components import Check, Chip, Look, Note
from idi_platform.portal.lists import Empty, Fact
from idi_platform.portal.words import date_words, full_instant_words, length_words, masked_phone
from idi_platform.rulebooks.law import Law

CLOCK_OFF: Final = timedelta(minutes=5)
"""A telephone's clock that is further off than this is said."""
_ON_SITE = {
    "persons": (gettext_lazy("记下谁在场"), gettext_lazy("开门的是谁，和房屋什么关系。")),
    "place": (gettext_lazy("核对房号和部位"), gettext_lazy("和报案说的是不是同一处。")),
    "measurements": (gettext_lazy("量一量"), ""),
    "photos": (gettext_lazy("拍照"), gettext_lazy("远处、近处各一张；量的时候连仪器一起拍。")),
    "likely_cause": (gettext_lazy("判断原因"), gettext_lazy("拿不准就写拿不准。")),
    "agency_findings": (gettext_lazy("对照以前检查发现的问题"), gettext_lazy("同一位置修过的，看修好没有。")),
    "urgent_measures": (gettext_lazy("要不要先抢修"), gettext_lazy("有危险的，当场打电话给理赔员。")),
    "owners_words": (gettext_lazy("听业主怎么说"), gettext_lazy("什么时候发现的、以前修过没有。")),
    "signatures": (gettext_lazy("请开门的人签名"), gettext_lazy("不签也可以，选一个原因。")),
}
"""What is done on site for each section of the record that the text asks for."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom to telephone, as a page may show it on that day."""

    name: str = ""
    words: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class VisitCard:
    """One visit of the day."""

    time: str
    home: str
    title: str
    number: str
    href: str
    failed_href: str
    call_href: str
    facts: tuple[Fact, ...]
    chip: Chip | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class VisitPage:
    """The head of a visit's page; `report` is what its form is called on the telephone."""

    title: str
    home: str
    when: str
    report: str
    is_late_shown: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a home, for the choice beside a photo."""

    code: str
    name: str
    is_chosen: bool


def caller(contact: Contact | None, *, is_the_day: bool) -> Caller:
    """Return whom to telephone; the whole number on the day of the visit alone."""
    if contact is None:
        return Caller()
    if not is_the_day:
        return Caller(contact.name, masked_phone(contact.phone))
    return Caller(contact.name, contact.phone.removeprefix("+86"), f"tel:{contact.phone}")


def cards(
    found: Sequence[Visit], titles: Mapping[int, str], laws: Mapping[int, Law], who: Mapping[int, Contact], day: date
) -> list[VisitCard]:
    """Return the day's visits; `day` is today where telephones may be shown, else none of them is."""
    return [_card(one, titles[one.claim.pk], laws, who.get(one.claim.pk), day) for one in found]


def _card(visit: Visit, title: str, laws: Mapping[int, Law], contact: Contact | None, today: date) -> VisitCard:
    claim, chip = visit.claim, _chip(visit)
    known = caller(contact, is_the_day=local_date(visit.at) == today)
    law = laws.get(claim.subject.insured_object_id or 0)
    facts = [
        Fact(_("查什么"), _asked(claim, law)),
        Fact(_("找谁"), "　".join(part for part in (known.name, known.words) if part)),
        Fact(_("带上"), to_bring(claim.place, claim.severity)),
    ]
    return VisitCard(
        time=_hours(visit),
        home=visit.home,
        title=title,
        number=claim.number,
        href=reverse("claims:field_visit", args=[claim.number]),
        failed_href=reverse("claims:field_failed", args=[claim.number]),
        call_href=known.href,
        facts=tuple(fact for fact in facts if fact.value),
        chip=chip,
        is_open=chip is None or chip.look is Look.RUNNING,
    )


def _asked(claim: Claim, law: Law | None) -> str:
    """Return what is to be looked at, in the words of the text."""
    text = text_words(law, claim.item_code, claim.defect) if law is not None else ""
    return text or _("报案人说不清")


def _hours(visit: Visit) -> str:
    begin = f"{visit.at.astimezone(SHANGHAI):%H:%M}"
    return f"{begin}-{visit.until.astimezone(SHANGHAI):%H:%M}" if visit.until is not None else begin


def _chip(visit: Visit) -> Chip | None:
    claim, day = visit.claim, local_date(visit.at)
    if visited_on(claim, day) is not None:
        return Chip(Look.MET, _("已查勘"))
    failed = claim.last_failed_visit_at
    if failed is not None and local_date(failed) >= day:
        return Chip(Look.TARGET, _("上门未果"))
    if claim.state in CLAIM_ENDED:
        return Chip(Look.NONE, _("案件已结束，不用去"), "dash")
    return Chip(Look.RUNNING, _("紧急"), "fall") if claim.is_emergency else None


def day_title(*, is_today: bool) -> str:
    """Return what the page of a day is called."""
    return _("今天要去的地方") if is_today else _("要去的地方")


def nothing(day: date, *, is_today: bool) -> Empty:
    """Return what to say of a day without visits."""
    title = _("今天没有要去的地方") if is_today else _("这一天没有要去的地方")
    return Empty(title, _("理赔员约好上门、写明由您去，就会出现在这里。"), "calendar", hint=date_words(day))


def heading(claim: Claim, law: Law, *, failed: bool = False, late: bool = False) -> VisitPage:
    """Return the head of the page."""
    home = case_home(claim)
    what = _("上门未果：%(home)s") if failed else _("查勘：%(home)s")
    when = full_instant_words(claim.survey_from_at)[:-3] if claim.survey_from_at is not None else ""
    return VisitPage(title_of(claim, law), home, when, what % {"home": home}, late)


def facts_of(claim: Claim, law: Law) -> list[Fact]:
    """Return the claim in short."""
    duty = next((one for one in open_duties(claim.pk, law) if one.clock.measures == "survey"), None)
    rows = [
        Fact(_("查什么"), _asked(claim, law)),
        Fact(_("严重程度"), str(Severity(claim.severity).label)),
        Fact(_("发现"), date_words(claim.discovered_on) if claim.discovered_on is not None else _("说不准")),
        Fact(_("报案"), date_words(claim.reported_on) if claim.reported_on is not None else ""),
        Fact(_("带上"), to_bring(claim.place, claim.severity)),
    ]
    if duty is not None:
        rows.append(Fact(duty.title, duty.until, article=article_of(duty.clock.clause) if duty.clock.clause else None))
    return [row for row in rows if row.value]


def checks_of(claim: Claim, law: Law) -> list[Check]:
    """Return what to do on site: what the text wants in the record, each once, and what this claim needs besides."""
    rows = []
    if claim.is_emergency:
        rows.append(Check.no(_("先看有没有危险"), _("有东西要掉的，先拉警戒带，人离开。")))
    paper = next(iter(law.papers_of("claim.record_survey").values()), None)
    if paper is not None:
        rows += [_on_site(name) for name in paper.sections if name in _ON_SITE]
    if paper is not None and paper.clause and rows:
        rows[-1] = replace(rows[-1], article=article_of(paper.clause))
    if claim.is_waiting_for_papers:
        rows.append(Check.open(_("顺便取材料"), paper_names(claim.papers_to_come)))
    return rows


def _on_site(name: str) -> Check:
    text, detail = _ON_SITE[name]
    shown = "、".join(one.label for one in READINGS) if name == "measurements" else str(detail)
    return Check.open(str(text), shown)


def notes_of(claim: Claim, today: date) -> list[Note]:
    """Return what must be known before anything is filled in: it is done already, or there is nothing to do."""
    found = []
    if claim.surveyed_at is not None:
        text = _("%(when)s 登记过查勘。") % {"when": full_instant_words(claim.surveyed_at)}
        found.append(Note(text, strong=_("已经查勘。"), look=Look.MET))
    if claim.state in CLAIM_ENDED:
        found.append(Note(_("不用再去；有疑问请问理赔员。"), strong=_("案件已经结束。"), look=Look.TARGET))
    elif not is_on(claim, today) and claim.survey_from_at is not None:
        when = date_words(local_date(claim.survey_from_at))
        found.append(Note(_("约的是 %(day)s。") % {"day": when}, strong=_("不是今天。"), look=Look.TARGET))
    return found


def parts_of(claim: Claim) -> list[Part]:
    """Return the parts of a home for the choice beside each photo; the reported one is chosen."""
    return [Part(code, str(name), code == claim.place) for code, name in Place.choices]


_SAID = {
    VisitOutcome.SURVEYED: gettext_lazy("查勘已登记：%(home)s，%(when)s。"),
    VisitOutcome.FAILED: gettext_lazy("上门未果已登记：%(home)s，%(when)s。"),
    VisitOutcome.KEPT: gettext_lazy("已作为补充放进案件：%(home)s。"),
}


def said_of(visit: SiteVisit, home: str) -> str:
    """Return what became of the form."""
    outcome = VisitOutcome(visit.outcome)
    said = str(_SAID[outcome]) % {"home": home, "when": full_instant_words(visit.happened_at)[:-3]}
    if visit.record_id is None and outcome is not VisitOutcome.KEPT:
        return said + _("补录时已过期限，要另一位同事复核后才算数。")
    return said


def clock_words(visit: SiteVisit) -> str:
    """Say that the telephone's clock is off, and by how much; empty where it is not."""
    ahead = timedelta(seconds=visit.device_ahead or 0)
    if abs(ahead) <= CLOCK_OFF:
        return ""
    said = {"length": length_words(abs(ahead))}
    if ahead > timedelta():
        return _("手机的时钟快了 %(length)s，上门时间已按平台的时钟算。请把手机时间改成自动。") % said
    return _("手机的时钟慢了 %(length)s，上门时间已按平台的时钟算。请把手机时间改成自动。") % said
