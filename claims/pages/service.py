"""The desk's pages behind /service/: the home that was found, cases with whose turn it is, what to tell the caller."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.codes import Channel, Reporter, Severity
from claims.dates import open_duties, until_words
from claims.mandates import Mandate
from claims.models import Claim
from claims.pages.owner_turns import Turns
from claims.pages.whose_turn import OWNER, Whose, state_words
from claims.queries import CaseLine
from claims.receipt_limits import entrusting_clause, limits_from
from claims.words import home_words
from idi_platform.accounts.acting import Acting
from idi_platform.kernel.names import mask_name
from idi_platform.portal.articles import article_of, short_article_of
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import Action, Chip, ClockChip, Look, Note
from idi_platform.portal.lists import CaseCard, Cell, Column, Empty, Fact, LinkRow, Row, Table
from idi_platform.portal.words import date_words, full_instant_words, instant_words, masked_phone
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.records.models import Party
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.titles import clock_title
from idi_platform.rulebooks.vocabulary import vocabulary

_INSURERS = frozenset({"lead_insurer", "insurer", "handler", "surveyor", "approver"})


def mandate_words(mandates: Sequence[Mandate]) -> str:
    """Return what the desk is entrusted with, for the line on every page."""
    return _("；").join(_mandate(one) for one in mandates)


def _mandate(one: Mandate) -> str:
    if one.last_day is None:
        return one.place
    return _("%(place)s（受托至 %(day)s）") % {"place": one.place, "day": date_words(one.last_day)}


def mandate_note(mandates: Sequence[Mandate], ended: Sequence[Mandate], today: date) -> Note | None:
    """Return what must be known about the mandate: one has ended, there is none, or one is about to end."""
    if ended:
        over = _("；").join(
            _("%(place)s 的委托到 %(day)s 为止") % {"place": one.place, "day": date_words(one.last_day)}
            for one in ended
            if one.last_day is not None
        )
        text = _("%(over)s，过了期不能再代为登记，也看不到那里的案件；要继续，请先续签，让保险公司登记。")
        return Note(text % {"over": over}, strong=_("委托到期了。"), look=Look.TARGET, shape="shield")
    if not mandates:
        text = _("现在没有生效的委托，不能代为登记和查看。请让建设单位或保险公司登记委托和它的起止日期。")
        return Note(text, strong=_("没有委托。"), look=Look.TARGET, shape="shield")
    ending = [one for one in mandates if one.ends_soon(today)]
    if not ending:
        return None
    words = _("过了那天就不能再代为登记，也看不到这些案件；要继续，请先续签并登记。")
    return Note(words, strong=_("%(what)s 快到期。") % {"what": mandate_words(ending)}, look=Look.TARGET, shape="clock")


def owners_named(parties: Iterable[Party]) -> dict[int, dict[int, str]]:
    """Return by home who owns it, by number: shortened names with the end of the telephone, as a desk needs them."""
    found: dict[int, dict[int, str]] = {}
    for party in parties:
        if party.person is None:
            continue
        phone = masked_phone(party.person.phone or "")
        words = "　".join(part for part in (mask_name(party.person.name), phone) if part)
        found.setdefault(party.subject_id, {})[party.person.pk] = words
    return found


def home_row(unit: Unit, owners: Mapping[int, str], words: str) -> LinkRow:
    """Return a home that was found, to be filed for."""
    href = f"{reverse('claims:service_report')}?{urlencode({'q': words, 'home': unit.pk})}"
    return LinkRow(home_words(unit, None, unit.building), href, _("；").join(owners.values()), "home")


def part_row(part: CommonPart, home: Unit | None, words: str) -> LinkRow:
    """Return a common part that was found, or of the home's building; the home goes along as one that is affected."""
    query = {"q": words, "part": part.pk, **({"home": home.pk} if home is not None else {})}
    hint = _("共有部分：只立一案，告诉每一户")
    return LinkRow(
        home_words(None, part, part.building), f"{reverse('claims:service_report')}?{urlencode(query)}", hint, "layers"
    )


def nothing_found(words: str) -> Empty:
    """Return what to say where nothing in the mandate was meant."""
    if not words:
        return Empty(_("先找到房屋"), _("输入房号或业主手机尾号，按回车。"), "search")
    text = _(
        "在受托的范围里没有找到“%(words)s”。可以写：3-1201、3号楼1201、云杉家园3-1201、手机后四位，或者“3号楼”看共有部分。"
    )
    hint = _("不在受托范围的房屋，请来电人直接打保险公司的热线。")
    return Empty(_("没有找到"), text % {"words": words}, "search", hint=hint)


def receipt_note(law: Law, acting: Acting, now: datetime) -> Note:
    """Say that the desk's receipt starts the limits, by which article, and until when the report must be passed on."""
    clause, limits = entrusting_clause(law, acting), limits_from(law, now)
    text = _("期限从您写的收到时间起算，不从转交的时间起算；提交这一页就是转交，保险公司同时看到。")
    if limits:
        said = {"what": clock_title(law, limits[0].name), "until": until_words(limits[0])}
        text += _("现在收到的话，按条文%(what)s：%(until)s；务必在此以前转交。") % said
    strong = _("您收到，就算保险公司收到。") if clause else _("收到就起算。")
    return Note(text, strong=strong, look=Look.RUNNING, shape="clock", article=article_of(clause) if clause else None)


def at_part_notes(parts: Sequence[Claim], titles: Mapping[int, str], home: Unit, words: str) -> list[Note]:
    """Return, beside the form of a home, the open cases of its building's common parts: a suggestion, never silent."""
    notes = []
    for claim in parts:
        query = {"q": words, "part": claim.subject.common_part_id, "home": home.pk}
        action = Action(_("是同一个原因，归到那一件"), f"{reverse('claims:service_report')}?{urlencode(query)}")
        said = {"title": titles[claim.pk], "number": claim.number}
        text = _("本楼共有部分已有在办的案件：%(title)s（%(number)s）。") % said
        notes.append(Note(text, strong=_("会不会是同一个原因？"), shape="layers", action=action))
    return notes


def whose_words(whose: Whose) -> str:
    """Return whose turn it is, by role: desks read no names; nothing where it is nobody's turn any more."""
    if whose.role == OWNER:
        return _("业主")
    return _("保险公司") if whose.role in _INSURERS else vocabulary.label(whose.role) if whose.role else ""


def cases_table(lines: Sequence[CaseLine], turns: Turns, now: datetime, *, caption: str, empty: Empty) -> Table:
    """Return cases with chip and whose turn it is; no names, no telephones, no words of theirs."""
    columns = tuple(Column(label) for label in (_("下一个期限"), _("案件"), _("在哪里"), _("轮到谁"), _("收到")))
    return Table(caption, columns, tuple(_case_row(line, turns[line.case.pk], now) for line in lines), empty=empty)


def _case_row(line: CaseLine, whose: Whose, now: datetime) -> Row:
    claim: Any = line.case
    href, chip = reverse("claims:service_claim", args=[claim.number]), _chip(line, now)
    return Row(
        cells=(
            Cell(chip=chip, sub=chip.line if chip is not None else "", words="" if chip is not None else "—"),
            Cell(line.title, sub=claim.number, href=href, chip=_mark(claim)),
            Cell(line.home, sub=_homes(claim)),
            Cell(whose_words(whose) or "—", sub=state_words(claim)),
            Cell(instant_words(claim.received_at, now), sub=str(Channel(claim.channel).label)),
        ),
        href=href,
    )


def cases_cards(lines: Sequence[CaseLine], turns: Turns, now: datetime) -> list[CaseCard]:
    """Return the same as cards for a telephone."""
    return [
        CaseCard(
            title=line.title,
            place=line.home,
            line=f"{line.case.number}　{state_words(line.case)}",
            href=reverse("claims:service_claim", args=[line.case.number]),
            chip=_chip(line, now),
            mark=_mark(line.case),
            hint=_("轮到：%(who)s") % {"who": who} if (who := whose_words(turns[line.case.pk])) else "",
        )
        for line in lines
    ]


def _mark(case: Any) -> Chip | None:
    """Mark what is urgent."""
    return Chip(Look.BREACH, _("紧急"), "fall") if case.is_emergency else None


def _chip(line: CaseLine, now: datetime) -> ClockChip | None:
    return clock_chip(line.clock, now) if line.clock is not None else None


def _homes(claim: Claim) -> str:
    count = len(claim.affected_homes)
    return _("涉及 %(n)d 户") % {"n": count} if count else ""


def case_facts(claim: Claim, names: Mapping[int, str], organisation: str) -> list[Fact]:
    """Return who reported, who claims and who is paid as three facts, and what else the desk entered."""
    statement = claim.statement
    reported_by = mask_name(statement.reporter_name) if statement is not None and statement.reporter_name else ""
    phone = masked_phone(statement.reporter_phone) if statement is not None and statement.reporter_phone else ""
    claimant = mask_name(names.get(claim.claimant_person or 0, "")) or organisation
    relation = str(Reporter(claim.reporter).label) if claim.reporter else ""
    rows = [
        (_("报案人"), "　".join(part for part in (reported_by, relation, phone) if part)),
        (_("索赔人"), claimant or _("还没有写明，由业主在自己的页面确认")),
        (_("收款人"), _("还没有确定，约定赔付时由索赔人写明")),
        (_("收到"), full_instant_words(claim.received_at) if claim.received_at else ""),
        (_("渠道"), str(Channel(claim.channel).label)),
        (_("严重程度"), str(Severity(claim.severity).label)),
        (_("涉及"), _homes(claim)),
    ]
    return [Fact(term, value) for term, value in rows if value]


def clock_chips(claim: Claim, law: Law, now: datetime) -> list[ClockChip]:
    """Return the open duties of a case as the desk follows them."""
    return [
        clock_chip(duty.clock, now, name=duty.title, article=short_article_of(duty.clock.clause))
        for duty in open_duties(claim.pk, law)
    ]
