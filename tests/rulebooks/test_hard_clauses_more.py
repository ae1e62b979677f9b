"""Hard clauses 14 to 25: each does what its text says, and not what it does not say."""

from decimal import Decimal

import pytest

from idi_platform.deadlines.states import ClockState
from idi_platform.kernel.clock import end_of
from idi_platform.rulebooks.binding import Text, decide
from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.predicates import evaluate

from .hard import A_SECOND, HERE, book, clock, gate
from .worlds import PlainWorld, Thing, at, day, things

# 14. SH-3-2


@pytest.mark.parametrize(("basis", "state"), [("estimated", ClockState.OPEN), ("final", ClockState.NOT_DUE)])
def test_14_an_estimated_sum_leaves_a_task_until_the_endorsement(basis, state):
    policy = Thing("policy", {"sum_basis": basis})
    found = clock("policy.adjust_premium", policy, ("policy.issue", "2026-05-01"))

    assert (found.state, found.due_at) == (state, None)
    amended = clock("policy.adjust_premium", policy, ("policy.issue", "2026-05-01"), ("policy.amend", "2027-05-01"))
    assert (amended.state is ClockState.MET) is (basis == "estimated")


# 15. SH-14-1, 14-2, HZ-G-4.4


def test_15_the_repair_warranty_runs_one_hundred_and_eighty_days_and_is_not_rolled():
    found = clock("repair.warranty", Thing("repair"), ("repair.accept", "2028-10-10"))

    assert found.due_at == end_of(day("2029-04-08"))  # a Sunday


def test_15_a_repair_done_again_within_it_is_referred():
    inside = PlainWorld(Thing("repair"), windows=frozenset({"repair.warranty"}))

    assert gate("repair.complete_again", inside) is False
    assert gate("repair.complete_again", PlainWorld(Thing("repair"))) is True
    assert book().gates["repair.complete_again"][0].effect == "refer"


# 16. SH-16-1


@pytest.mark.parametrize(("made", "truth"), [("2031-01-01", True), ("2031-03-01", False)])
def test_16_a_waiver_between_event_and_payment_is_a_hint(made, truth):
    claim = Thing(
        "claim", {"discovered_on": day("2031-02-01")}, sets={"waivers": things("waiver", {"made_on": day(made)})}
    )

    assert gate("claim.pay", PlainWorld(claim)) is truth
    assert book().gates["claim.pay"][0].effect == "hint"


# 17. HZ-8-1b, d, BJ-15-2a, LG-3.5-1


def panel(lead, *followers):
    rows = [{"role": "lead", "rate": Decimal(lead)}, *({"role": "follower", "rate": Decimal(f)} for f in followers)]
    return PlainWorld(Thing("policy", sets={"shares": things("share", *rows)}))


def test_17_one_lead_with_half_and_two_followers():
    fine = panel("0.50", "0.30", "0.20")
    thin = panel("0.49", "0.31", "0.20")
    alone = panel("1")
    codes = ("one_lead", "followers", "lead_half", "whole")

    assert [gate("policy.sign_coinsurance", fine, c) for c in codes] == [True] * 4
    assert [gate("policy.sign_coinsurance", thin, c) for c in codes] == [True, True, False, True]
    assert gate("policy.sign_coinsurance", alone, "followers") is False


def test_17_longgang_takes_exactly_one():
    assert gate("policy.sign_single", panel("1")) is True
    assert gate("policy.sign_single", panel("0.5", "0.5")) is False


# 18. HZ-21-1b, c against LG-3.4-2b


@pytest.mark.parametrize(
    ("status", "paid", "hangzhou", "longgang"),
    [("exempt", True, True, False), ("exempt", False, False, False), ("due", False, True, True)],
)
def test_18_the_deposit_opens_the_way_in_hangzhou_and_never_in_longgang(status, paid, hangzhou, longgang):
    world = PlainWorld(Thing("policy", {"deposit_status": status, "deposit_paid": paid}))
    opened = book().gates["policy.terminate"][0]
    applies = evaluate(opened.when, world).truth is not False

    assert (not applies or evaluate(opened.check, world).truth) is hangzhou
    assert gate("policy.terminate", world, "locked") is longgang


# 19. BJ-14-1


@pytest.mark.parametrize(
    ("consents", "truth"), [([True, True], True), ([True, False], False), ([True, None], None), ([], True)]
)
def test_19_all_buyers_of_today_must_have_consented(consents, truth):
    buyers = things("buyer", *({} if c is None else {"has_consented": c} for c in consents))

    assert gate("policy.amend", PlainWorld(Thing("policy", sets={"buyers_now": buyers}))) is truth


# 20. HZ-11-5a, BJ-18-2a, b


@pytest.mark.parametrize(("links", "truth"), [(0, True), (1, False)])
def test_20_no_participant_may_be_linked_to_the_agency(links, truth):
    project = Thing("project", sets={"participant_links_to_agency": things("link", *([{}] * links))})

    assert gate("engagement.select", PlainWorld(Thing("engagement", links={"project": project}))) is truth


# 21. SH-4-2c, d, e


def staff(**facts):
    return {"has_licence": False, "has_senior_title": False, **facts}


def test_21_ten_of_the_staff_have_licence_or_title_and_degree_with_years():
    good = [staff(has_licence=True, degree="bachelor", experience=10)] * 5 + [
        staff(has_senior_title=True, degree="master", experience=5)
    ] * 5
    weak = staff(has_licence=True, degree="bachelor", experience=9)

    assert gate("engagement.register", PlainWorld(Thing("engagement", sets={"staff": things("staff", *good)}))) is True
    assert (
        gate("engagement.register", PlainWorld(Thing("engagement", sets={"staff": things("staff", *good[1:], weak)})))
        is False
    )
    unsure = staff(has_licence=True, degree="bachelor")
    assert (
        gate("engagement.register", PlainWorld(Thing("engagement", sets={"staff": things("staff", *good[1:], unsure)})))
        is None
    )


# 22. BJ-23-2, SH-13-1c


def test_22_the_hours_of_the_contract_are_the_limit_and_silence_gives_none():
    claim = Thing("claim", {"received_at": at("2026-03-02 22:00:00"), "is_emergency": True})

    assert (
        clock("claim.emergency_repair", claim, terms={"service.emergency_repair": 12}).due_at
        == at("2026-03-03 10:00:00") + A_SECOND
    )
    silent = clock("claim.emergency_repair", claim)
    assert silent is None or silent.due_at is None
    assert book().terms["service.emergency_repair"].required


# 23. HZ-G-3.3g, h against SH-9-3c against BJ-10-4


@pytest.mark.parametrize(
    ("by", "from_", "second"),
    [
        (["agency"], "supervisor_accepted", False),
        (["developer"], "developer_confirmed", False),
        (["handler"], "submitted", True),
    ],
)
def test_23_a_city_says_who_closes_a_finding_from_where_and_with_whom(by, from_, second):
    written = f"{{by: [{by[0]}], from: [{from_}], second_person: {str(second).lower()}, clause: SH-9-3c}}"
    text = (HERE / "hard_clauses.yaml").read_text("utf-8")
    old = "{by: [agency], from: [supervisor_accepted], second_person: false, clause: SH-9-3c}"

    rule = load_body(text.replace(old, written)).rulebook.steps["finding.close"]
    assert (list(rule.by), list(rule.from_), rule.second_person) == (by, [from_], second)


# 24. HZ-16-1b, d, BJ-22-1c, d, HZ-12-1b


@pytest.mark.parametrize(
    ("outcome", "payer"), [("covered", "insurer"), ("not_covered", "owner"), ("unclear", "refer"), (None, None)]
)
def test_24_the_outcome_says_who_pays_the_appraisal_and_an_unclear_one_is_referred(outcome, payer):
    world = PlainWorld(Thing("appraisal", {"outcome": outcome}))

    assert Law(book()).figure("appraisal.fee", world) == payer


# 25. HZ-23-1


def bound(applied=None, issued=None):
    text = Text(
        "hard-2030", "999900", day("2030-01-01"), day("2032-12-31"), "insured_object.permit_applied_on",
        {"commodity_housing": "compulsory"}, dict(book().boundary),
    )  # fmt: skip
    days = {
        "insured_object.permit_applied_on": applied and day(applied),
        "insured_object.permit_issued_on": issued and day(issued),
    }
    return decide([text], ["999900"], "commodity_housing", days).answer


def test_25_the_application_for_the_permit_binds_and_until_then_the_text_is_a_candidate():
    assert bound() == "candidate"
    assert bound("2030-01-01", "2030-03-01") == "bound"
    assert bound("2032-12-31", "2032-12-31") == "bound"
    assert bound("2032-12-31", "2033-01-02") == "undetermined"
    assert bound("2033-01-01") == "none_in_force"
