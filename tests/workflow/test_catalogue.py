"""The catalogue of steps: what rulebooks may name is declared in the code, and what people read is a fact.

The table holds the lifecycles as they were designed. Where the code has another name, the difference stands beside it
with its reason; docs/decisions/0015 tells the same to readers.
"""

import pytest

from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.lifecycles import LIFECYCLES

DESIGNED = {
    "project": """
        register begin_design pass_drawing_review apply_for_permit obtain_permit begin_construction suspend_works
        resume_works complete close hold_risk_briefing notify_participants upload_design_documents
        notify_household_acceptance notify_pre_viewing record_pre_viewing hold_claims_briefing hold_joint_inspection
        announce_cover revisit hold_first_supervision_meeting consent_household_acceptance consent_pre_viewing
        consent_completion pass_work_acceptance verify_major_defects record_land_condition record_retention
        record_liability_insurance record_premium_in_budget dissolve_developer plan_household_acceptance
        plan_pre_viewing apply_construction_permit obtain_construction_permit""",
    "insured_object": "register apply_construction_permit obtain_construction_permit",
    "building": "plan begin complete accept file_acceptance announce_cover",
    "stage": "plan begin stop resume end explain_visits",
    "section": "plan begin complete accept",
    "common_part": "register",
    "unit": """
        register sell plan_handover pass_household_acceptance fail_household_acceptance give_late_handover_notice
        hold_joint_acceptance hand_over transfer""",
    "home_binding": "ask check bind reject end",
    "quote": "draft price sign send accept decline lapse supersede",
    "policy": """
        draft confirm_annexes sign_coinsurance sign_contract receive_premium issue begin_cover expire_item expire
        request_amendment give_consent amend adjust_premium change_insurer exempt_deposit pay_deposit terminate""",
    "consent_round": "open collect record_consent complete reopen use lapse",
    "deposit_exemption": "show apply consent lock release",
    "termination": "request collect_consents report settle_deposit end",
    "engagement": """
        select contract authorise begin_work end declare_independence register evaluate warn pay_fee suspend
        replace""",
    "inspection": "plan notify carry_out report deliver cancel",
    "test": "plan confirm_plan pass fail notify",
    "finding": """
        raise order submit supervisor_accept developer_confirm insurer_accept close confirm object uphold
        reject_objection supervisor_reject escalate regrade reopen""",
    "assessment": "draft submit review seal deliver return",
    "intake": "receive open_claim join advise_only",
    "ticket": """
        report tell_liable record_visit agree_scheme start_repair complete_repair accept_repair declare_default
        other_repairer fund carry_over withdraw""",
    "claim": """
        file route_before_cover request_supplement supply_documents declare_emergency authorise_emergency_repair
        schedule_survey record_survey record_attempted_survey record_failed_visit rebook declare_complex accept
        accept_in_part refuse send_determination send_refusal agree order_repair complete_repair pay close withdraw
        redetermine reopen_under_warranty assign note call attach correct_receipt transfer_pending""",
    "repair": "order wait_for_documents begin complete accept begin_warranty end_warranty dispute_result",
    "appraisal": "request propose agree_appraiser begin conclude allocate_cost close withdraw go_to_court",
    "subrogation": "identify notify secure_evidence demand negotiate recover litigate write_off bar",
    "fund": "request approve reject pay owe_replenishment settle",
    "filing": "owe submit acknowledge send_back",
    "violation": "open answer confirm dismiss sanction",
    "credit_record": "propose hear publish expire withdraw",
    "supervision_matter": "open serve answer rectify sanction close",
    "emergency_case": "open attend make_safe report_upward link_claim close",
    "appointment": "offer choose record_visit record_failed_visit offer_again",
    "complaint": "receive acknowledge answer satisfy escalate close",
    "series": "open link_claim share_survey close",
}
DIFFERS = {
    "project.announce_cover": (("building.announce_cover",), "buildings are announced on their own days"),
    "project.pass_work_acceptance": (("section.accept",), "a section has its own lifecycle"),
    "project.apply_construction_permit": (("insured_object.apply_construction_permit",), "the permit is the object's"),
    "project.obtain_construction_permit": (
        ("insured_object.obtain_construction_permit",),
        "the permit is the object's",
    ),
    "home_binding.check": (("home_binding.verify",), "`check` is a method that every model of Django has"),
    "policy.give_consent": (("consent_round.record_consent",), "consents are given in a round, buyer by buyer"),
    "deposit_exemption.show": (("deposit_exemption.apply",), "what is shown is a page and changes nothing"),
    "test.pass": (("test.record_pass",), "a reserved word of the language"),
    "test.fail": (("test.record_failure",), "beside record_pass"),
    "finding.raise": (("finding.raise_finding",), "a reserved word of the language"),
    "assessment.return": (("assessment.return_for_rework",), "a reserved word of the language"),
    "ticket.other_repairer": (("ticket.turn_to_other_repairer",), "a step is a verb, the state keeps its name"),
    "ticket.fund": (("ticket.turn_to_fund",), "a step is a verb, the state keeps its name"),
    "claim.record_attempted_survey": (("claim.record_failed_visit",), "one event had two names"),
    "claim.rebook": (
        ("appointment.offer_again", "claim.schedule_survey"),
        "slots are offered again on the appointment, a time is fixed again on the claim",
    ),
    "fund.request": (("fund.request_draw", "fund.request_late_draw"), "advance and substitute repair are kept apart"),
}
"""Names of the design that the code has elsewhere or otherwise: the steps that stand for them, and why."""
BESIDE = (
    "unit.record_announcement",
    "claim.settle_transfer",
    "claim.record_waiver",
    "claim.record_returned_payment",
    "claim.record_returned_cost",
    "claim.record_returned_part",
    "fund.replenish",
    "project.provide_fund",
)
"""Steps that the rules ask for without naming them."""


def names():
    return [f"{kind}.{step}" for kind, steps in DESIGNED.items() for step in steps.split()]


def is_declared(name):
    kind, _dot, step = name.partition(".")
    return kind in LIFECYCLES and step in LIFECYCLES[kind].steps and name in vocabulary.steps


@pytest.mark.parametrize("name", [*names(), *BESIDE])
def test_every_step_of_the_design_is_declared(name):
    declared, _why = DIFFERS.get(name, ((name,), ""))
    assert [one for one in declared if not is_declared(one)] == []


def test_no_difference_is_told_of_a_name_that_the_code_has_or_the_design_lacks():
    assert [name for name in DIFFERS if is_declared(name) or name not in names()] == []


def test_every_lifecycle_of_the_code_is_in_the_catalogue():
    """The extension of a text came with the editions, the monthly report with the indicators."""
    assert LIFECYCLES.keys() - DESIGNED.keys() == {"monthly_report", "text_extension"}


def shown(model):
    """Return the columns of a model that are named for people."""
    columns = [column for column in model._meta.local_concrete_fields if not column.is_relation]
    return [column.name for column in columns if any(ord(letter) > 0x2E7F for letter in str(column.verbose_name))]


@pytest.mark.parametrize("kind", sorted(LIFECYCLES))
def test_every_field_that_people_see_is_a_fact(kind):
    assert [name for name in shown(LIFECYCLES[kind].model) if f"{kind}.{name}" not in vocabulary.facts] == []


def test_fields_that_people_see_are_named_at_all():
    assert sum(len(shown(lifecycle.model)) for lifecycle in LIFECYCLES.values()) > 150
