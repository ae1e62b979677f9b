"""The desk's list of complaints and appraisals, and what is said of an appointment there."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.dates import Owed
from claims.forms.beside import after_limit, slot_words
from claims.models import Appointment, Appraisal, Complaint
from claims.pages.beside import said_of
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.components import Look, Note
from idi_platform.portal.lists import Cell, Column, Empty, Row, Table
from idi_platform.portal.words import instant_words


def matters_table(kind: str, rows: Iterable[Any], words: Mapping[str, str], now: datetime) -> Table:
    """Return what waits as a table."""
    columns = (Column(_("案件")), Column(_("现在")), Column(_("收到时间")))
    empty = Empty(_("没有在办的"), _("业主投诉或者申请鉴定时，会列在这里。"))
    return Table(_("投诉和鉴定"), columns, tuple(_row(kind, row, words, now) for row in rows), empty=empty)


def _row(kind: str, row: Any, words: Mapping[str, str], now: datetime) -> Row:
    href = reverse(f"claims:console_{kind}", args=[row.pk])
    at = row.received_at if isinstance(row, Complaint) else row.requested_at
    about = row.claim.number if row.claim is not None else _about(row)
    state = Cell(said_of(words, row.state))
    return Row((Cell(about, href=href, strong=True), state, Cell(instant_words(at, now) if at else "")), href)


def _about(row: Any) -> str:
    """Return what stands beside no claim: an appraisal of a finding, or a complaint about a home's insurance."""
    return _("风险检查问题") if isinstance(row, Appraisal) else _("房屋保险")


def survey_note(survey: Owed | None) -> Note | None:
    """Say until when somebody has to come, so that slots are offered before."""
    if survey is None:
        return None
    article = short_article_of(survey.clock.clause)
    return Note(survey.until, strong=_("最晚上门："), look=Look.RUNNING, shape="clock", article=article)


def slots_note(found: Appointment | None, survey: Owed | None = None) -> Note | None:
    """Say where the appointment stands: what was offered, chosen, or asked for instead."""
    if found is None:
        return None
    if found.state == "chosen" and found.chosen_for is not None:
        return Note(slot_words(found.chosen_for), strong=_("业主选了："), look=Look.MET, shape="calendar")
    if found.state == "offered" and not found.slots:
        return Note(_("业主说原来的时间都不方便，请看他写的，另提供时段。"), look=Look.TARGET, shape="calendar")
    if found.state == "offered":
        said = _("；").join(_offered(datetime.fromisoformat(slot), survey) for slot in found.slots)
        return Note(said, strong=_("等业主选："), look=Look.RUNNING, shape="calendar")
    return None


def slots_waiting(found: Appointment | None) -> Note | None:
    """Say which slots wait for the owner's choice, or that he asked for others, while somebody still has to come."""
    return slots_note(found) if found is not None and found.state == "offered" else None


def _offered(slot: datetime, survey: Owed | None) -> str:
    """Return a slot as offered; the note above says until when and by which article."""
    return (
        _("%(slot)s（晚于最晚上门时间）") % {"slot": slot_words(slot)}
        if after_limit(slot, survey)
        else slot_words(slot)
    )
