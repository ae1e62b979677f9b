"""The screens of a report: what stands beside the form, and who repairs where cover has not begun."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.actions import policy_id_of
from claims.codes import EMERGENCIES, LiableParty
from claims.cover import cover_at
from claims.first_aid import AT_ONCE
from claims.forms.report import (
    EARLIER,
    ONE_DAY,
    TODAY,
    YESTERDAY,
    PhotosForm,
    WhenForm,
    WhereForm,
    discovered_by,
)
from claims.models import Intake
from claims.words import case_words, home_words
from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.articles import article_of
from idi_platform.portal.components import Look, Note, stages
from idi_platform.portal.lists import LinkRow
from idi_platform.portal.uploads import PHOTOS, upload_box
from idi_platform.portal.words import date_words
from idi_platform.projects.models import Unit
from idi_platform.projects.queries import participants_on
from idi_platform.rulebooks.law import Law
from policies.models import Policy
from policies.rules.terms_of_cover import CoverState

_REPAIRERS = frozenset(LiableParty.values)


def home_rows(homes: Sequence[Unit]) -> list[LinkRow]:
    """Return the homes to choose from."""
    address = reverse("claims:owner_report")
    return [LinkRow(home_words(unit, None, unit.building), f"{address}?home={unit.pk}", "", "home") for unit in homes]


def waiting_rows(reports: Iterable[Intake]) -> list[LinkRow]:
    """Return the reports whose home is still to be found, each with its receipt."""
    hint = _("已收到，正在对应房屋")
    return [
        LinkRow(report.number, reverse("claims:owner_unplaced_receipt", args=[report.number]), hint, "list")
        for report in reports
    ]


def screen(law: Law, at: int, where: WhereForm | None, when: WhenForm | None) -> dict[str, Any]:
    """Return what a screen shows beside its form.

    Args:
        law: The law of the place.
        at: Which of the three.
        where: The first form, valid, where it has been passed.
        when: The second form, valid, on the last screen.
    """
    severity = when.cleaned_data["severity"] if when is not None and when.is_valid() else ""
    return {
        "step": at,
        "previous": at - 1,
        "stages": stages((_("哪里"), _("情况"), _("照片")), at),
        "title": (_("哪里，什么问题？"), _("什么时候发现的？有多严重？"), _("拍几张照片"))[at],
        "is_first": at == 0,
        "is_last": where is not None and when is not None,
        "asks_severity": where is not None and when is None,
        "aids": {str(code): words for code, words in AT_ONCE.items()},
        "urgent": _urgent(severity),
        "chosen": _chosen(law, where) if where is not None else "",
    }


def at_once(severity: str) -> str:
    """Return what to do before somebody comes; empty where there is only a trace."""
    return str(AT_ONCE.get(severity, ""))


def _urgent(severity: str) -> Note | None:
    """Return what to do at once where it is an emergency."""
    if severity not in EMERGENCIES:
        return None
    return Note(str(AT_ONCE[severity]), strong=_("先做这一步："), look=Look.BREACH, urgent=True)


def _chosen(law: Law, where: WhereForm) -> str:
    """Return what the first screen said: 卫生间漏水; the number of the case that it joins."""
    if not where.is_valid():
        return ""
    if where.joined():
        return where.joined()
    item, _colon, defect = where.cleaned_data["what"].partition(":")
    return case_words(law.cover, where.cleaned_data["place"], item, defect)


def before_cover(unit: Unit, where: WhereForm, when: WhenForm | None) -> Note | None:
    """Return who repairs until when, where cover of the item has not begun on the day of discovery."""
    if not where.is_valid() or where.joined():
        return None
    today = local_date(clock.now())
    pk = policy_id_of(unit.subject.insured_object_id, unit.building_id)
    policy = Policy.objects.select_related("subject", "insured_object__project").filter(pk=pk).first()
    cover = cover_at(
        policy=policy,
        building=unit.building,
        unit=unit,
        item=where.cleaned_data["what"].partition(":")[0],
        first_known=None,
        discovered=_discovered(when) or today,
        reported=today,
    )
    if cover.state is not CoverState.BEFORE_COVER or cover.liable.value not in _REPAIRERS:
        return None
    who = _named(unit, cover.liable.value, today)
    said = _("您在这里报，我们转给他们，并跟到修好；这不是拒绝，记录会留着。")
    until = (
        _("%(day)s前由%(who)s负责维修。") % {"day": date_words(cover.to), "who": who}
        if cover.to is not None
        else _("保险责任开始以前由%(who)s负责维修。") % {"who": who}
    )
    article = article_of(cover.clause) if cover.clause else None
    return Note(said, strong=until, look=Look.RUNNING, shape="wrench", article=article)


def _discovered(when: WhenForm | None) -> date | None:
    return discovered_by(when) if when is not None and when.is_valid() else None


def _named(unit: Unit, role: str, today: date) -> str:
    """Return the liable party: its role, and its name where the project knows it."""
    label = str(LiableParty(role).label)
    held = [party for party in participants_on(unit.subject.project_id or 0, today) if party.role == role]
    names = [party.organisation.name for party in held if party.organisation is not None]
    return f"{label}（{names[0]}）" if names else label


def with_day_named(answers: Mapping[str, str]) -> dict[str, str]:
    """Return answers that were kept for long with the day that their "today" or "yesterday" meant."""
    drawn = answers.get("drawn", "")
    try:
        day = {TODAY: date.fromisoformat(drawn), YESTERDAY: date.fromisoformat(drawn) - ONE_DAY}
    except ValueError:
        return {name: value for name, value in answers.items() if name != "found"}
    meant = day.get(answers.get("found", ""))
    if meant is None:
        return dict(answers)
    return {**answers, "found": EARLIER, "discovered_on": meant.isoformat()}


def give_box(form: PhotosForm, acting: Acting, key: UUID) -> None:
    """Let the files of the last screen travel by themselves as soon as they are chosen."""
    widget: Any = form.fields["photos"].widget
    widget.box = upload_box(acting, key, kinds=PHOTOS)
