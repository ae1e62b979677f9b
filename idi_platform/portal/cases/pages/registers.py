"""The registers as tables: what waits for a second person, legal decisions, reviews, facts in breach."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from idi_platform.accounts.acting import Acting
from idi_platform.portal.articles import article_of
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.pages.impacts import about_words, side_words
from idi_platform.portal.cases.places import Place, places_of
from idi_platform.portal.components import Chip, Look
from idi_platform.portal.lists import Cell, Column, Empty, QueueGroup, QueueLink, Row, Table
from idi_platform.portal.words import instant_words
from idi_platform.records.models import Subject
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.models import LegalDecision, Proposal, Review, Violation


def proposals_table(rows: Sequence[Proposal], acting: Acting, now: datetime) -> Table:
    """Return what waits for a second person, the oldest first."""
    places = places_of(_subjects(rows), acting)
    made = tuple(_proposal(row, places[row.subject_id], acting, now) for row in rows)
    empty = Empty(_("没有等待复核的更正"), _("有人提交以后会出现在这里。"), icon="check")
    columns = (Column(_("等待")), Column(_("事项")), Column(_("哪一项")), Column(_("经办")))
    return Table(_("等待复核的更正和事项"), columns, made, empty=empty)


def _proposal(row: Proposal, place: Place, acting: Acting, now: datetime) -> Row:
    href = address(acting, "proposal", row.pk)
    return Row(
        (
            Cell(instant_words(row.made_at, now)),
            Cell(proposal_words(row), href=href),
            Cell(place.title, href=place.href),
            Cell(row.maker.name),
        ),
        href=href,
    )


def proposal_words(proposal: Proposal) -> str:
    """Say what is proposed: a step, the correction of one, or its annulment."""
    step = vocabulary.label(proposal.step)
    if proposal.corrects_id is None:
        return _("补录违规事实：%(step)s") % {"step": step} if proposal.in_breach else step
    said = _("撤销：%(step)s") if proposal.facts.get("annul") else _("更正：%(step)s")
    return said % {"step": step}


def decisions_table(rows: Sequence[LegalDecision], acting: Acting, now: datetime) -> Table:
    """Return the register of legal decisions; what was superseded stays."""
    places = places_of(_subjects(rows), acting)
    made = tuple(_decision(row, places[row.subject_id], now) for row in rows)
    empty = Empty(_("还没有法律决定"), _("条文没有写明、要由人决定的问题，决定以后记在这里。"), icon="scale")
    columns = (
        Column(_("问题")),
        Column(_("决定")),
        Column(_("理由和出处")),
        Column(_("范围")),
        Column(_("哪一项")),
        Column(_("谁决定")),
    )
    return Table(_("法律决定登记"), columns, made, empty=empty)


def _decision(row: LegalDecision, place: Place, now: datetime) -> Row:
    article = article_of(row.clause)
    chip = Chip(Look.MET, _("可以办")) if row.lets_pass else Chip(Look.BREACH, _("不可以办"))
    by = f"{row.organisation.name} {row.decided_by.name}" if row.organisation is not None else row.decided_by.name
    standing = _("已被后来的决定取代") if row.superseded_by_id is not None else ""
    return Row(
        (
            Cell(vocabulary.label(row.gate.rpartition(".")[0]), sub=article.text if article is not None else ""),
            Cell(chip=chip, sub=standing),
            Cell(row.ground_words.shown, sub=row.source),
            Cell(str(row.get_scope_display())),
            Cell(place.title, href=place.href),
            Cell(by, sub=instant_words(row.decided_at, now)),
        )
    )


def reviews_table(rows: Sequence[Review], acting: Acting, now: datetime) -> Table:
    """Return decisions that would come out otherwise after a correction, with both sides."""
    places = places_of(_subjects(rows), acting)
    made = tuple(_review(row, places[row.subject_id], acting, now) for row in rows)
    empty = Empty(_("没有要再看的决定"), _("更正以后结论会不同的决定列在这里，由人来看，不自动改。"), icon="eye")
    columns = (
        Column(_("决定")),
        Column(_("哪一项")),
        Column(_("当时")),
        Column(_("更正后")),
        Column(_("结论")),
    )
    return Table(_("更正以后要再看的决定"), columns, made, empty=empty)


def _review(row: Review, place: Place, acting: Acting, now: datetime) -> Row:
    href = address(acting, "review", row.pk)
    settled = row.settled_by.name if row.settled_by is not None else ""
    when = instant_words(row.settled_at, now) if row.settled_at is not None else instant_words(row.opened_at, now)
    return Row(
        (
            Cell(about_words(row), sub=when, href=href),
            Cell(place.title, href=place.href),
            Cell(side_words(row, row.before)),
            Cell(side_words(row, row.after), strong=True),
            Cell(row.outcome_words.shown if row.outcome_words is not None else _("等人来看"), sub=settled),
        ),
        href=href,
    )


def violations_table(rows: Sequence[Violation], acting: Acting, now: datetime) -> Table:
    """Return the gates that the world has passed."""
    places = places_of(_subjects(rows), acting)
    made = tuple(_violation(row, places[row.subject_id], now) for row in rows)
    empty = Empty(_("没有违规事实"), _("条文不允许、但已经发生的事，凭证据记录以后列在这里。"), icon="breach")
    columns = (Column(_("发生")), Column(_("事实")), Column(_("违反什么")), Column(_("依据")), Column(_("哪一项")))
    return Table(_("违规事实"), columns, made, empty=empty)


def _violation(row: Violation, place: Place, now: datetime) -> Row:
    article = article_of(row.clause)
    return Row(
        (
            Cell(
                instant_words(row.record.occurred_at, now),
                sub=_("%(when)s 记录") % {"when": instant_words(row.opened_at, now)},
            ),
            Cell(vocabulary.label(row.record.name)),
            Cell(row.message),
            Cell(article.text if article is not None else ""),
            Cell(place.title, href=place.href),
        )
    )


def register_links(acting: Acting, current: str) -> tuple[QueueGroup, ...]:
    """Return the registers beside each other."""
    names = (
        ("waiting", _("等待复核的更正")),
        ("reviews", _("要再看的决定")),
        ("decisions", _("法律决定")),
        ("violations", _("违规事实")),
        ("attempts", _("被拒绝的操作")),
    )
    links = tuple(QueueLink(words, "", address(acting, name), current=name == current) for name, words in names)
    return (QueueGroup(pgettext("menu", "登记"), links),)


def _subjects(rows: Iterable[Proposal | LegalDecision | Review | Violation]) -> list[Subject]:
    return [row.subject for row in rows]
