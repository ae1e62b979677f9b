"""A wrong day of acceptance on 300 units: corrected by two persons, and everything that hangs on it comes right."""

from datetime import date

import pytest

from idi_platform.projects.models import Building
from idi_platform.records.models import Record, Subject
from idi_platform.workflow.corrections import approve_correction, impact, propose_correction
from policies.book import read_book
from policies.facts import cover_starts_on, first_basic_item_ends_on
from policies.models import CoverRow
from policies.opening import open_book
from tests.proofs import evidence_on

pytestmark = pytest.mark.django_db
D = date.fromisoformat


@pytest.fixture
def estate(book, underwriter):
    """Open a book of so many floors with ten homes each, whose day of acceptance was entered wrongly."""

    def opened(floors=1):
        book["buildings"][0].update(ranges=[{"floors": [1, floors], "places": 10}], units=[], accepted_on="2020-11-02")
        return open_book(read_book(book), acting=underwriter.acting, key="large")

    return opened


def days():
    return {row.item: (row.starts_on, row.ends_on) for row in CoverRow.objects.all()}


def proposed(underwriter, right="2020-11-20"):
    record = Record.objects.get(name="building.accept")
    return propose_correction(
        record,
        acting=underwriter.acting,
        reason="录入时看错了验收报告上的日期",
        evidence=evidence_on(record.subject_id),
        facts={"accepted_on": D(right)},
    )


def test_a_wrong_acceptance_day_of_300_units_is_corrected(estate, underwriter, approver):
    assert len(estate(floors=30).units) == 300
    assert days()["waterproofing"] == (D("2022-11-02"), D("2027-11-02"))
    proposal = proposed(underwriter)
    shown = impact(proposal)
    assert shown.subjects > 300
    assert shown.fields["accepted_on"] == (D("2020-11-02"), D("2020-11-20"))
    assert days()["waterproofing"] == (D("2022-11-02"), D("2027-11-02")), "nothing is kept before the second person"

    approve_correction(proposal, acting=approver.acting)
    assert days() == {
        "structure": (D("2022-11-20"), D("2032-11-20")),
        "insulation": (D("2022-11-20"), D("2027-11-20")),
        "waterproofing": (D("2022-11-20"), D("2027-11-20")),
    }
    building = Building.objects.get()
    assert (building.accepted_on, building.state, building.name) == (D("2020-11-20"), "accepted", "1号楼")
    assert cover_starts_on(building) == D("2022-11-20")
    unit = building.units.first()
    assert first_basic_item_ends_on(unit) == D("2027-11-20")


def test_the_first_record_stays_as_it_was(estate, underwriter, approver):
    estate()
    before = Record.objects.get(name="building.accept")
    approve_correction(proposed(underwriter), acting=approver.acting)
    after = Record.objects.get(pk=before.pk)
    assert after.facts == before.facts
    assert bytes(after.hash) == bytes(before.hash)
    correction = Record.objects.get(form="correction")
    assert correction.corrects == before
    assert Subject.objects.get(pk=before.subject_id).seq == correction.seq


def test_the_one_who_found_it_cannot_agree_to_it_himself(estate, underwriter):
    from idi_platform.kernel.errors import NotPermitted

    estate()
    with pytest.raises(NotPermitted):
        approve_correction(proposed(underwriter), acting=underwriter.acting)


def test_a_corrected_draft_gives_corrected_rows_and_panel(opened, underwriter, approver):
    record = Record.objects.get(name="policy.draft")
    shares = [dict(share) for share in record.facts["shares"]]
    shares[1]["rate"], shares[2]["rate"] = "0.30", "0.24"
    proposal = propose_correction(
        record,
        acting=underwriter.acting,
        reason="份额录错",
        evidence=evidence_on(record.subject_id),
        facts={"shares": shares},
    )
    approve_correction(proposal, acting=approver.acting)
    rates = sorted(str(share.rate.normalize()) for share in opened.policy.shares.all())
    assert rates == ["0.24", "0.3", "0.46"]


def test_a_corrected_sale_gives_corrected_owners(opened, underwriter, approver):
    from idi_platform.projects.queries import holders_on

    record = Record.objects.get(name="unit.sell")
    proposal = propose_correction(
        record,
        acting=underwriter.acting,
        reason="合同日期录错",
        evidence=evidence_on(record.subject_id),
        facts={"sold_on": D("2020-05-01")},
    )
    approve_correction(proposal, acting=approver.acting)
    unit = opened.units["1", "1-0101"]
    assert holders_on(unit, D("2020-04-30")) == []
    assert len(holders_on(unit, D("2020-05-01"))) == 1


def test_a_unit_s_clock_follows_the_corrected_day(opened, underwriter, approver):
    """Cover that ends before the keys are given asks for a notice; cover that ends after them does not."""
    from idi_platform.deadlines.models import Clock
    from idi_platform.projects import actions
    from idi_platform.projects.models import Unit

    unit = Unit.objects.get(number="1-0102")
    actions.plan_handover(acting=underwriter.acting, key="plan", unit=unit, planned_handover_on=D("2027-12-20"))
    clock = Clock.objects.get(subject=unit.pk, name="unit.late_handover_notice")
    assert (clock.state, str(clock.target_at)) == ("open", "2027-12-05 16:00:00+00:00")
    approve_correction(proposed(underwriter, "2020-12-21"), acting=approver.acting)
    clock.refresh_from_db()
    assert clock.state in {"annulled", "not_due", "void"}
