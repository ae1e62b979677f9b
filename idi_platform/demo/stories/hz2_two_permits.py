"""HZ-2: two construction permits, of which the second is undetermined; in August the agency comes once, not twice."""

from datetime import date

from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller, under
from idi_platform.projects.actions import (
    apply_construction_permit,
    obtain_construction_permit,
    register_insured_object,
)
from idi_platform.projects.models import InsuredObject, Stage
from riskmgmt.models import Engagement, Inspection

story = Story("hz2", "澄湖印：两张施工许可，第二张还没有签合同；八月的检查少了一次")
STAGE = "foundation"


@story.at("2026-01-12", "10:00")
def engage(teller: Teller) -> None:
    """The agency is engaged for the first permit, with its letter of authority, long before the works begin."""
    project = teller.project("HZ-2")
    agency = teller.firm("zhiheng")
    subject = under(project, insured_object_id=_first(teller).pk)
    engagement = teller.do(Engagement(subject=subject), "select", "niu", organisation_id=agency)
    engagement = teller.do(engagement, "contract", "niu", on=date(2026, 1, 12), fee="317641.50")
    teller.do(engagement, "authorise", "niu", on=date(2026, 1, 12), letter_until=date(2028, 12, 31))


def _first(teller: Teller) -> InsuredObject:
    """Return what the first permit's contract insures."""
    return InsuredObject.objects.get(project=teller.project("HZ-2").pk, number="HZ-2-K1")


@story.at("2026-02-27", "15:00")
def second_permit(teller: Teller) -> None:
    """The second permit is applied for a day before the measures lapse; its contract is not signed."""
    who = teller.who("niu")
    second = register_insured_object(acting=who, key=teller.key(), project=teller.project("HZ-2"), number="HZ-2-K2")
    apply_construction_permit(acting=who, key=teller.key(), insured_object=second, permit_applied_on=date(2026, 2, 27))


@story.at("2026-03-12", "10:00")
def permit_issued(teller: Teller) -> None:
    """It is issued when the measures have lapsed: under which text it stands is for persons to decide."""
    obtain_construction_permit(
        acting=teller.who("niu"),
        key=teller.key(),
        insured_object=InsuredObject.objects.select_related("subject").get(number="HZ-2-K2"),
        permit_issued_on=date(2026, 3, 12),
        permit="330110202603120102",
    )


@story.at("2026-08-03", "11:00")
def works_begin(teller: Teller) -> None:
    """The foundation is begun, and the agency comes to the site."""
    project = teller.project("HZ-2")
    stage = teller.do(
        Stage(subject=under(project, insured_object_id=_first(teller).pk), project=project), "plan", "hu", code=STAGE
    )
    teller.do(stage, "begin", "hu", on=date(2026, 8, 3))
    teller.do(_engagement(teller), "begin_work", "ye")


def _engagement(teller: Teller) -> Engagement:
    return Engagement.objects.select_related("subject").get(subject__project=teller.project("HZ-2").pk)


def _visit(teller: Teller, day: date) -> None:
    links = {"engagement_id": _engagement(teller).pk, "insured_object_id": _first(teller).pk}
    planned: Given = {"kind": "process", "planned_on": day, "stage": STAGE}
    visit = teller.do(Inspection(subject=under(teller.project("HZ-2"), **links)), "plan", "ye", **planned)
    visit = teller.do(visit, "carry_out", "ye", on=day, persons=2)
    visit = teller.do(visit, "report", "ye")
    teller.do(visit, "deliver", "ye")


@story.at("2026-08-19", "16:00")
def august(teller: Teller) -> None:
    """The only visit of August: the month ends red."""
    _visit(teller, date(2026, 8, 19))


@story.at("2026-09-08", "16:00")
def september(teller: Teller) -> None:
    """The first of September."""
    _visit(teller, date(2026, 9, 8))


@story.at("2026-09-22", "16:00")
def september_again(teller: Teller) -> None:
    """The second: the month is met."""
    _visit(teller, date(2026, 9, 22))


@story.at("2026-09-30", "17:00")
def foundation_ends(teller: Teller) -> None:
    """The foundation is done; a stage that has ended owes no visits."""
    stage = Stage.objects.select_related("subject").get(subject__project=teller.project("HZ-2").pk)
    teller.do(stage, "end", "hu", on=date(2026, 9, 30))
