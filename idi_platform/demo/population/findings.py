"""How the background's findings are raised, mended and closed, as each city's text asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import groupby
from typing import Any, Final

from idi_platform.demo.teller import Given, Teller, under
from idi_platform.projects.models import Building, Project, Section
from idi_platform.workflow.perform import together
from regulators.models import Filing
from riskmgmt.models import Finding

from .engaging import engagement_of
from .finding_plan import SEVERE, Planned, next_visit, planned
from .happening import Happening, visited
from .said import said_of

SUPERVISOR: Final = "sun"
DESIGNER: Final = "wei"
_SHADES: Final = {"before_ids": "#8f8a80", "after_ids": "#d2cec4", "explanation_ids": "#f2f2ee", "video_ids": "#b8b4aa"}
_BEFORE_AND_AFTER: Final = ("before_ids", "after_ids")
_NOT_SHOWN: Final = ("normal", "minor")
_RAISING: Final = ("section.plan", "finding.raise_finding", "finding.submit", "finding.close")
_SENDING_BACK: Final = ("finding.submit", "finding.supervisor_reject")
_CLOSING: Final = ("finding.submit", "finding.supervisor_accept", "finding.developer_confirm", "finding.close")


def happenings(share: Fraction) -> Iterator[Happening]:
    """Yield what is done about each finding, visit by visit."""
    found = [_Followed(one) for one in planned(share)]
    for (day, _number), raised in groupby(found, lambda one: (one.plan.raised, one.plan.background.number)):
        yield visited(day), partial(_raise, list(raised))
    for one in found:
        if one.plan.pace == "sent_back":
            yield visited(next_visit(one.plan.raised)), one.send_back
        if one.plan.closed and one.plan.pace != "noted":
            yield visited(one.plan.closed), one.mend
    for number, day in said_of("site")["findings"]["verified"].items():
        severe = [one for one in found if one.plan.background.number == number and one.plan.grade in SEVERE]
        if severe:
            yield visited(day), partial(_verify, severe, day)


@dataclass(slots=True)
class _Followed:
    """A finding on its way from visit to visit."""

    plan: Planned
    finding: Finding = field(init=False)

    def do(self, teller: Teller, step: str, who: str, **facts: Any) -> None:
        self.finding = teller.do(self.finding, step, who, **facts)

    def begin(self, teller: Teller, project: Project, building: Building, engagement: int) -> None:
        """Raise it; what is in order is closed at once."""
        plan, section = self.plan, None
        engineer = plan.background.agency[1]
        if plan.is_foreseen:
            section = Section(subject=under(project, building_id=building.pk), project=project, building=building)
            section = teller.do(section, "plan", engineer, code=plan.section, is_concealed=True)
        subject = under(project, engagement_id=engagement, building_id=building.pk)
        self.finding = Finding(subject=subject, section_subject=section)
        facts: Given = {"source": plan.source, "grade": plan.grade, "section": plan.section}
        self.do(teller, "raise_finding", engineer, rectify_by=plan.mend_by, **facts)
        if plan.pace == "noted":
            self._submit(teller, {})
            self.do(teller, "close", engineer)

    def send_back(self, teller: Teller) -> None:
        """Show it mended; the supervisor asks for more."""
        shown = self._shown(teller)

        def take() -> None:
            self._submit(teller, shown)
            self.do(teller, "supervisor_reject", SUPERVISOR)

        together(self.finding.subject, _SENDING_BACK, take)

    def mend(self, teller: Teller) -> None:
        """Show it mended; the supervisor accepts where a text asks for it, and whoever the text names closes it."""
        shown = self._shown(teller)
        background = self.plan.background

        def take() -> None:
            closes = background.agency[1]
            self._submit(teller, shown)
            if background.city in _asked("shown"):
                self.do(teller, "supervisor_accept", SUPERVISOR)
            if background.city in _asked("closed_by_developer"):
                closes = background.entered.developer
                self.do(teller, "developer_confirm", closes)
            self.do(teller, "close", closes)

        together(self.finding.subject, _CLOSING, take)

    @property
    def _mender(self) -> str:
        background = self.plan.background
        designed = self.plan.source == "design"
        return DESIGNER if designed else background.contractor[1] or background.entered.developer

    def _shown(self, teller: Teller) -> Given:
        graver = () if self.plan.grade in _NOT_SHOWN else _BEFORE_AND_AFTER
        names = _asked("shown").get(self.plan.background.city, graver)
        return {name: [teller.picture_of(self.finding, self._mender, _SHADES[name])] for name in names}

    def _submit(self, teller: Teller, shown: Given) -> None:
        self.do(teller, "submit", self._mender, **shown)


def _asked(what: str) -> Any:
    """Return what the file says of the cities' texts."""
    return said_of("site")["findings"][what]


def _raise(raised: Sequence[_Followed], teller: Teller) -> None:
    """Enter in one transaction what a visit to a project has found."""
    background = raised[0].plan.background
    project, engagement = teller.project(background.number), engagement_of(teller, background)
    buildings = {one.number: one for one in Building.objects.filter(insured_object__project=project.pk)}

    def take() -> None:
        for one in raised:
            one.begin(teller, project, buildings[one.plan.building], engagement.pk)

    together(under(project, engagement_id=engagement.pk), _RAISING, take)
    if background.city in _asked("reported_upward"):
        for one in raised:
            if one.plan.grade in SEVERE:
                _report_upward(one, teller)


def _report_upward(one: _Followed, teller: Teller) -> None:
    """Copy what is severe to the authority, as a text asks."""
    engineer = one.plan.background.agency[1]
    one.do(teller, "report_upward", engineer)
    owed = Filing.objects.select_related("subject").filter(subject__project=one.finding.subject.project_id)
    filing = owed.filter(code="major_hazard", state="owed").earliest("pk")
    teller.do(filing, "submit", engineer, evidence_ids=[teller.picture_of(filing, engineer, "#e8e6df")])


def _verify(severe: Sequence[_Followed], day: date, teller: Teller) -> None:
    """Let the developer of Hangzhou verify before the acceptance that what was severe is mended."""
    background = severe[0].plan.background
    facts: Given = {"result": "fixed", "finding_ids": [one.finding.pk for one in severe]}
    developer = background.entered.developer
    teller.do(teller.project(background.number), "verify_major_defects", developer, on=day, **facts)
