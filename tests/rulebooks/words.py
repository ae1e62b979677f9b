"""The vocabulary that the rulebook tests speak."""

from idi_platform.documents.sections import register_sections
from idi_platform.rulebooks.closed_names import register_closed_names
from idi_platform.rulebooks.vocabulary import Vocabulary

KINDS = """
project insured_object building unit common_part policy item share claim ticket intake fund finding section test
category staff engagement buyer waiver repair appraisal inspection stage link lab lot
"""

PATHS = """
insured_object.project building.project building.insured_object unit.building unit.project policy.project
policy.insured_object claim.policy claim.unit claim.building claim.item ticket.unit ticket.building ticket.policy
fund.ticket fund.unit fund.building fund.insured_object fund.project finding.project section.project test.project
lab.project engagement.project repair.claim item.policy intake.unit
"""

STEPS = """
claim.file claim.accept claim.accept_in_part claim.refuse claim.withdraw claim.route_before_cover claim.pay
claim.declare_complex claim.complete_repair claim.record_survey claim.record_failed_visit claim.request_supplement
ticket.report ticket.tell_liable ticket.record_visit ticket.agree_scheme ticket.start_repair
unit.give_late_handover_notice fund.request_draw fund.request_late_draw fund.approve fund.replenish
project.consent_household_acceptance project.consent_pre_viewing project.consent_completion
project.notify_pre_viewing project.hold_joint_inspection building.announce_cover section.accept test.notify
lab.confirm_plan policy.issue policy.amend policy.sign_coinsurance policy.sign_single policy.terminate
policy.sign_contract repair.accept repair.complete_again engagement.select engagement.register finding.close
inspection.carry_out
"""

FACTS = {
    "date": """claim.discovered_on unit.planned_handover_on unit.handed_over_on unit.first_basic_item_ends_on
        building.accepted_on building.cover_starts_on building.structure_ends_on item.ends_on waiver.made_on
        project.pre_viewing_planned_on insured_object.permit_applied_on insured_object.permit_issued_on""",
    "instant": "claim.received_at claim.determined_at ticket.reported_at test.obtained_at",
    "bool": """claim.is_emergency unit.is_household_accepted unit.was_reached finding.is_open test.is_acceptance
        category.is_important policy.deposit_paid buyer.has_consented staff.has_licence staff.has_senior_title""",
    "int": "category.test_count",
    "decimal": "share.rate",
    "money": "insured_object.contract_price fund.amount policy.sum_insured",
    "text": "claim.place",
}
CHOICES = {
    "item.group": "basic rider",
    "policy.sum_basis": "estimated final",
    "policy.deposit_status": "exempt paid due",
    "finding.grade": "normal minor medium severe",
    "finding.source": "works pre_viewing household",
    "fund.kind": "advance substitute",
    "fund.event": "leak collapse casualty",
    "test.outcome": "passed failed inconclusive",
    "share.role": "lead follower",
    "staff.degree": "bachelor master other",
    "inspection.kind": "process final",
    "appraisal.outcome": "covered not_covered unclear",
    "claim.outcome": "covered covered_in_part not_covered",
}
SETS = {
    "project.units": "unit", "project.findings": "finding", "project.fund_draws": "fund", "project.tests": "test",
    "project.test_lots": "lot", "project.test_categories": "category", "project.participant_links_to_agency": "link",
    "project.stages": "stage", "project.buildings": "building", "building.units": "unit",
    "section.findings": "finding", "policy.shares": "share", "policy.buyers_now": "buyer",
    "engagement.staff": "staff", "claim.waivers": "waiver",
}  # fmt: skip


def words() -> Vocabulary:
    """Return a new vocabulary with everything above; facts are read from a Thing."""
    vocabulary = Vocabulary()
    register_closed_names(vocabulary)
    register_sections(vocabulary)
    for kind in KINDS.split():
        vocabulary.kind(kind, zh=kind, en=kind)
    for path in PATHS.split():
        kind, _, target = path.partition(".")
        vocabulary.path(kind, target, target, read=lambda thing, name=target: thing.links.get(name))
    for step in STEPS.split():
        vocabulary.step(step, zh=step, en=step)
    for kind, names in FACTS.items():
        for name in names.split():
            vocabulary.fact(name, type=kind, zh=name, en=name, read=_field(name))
    for name, codes in CHOICES.items():
        vocabulary.fact(name, type="choice", zh=name, en=name, choices=codes.split(), read=_field(name))
    vocabulary.fact(
        "staff.experience", type="int", unit="years", zh="从业年限", en="experience", read=_field("experience")
    )
    for name, member in SETS.items():
        head = name.partition(".")[2]
        vocabulary.members(
            name, member=member, zh=name, en=name, read=lambda thing, head=head: thing.sets.get(head, ())
        )
    return vocabulary


def _field(name):
    last = name.rpartition(".")[2]
    return lambda thing: thing.facts.get(last)
