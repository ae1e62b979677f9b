"""The notice of insurance of one home: what is insured until when, who repairs before, how to report, what follows.

It goes with the keys and stays with the home: it names no owner, so that whoever buys the home can use it as well.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from claims.cover import place_of
from claims.homes import Home, insured_home
from claims.pages.cover_words import CoverWords, cover_words
from claims.pages.home_cover import segment_before
from claims.words import home_words
from idi_platform.accounts.names import organisation_name
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.display import show_date
from idi_platform.projects.models import Unit
from idi_platform.records.models import Party
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.predicates.sentences import length_words
from idi_platform.rulebooks.schema.clocks import Length
from idi_platform.workflow.effects import PaperDraft, drafts
from idi_platform.workflow.reactions import Happened
from idi_platform.workflow.world import SubjectWorld
from policies.rules.terms_of_cover import Liable
from policies.text import read_text

_ROAD = {
    "survey": _noop("上门看"),
    "determination": _noop("告诉您赔不赔"),
    "performance": _noop("谈妥后修好或赔付"),
    "refusal_notice": _noop("不赔的说明理由"),
}
"""What is measured on the way of a claim, in the order in which an owner meets it."""


def owner_notice(happened: Happened, world: SubjectWorld) -> Iterator[PaperDraft]:
    """Draw one notice for a home, addressed to whoever owns it."""
    unit: Unit = happened.aggregate
    day = local_date(happened.moment.occurred_at)
    home = insured_home(unit, world.rulebook)
    said = cover_words(home, day)
    insurer = _party(home, PartyRole.lead_insurer)
    place = home_words(unit, None, unit.building)
    scope = {"table": {"head": [_("项目"), _("出现这些情况可以报")], "rows": [_item(one) for one in said.items]}}
    excluded = [check.text for check in said.grounds if check.detail]  # those that the insurer has to prove
    yield PaperDraft(
        {
            "addressee": _("本户业主"),
            "unit": place,
            "policy_number": home.policy.number if home.policy is not None else "",
            "plain_words": _plain_words(),
            "liability": _("保险期内出现上面这些质量问题，由%(insurer)s负责维修或者赔付。") % {"insurer": insurer},
            "insured_scope": scope if said.items else "",
            "periods": {"table": {"head": [], "rows": [[days, names] for days, names in _periods(said)]}},
            "cover_start": _start(home),
            "not_insured": "；".join(excluded)
            or _("当地的办法没有列出除外的情形；合同约定除外的，须已经向投保人说明。"),
            "before_cover": _before(home),
            "how_to_report": _ways(),
            "dates_of_city": {"steps": list(_road(world.rulebook))},
            "claims_contact": _("%(insurer)s理赔部，电话 %(phone)s。")
            % {"insurer": insurer, "phone": settings.HELP_PHONE},
            "duty_to_notify": _("房子换了业主请告诉我们。保险跟着房子走，这份告知书也请交给新业主。"),
        }
    )


def _item(one: Any) -> list[str]:
    """Return an item and what may be reported of it."""
    return [one.name, "；".join(one.examples) or one.plain or "—"]


def _plain_words() -> str:
    return _(
        "房子漏水、开裂、脱落，先打 %(phone)s，24 小时有人接。"
        "扫旁边的码，把这套房屋加到您的手机里，随时报案，看保到哪天。"
    ) % {"phone": settings.HELP_PHONE}


def _start(home: Home) -> Any:
    """Return the first day of cover, item by item where these differ."""
    days = {row.item: row.starts_on for row in home.rows if row.starts_on is not None}
    if len(set(days.values())) == 1:
        return _("从 %(day)s起，由保险公司负责。") % {"day": show_date(next(iter(days.values())))}
    text = read_text(home.law, home.policy.terms if home.policy is not None else {})
    if not days:
        return _("起保的日子还没有确定，确定以后可以在手机上看到。") if home.rows else ""
    return {"facts": [(text.title(item), show_date(day)) for item, day in days.items()]}


def _before(home: Home) -> str:
    """Say who repairs before the first day of cover; empty where the text names nobody."""
    if home.policy is None:
        return ""
    text, place = read_text(home.law, home.policy.terms), place_of(home.unit.building, home.unit)
    found = next((one for row in home.rows if (one := segment_before(row, text.cover, place)) is not None), None)
    who = {Liable.DEVELOPER: PartyRole.developer, Liable.CONTRACTOR: PartyRole.contractor}
    role = who.get(found.liable) if found is not None else None
    if role is None:
        return ""
    words = {"who": _party(home, role) or {PartyRole.developer: _("建设单位")}.get(role, _("施工单位"))}
    return _("起保以前由%(who)s维修，也打同一个电话，我们跟到修好。") % words


def _periods(said: CoverWords) -> Iterator[tuple[str, str]]:
    """Yield from when to when, and which items, those of the same days together."""
    by_days: dict[str, list[str]] = {}
    for one in said.items:
        by_days.setdefault(one.days, []).append(one.name)
    for days, names in by_days.items():
        yield days, "、".join(names)


def _ways() -> str:
    return _("打电话，或者扫码、用手机号登录，当场有编号；也可以到物业服务台，请他们替您登记。")


def _road(law: Law) -> Iterator[tuple[str, str]]:
    """Yield what is done within how long: by the city's text, else by the law of the whole country."""
    own = law.city.clocks if law.city is not None else {}
    for measures, words in _ROAD.items():
        rules = [rule for rule in (*own.values(), *law.base.clocks.values()) if rule.measures == measures]
        lengths = (rule.within for rule in rules if rule.kind == "duty" and rule.within is not None)
        if (first := next(lengths, None)) is not None:
            yield _(words), _within(first)


def _within(length: Length) -> str:
    if length.same_day:
        return _("当天")
    return _("%(length)s内") % {"length": length_words(length.duration)} if length.duration else _("按保险合同的约定")


def _party(home: Home, role: PartyRole) -> str:
    """Return the name of who stands in a role on the home's project or policy; empty where nobody is known."""
    on = [home.unit.subject.project_id, home.policy.pk if home.policy is not None else None]
    held = Party.objects.filter(subject__in=[pk for pk in on if pk is not None], role=role).order_by("-since", "-pk")
    return organisation_name(held.values_list("organisation_id", flat=True).first())


def register() -> None:
    """Register the drafter."""
    drafts("owner_notice")(owner_notice)
