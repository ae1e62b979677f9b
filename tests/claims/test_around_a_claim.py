"""Around a claim: handed over, looked at again, repaired again, passed on with the home, a right given up."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from claims import actions
from claims.codes import Mode
from claims.models import Appraisal, Claim, Determination, Repair, Waiver
from idi_platform.accounts.roles import Role
from idi_platform.documents.models import AttachmentKind, Paper
from idi_platform.documents.producing import produce
from idi_platform.documents.receiving import receive
from idi_platform.kernel.errors import NotPermitted, NotVisible, Refused
from idi_platform.notifications.models import Notice
from idi_platform.projects import actions as project_file
from idi_platform.records.models import Record, Subject
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.perform import perform
from idi_platform.workflow.requests import Proposed
from idi_platform.workflow.world import world_of
from tests.cast import log_in, member
from tests.claims.conftest import key
from tests.claims.test_decision import codes, covered, not_covered, photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_former_owner import filed_photo, sold  # noqa: F401  fixtures
from tests.driving import steps_of
from tests.standing import beginning
from tests.workflow.conftest import picture

pytestmark = pytest.mark.django_db


def fresh(claim):
    return Claim.objects.select_related("subject").get(pk=claim.pk)


def of_two(done, approver):
    assert isinstance(done, Proposed), "a second person looks at it"
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=done.proposal)


@pytest.fixture
@beginning
def accepted(surveyed, take, handler, approver, photo):  # noqa: F811
    of_two(take(handler, "accept", **covered(photo)), approver)
    return fresh(surveyed)


@pytest.fixture
@beginning
def agreed(accepted, take, handler, owner):  # noqa: F811
    take(handler, "offer_settlement", words="重做附加层。", repair_by="2026-10-15", cash="9400.00")
    actions.accept_offer(acting=owner.acting, key=key(), claim=fresh(accepted), mode=Mode.REPAIR)
    return fresh(accepted)


@pytest.fixture
def ordered(agreed, take, handler):  # noqa: F811
    take(handler, "order_repair", end_on="2026-10-14")
    return Repair.objects.select_related("subject").get(claim=agreed)


def proof(subject_id, player):
    return receive(picture(), acting=player.acting, kind=AttachmentKind.PHOTO, subject_id=subject_id).pk


def step_of(repair, name, player, **facts):
    found = Repair.objects.select_related("subject").get(pk=repair.pk)
    return perform(found, name, acting=player.acting, key=key(), **facts)


# handed over


def test_a_claim_is_handed_to_a_colleague_once(claim, take, handler, owner, insurer_organisation):  # noqa: F811
    colleague = member(Role.handler, insurer_organisation)
    take(handler, "assign", "assign-1", handler=colleague.person.pk)
    take(handler, "assign", "assign-1", handler=colleague.person.pk)
    assert fresh(claim).handled_by == colleague.person.pk
    assert steps_of(claim.pk).count("claim.assign") == 1
    with pytest.raises(Refused) as refused:
        take(handler, "assign", handler=colleague.person.pk)
    assert codes(refused) == {"claim.assigned_already"}
    with pytest.raises(NotPermitted):
        take(owner, "assign", handler=colleague.person.pk)


def test_nobody_outside_the_house_is_handed_a_claim(claim, take, handler, surveyor):  # noqa: F811
    for other in (member(Role.handler), surveyor):
        with pytest.raises(Refused) as refused:
            take(handler, "assign", handler=other.person.pk)
        assert codes(refused) == {"claim.not_a_colleague"}


def test_a_call_is_kept_with_its_recording_and_hidden_from_the_owner(client, claim, take, handler, owner):  # noqa: F811
    take(handler, "call", words="业主问上门时间。", recording="REC-7")
    assert Record.objects.get(subject=claim.pk, name="claim.call").facts["recording"] == "REC-7"
    with pytest.raises(NotPermitted):
        take(owner, "call", words="我打过电话。")
    log_in(client, owner)
    assert "登记通话" not in client.get(reverse("claims:owner_claim", args=[claim.number])).content.decode()


# looked at again


def test_a_refusal_is_looked_at_again_and_the_earlier_notice_stays(
    surveyed,  # noqa: F811
    take,  # noqa: F811
    handler,
    approver,
    photo,  # noqa: F811
):
    of_two(take(handler, "refuse", **not_covered(photo)), approver)
    take(handler, "send_refusal")
    notice = Paper.objects.get(subject=surveyed.pk, code="refusal_notice")
    produce(notice.pk)
    assert fresh(surveyed).state == "refusal_notified"
    of_two(
        take(handler, "redetermine", words="鉴定认为是施工缺陷。", reason="appraisal", evidence_ids=[photo.pk]),
        approver,
    )
    again = fresh(surveyed)
    assert (again.state, again.refusal_dispatched_at) == ("filed", None)
    of_two(take(handler, "accept", **covered(photo)), approver)
    versions = Determination.objects.filter(claim=surveyed).order_by("version")
    assert [(row.version, row.outcome) for row in versions] == [(1, "not_covered"), (2, "covered")]
    assert Paper.objects.get(pk=notice.pk).voided_at is None
    take(handler, "send_determination")
    assert Paper.objects.filter(subject=surveyed.pk, code="determination_notice").count() == 1


def test_what_was_offered_is_no_longer_offered(accepted, take, handler, approver, owner, photo):  # noqa: F811
    take(handler, "offer_settlement", words="重做附加层。", repair_by="2026-10-15", cash="9400.00")
    asked = {"reason": "own_error", "evidence_ids": [photo.pk]}
    with pytest.raises(Refused) as refused:
        take(handler, "redetermine", **asked)
    assert codes(refused) == {"claim.no_reasons"}
    with pytest.raises(NotPermitted):
        take(owner, "redetermine", words="不服。", **asked)
    of_two(take(handler, "redetermine", words="部位写错了。", **asked), approver)
    assert (fresh(accepted).offered_at, fresh(accepted).offer_id) == (None, None)
    with pytest.raises(Refused) as refused:
        take(handler, "redetermine", words="再来。", **asked)
    assert "step.wrong_state" in codes(refused)


# in dispute


def test_an_open_appraisal_keeps_the_claim_open(surveyed, take, handler, approver, owner, photo):  # noqa: F811
    of_two(take(handler, "refuse", **not_covered(photo)), approver)
    take(handler, "send_refusal")
    produce(Paper.objects.get(subject=surveyed.pk, code="refusal_notice").pk)
    links = {f"{name}_id": pk for name, pk in surveyed.subject.link_ids().items()}
    appraisal = Appraisal(subject=Subject(division_id=surveyed.subject.division_id, **links), claim=surveyed)
    asked = perform(appraisal, "request", acting=owner.acting, key=key(), matter="liability")
    assert fresh(surveyed).in_dispute
    with pytest.raises(Refused) as refused:
        take(handler, "close")
    assert "claim.in_dispute" in codes(refused)
    found = Appraisal.objects.select_related("subject").get(pk=asked.subject_id)
    perform(found, "withdraw", acting=owner.acting, key=key())
    take(handler, "close")
    assert fresh(surveyed).state == "closed"


# the repair of a claim


def test_the_order_brings_the_repair_into_being_and_its_end_performs_the_claim(ordered, handler, owner):
    assert (ordered.state, str(ordered.planned_until)) == ("ordered", "2026-10-14")
    step_of(ordered, "begin", handler, on="2026-10-08")
    with pytest.raises(Refused) as refused:
        step_of(ordered, "complete", handler, on="2026-10-08")
    assert codes(refused) == {"repair.no_evidence", "repair.no_water_test"}
    assert fresh(ordered.claim).state == "performing"
    shown = proof(ordered.pk, handler)
    for passed in (None, False):
        with pytest.raises(Refused) as refused:
            step_of(ordered, "complete", handler, on="2026-10-08", evidence_ids=[shown], water_test_passed=passed)
        assert codes(refused) == {"repair.no_water_test"}
    step_of(ordered, "complete", handler, on="2026-10-08", evidence_ids=[shown], water_test_passed=True)
    claim = fresh(ordered.claim)
    assert (claim.state, claim.water_test_passed) == ("performed", True)
    step_of(ordered, "accept", owner)
    assert Repair.objects.get(pk=ordered.pk).state == "accepted"


def test_a_refused_claim_is_not_repaired(surveyed, take, handler, approver, photo):  # noqa: F811
    of_two(take(handler, "refuse", **not_covered(photo)), approver)
    claim = fresh(surveyed)
    links = {f"{name}_id": pk for name, pk in claim.subject.link_ids().items()}
    repair = Repair(subject=Subject(division_id=claim.subject.division_id, **links), claim=surveyed)
    with pytest.raises(Refused) as refused:
        perform(repair, "order", acting=handler.acting, key=key())
    assert codes(refused) == {"claim.not_repaired"}


def test_the_desk_records_it_on_the_claim_and_the_repair_is_complete(ordered, take, handler, photo):  # noqa: F811
    cost = {"repair_cost": "6100.00"}
    take(handler, "complete_repair", evidence_ids=[photo.pk], water_test_passed=True, accepted_by_owner=True, **cost)
    assert str(fresh(ordered.claim).spent) == "6100.00"
    assert Repair.objects.get(pk=ordered.pk).state == "accepted"
    assert steps_of(ordered.pk) == ["repair.order", "repair.complete_with_claim", "repair.accept"]


def test_a_claim_with_two_repairs_is_performed_by_the_last(ordered, handler):
    links = {f"{name}_id": pk for name, pk in ordered.subject.link_ids().items()}
    second = Repair(subject=Subject(division_id=ordered.subject.division_id, **links), claim=ordered.claim)
    second = Repair.objects.get(pk=perform(second, "order", acting=handler.acting, key=key()).subject_id)
    for repair, state in ((ordered, "performing"), (second, "performed")):
        step_of(repair, "begin", handler, on="2026-10-08")
        shown = proof(repair.pk, handler)
        step_of(repair, "complete", handler, on="2026-10-08", evidence_ids=[shown], water_test_passed=True)
        assert fresh(ordered.claim).state == state


@pytest.mark.parametrize("who", ["owner", "handler"])
def test_where_no_text_warrants_a_repair_what_comes_again_is_a_new_report(ordered, take, photo, handler, owner, who):  # noqa: F811
    take(handler, "complete_repair", evidence_ids=[photo.pk], water_test_passed=True, accepted_by_owner=True)
    with pytest.raises(Refused) as refused:
        take({"owner": owner, "handler": handler}[who], "reopen_under_warranty")
    assert codes(refused) == {"claim.no_repair_warranty"}


# passed on with the home


def test_a_home_passes_on_with_an_open_claim_and_a_person_decides(
    client,
    accepted,
    take,  # noqa: F811
    handler,
    owner,
    neighbour,
    sold,  # noqa: F811
):
    take(handler, "offer_settlement", words="重做附加层。", cash="9400.00")
    sold()
    pending = fresh(accepted)
    assert (pending.is_transfer_pending, pending.transferred_on) == (True, date(2026, 11, 30))
    asked = Notice.objects.filter(template="claim.transfer_asked").values_list("person", flat=True)
    assert set(asked) == {owner.person.pk, neighbour.person.pk}
    with pytest.raises(Refused) as refused:
        take(handler, "agree", party="owner", mode="cash", amount="9400.00")
    assert "claim.transfer_pending" in codes(refused)
    log_in(client, neighbour)
    assert client.get(reverse("claims:owner_claim", args=[accepted.number])).status_code == 404
    answers = {"former_answer": "new", "new_answer": "new", "goes_on_with": "new"}
    with pytest.raises(Refused) as refused:
        take(handler, "settle_transfer", words="双方都同意。", claimant_person=owner.person.pk, **answers)
    assert codes(refused) == {"claim.not_new_owner"}
    settled = {"words": "双方都同意。", "claimant_person": neighbour.person.pk, **answers}
    with pytest.raises(NotVisible):
        take(neighbour, "settle_transfer", **settled)
    take(handler, "settle_transfer", **settled)
    assert fresh(accepted).claimant_person == neighbour.person.pk
    with pytest.raises(Refused) as refused:
        take(handler, "settle_transfer", **settled)
    assert codes(refused) == {"claim.no_transfer"}
    take(neighbour, "agree", party="owner", mode="cash", amount="9400.00")
    assert fresh(accepted).state == "agreed"


def test_the_new_owner_sees_nothing_of_the_time_before_him(
    client,
    claim,
    take,  # noqa: F811
    handler,
    neighbour,
    sold,  # noqa: F811
):
    before = Paper.objects.filter(subject_id=claim.pk).order_by("pk").first()
    produce(before.pk)
    filed_photo(claim, handler)
    sold()
    answers = {"former_answer": "none", "new_answer": "new", "goes_on_with": "new"}
    take(handler, "settle_transfer", words="原业主没有答复。", claimant_person=neighbour.person.pk, **answers)
    take(handler, "request_supplement", words="补产权证。", papers=["ownership"])
    log_in(client, neighbour)
    page = client.get(reverse("claims:owner_claim", args=[claim.number]))
    assert "楼上洗澡后开始滴水" not in page.content.decode()
    assert (list(page.context["evidence"]), len(page.context["papers"])) == ([], 1)
    assert not [row for row in page.context["records"] if "收到报案" in row.title]
    assert client.get(reverse("claims:owner_paper", args=[before.pk])).status_code == 404


def test_a_claim_stays_with_whoever_holds_the_home_still(claim, home, owner, neighbour, underwriter, at):
    at("2026-12-01 10:00")
    project_file.transfer_unit(
        acting=underwriter.acting, key=key(), unit=home, transferred_on=date(2026, 11, 30),
        persons=[owner.person.pk, neighbour.person.pk],
    )  # fmt: skip
    assert "claim.transfer_pending" not in steps_of(claim.pk)


def test_the_former_owner_may_keep_the_claim(accepted, take, handler, owner, sold):  # noqa: F811
    sold()
    answers = {"former_answer": "former", "new_answer": "former", "goes_on_with": "former"}
    take(handler, "settle_transfer", words="房价没有扣，由原业主领款。", **answers)
    kept = fresh(accepted)
    assert (kept.claimant_person, kept.is_transfer_pending) == (owner.person.pk, False)


# a right given up


def test_a_waiver_is_recorded_by_two_and_stands_in_the_set(claim, take, handler, approver, owner, photo):  # noqa: F811
    said = {"made_on": "2026-09-29", "by": "insured", "timing": "before_payment", "evidence_ids": [photo.pk]}
    with pytest.raises(NotPermitted):
        take(owner, "record_waiver", words="放弃了。", **said)
    with pytest.raises(Refused) as refused:
        take(handler, "record_waiver", words="放弃了。", **{**said, "made_on": "2027-01-01"})
    assert codes(refused) == {"claim.waiver_in_future"}
    done = take(handler, "record_waiver", words="建设单位书面放弃。", **said)
    assert not Waiver.objects.exists()
    of_two(done, approver)
    (member_,) = world_of(fresh(claim), fresh(claim).received_at).members("claim.waivers")
    assert (member_.value("waiver.made_on"), member_.value("waiver.by"), member_.value("waiver.is_whole")) == (
        date(2026, 9, 29),
        "insured",
        True,
    )


# the desk's forms


def test_the_desk_hands_a_claim_over_on_its_page(client, claim, handler, insurer_organisation):
    colleague = member(Role.handler, insurer_organisation)
    address = reverse("claims:console_step", args=[claim.number, "assign"])
    log_in(client, handler)
    assert colleague.person.name in client.get(address).content.decode()
    nobody = client.post(address, {"key": str(uuid.uuid4()), "handler": ""})
    assert (nobody.status_code, "请选择：交给哪位同事" in nobody.content.decode()) == (422, True)
    given = {"key": str(uuid.uuid4()), "handler": colleague.person.pk}
    assert client.post(address, given).status_code == 302
    assert fresh(claim).handled_by == colleague.person.pk


def test_the_desk_names_the_new_owner_on_its_page(client, claim, handler, neighbour, stranger, sold):  # noqa: F811
    sold()
    address = reverse("claims:console_step", args=[claim.number, "settle_transfer"])
    log_in(client, handler)
    page = client.get(address).content.decode()
    assert (neighbour.person.name in page, stranger.person.name in page) == (True, False)
    answers = {"former_answer": "new", "new_answer": "new", "goes_on_with": "new", "words": "双方都同意。"}
    missing = client.post(address, {"key": str(uuid.uuid4()), **answers})
    assert (missing.status_code, fresh(claim).is_transfer_pending) == (422, True)
    client.post(address, {"key": str(uuid.uuid4()), **answers, "claimant_person": neighbour.person.pk})
    assert fresh(claim).claimant_person == neighbour.person.pk


@pytest.mark.parametrize("step", ["call", "record_waiver"])
def test_the_forms_of_the_other_steps_are_drawn(client, claim, handler, step):
    log_in(client, handler)
    assert client.get(reverse("claims:console_step", args=[claim.number, step])).status_code == 200


def test_a_determination_is_looked_at_again_on_its_page(client, accepted, handler, photo):  # noqa: F811
    address = reverse("claims:console_step", args=[accepted.number, "redetermine"])
    log_in(client, handler)
    assert "为什么重新核定" in client.get(address).content.decode()
    given = {"reason": "own_error", "words": "部位写错了。", "evidence_ids": [photo.pk]}
    assert client.post(address, {"key": str(uuid.uuid4()), **given}).status_code == 302
    assert Proposal.objects.get(subject=accepted.pk, step="claim.redetermine").state == "open"
