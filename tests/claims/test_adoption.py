"""Another revision, or a decision which text binds, reaches all that hangs on an insured object, by two persons."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.actions import take
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.sweep import sweep
from idi_platform.documents.models import AttachmentKind
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refused
from idi_platform.projects import actions
from idi_platform.projects.decisions import decide_edition
from idi_platform.projects.edition import settle_edition
from idi_platform.projects.models import InsuredObject
from idi_platform.records.models import Record, Subject
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.models import Binding
from idi_platform.rulebooks.shipped import load_shipped
from idi_platform.rulebooks.store import newest, publish
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.dry import count_step_again, impact_if, impact_now
from idi_platform.workflow.follow_ups import bring
from idi_platform.workflow.models import LegalDecision
from idi_platform.workflow.perform import approve
from tests.cast import member
from tests.claims.conftest import key
from tests.claims.test_decision import PNG
from tests.policies.books import left_to_the_text

pytestmark = pytest.mark.django_db
DETERMINATION = "within: {days: 7, tightened_by: service.determination}"
SURVEY = "within: {days: 2, tightened_by: service.survey}"


@pytest.fixture
def book(book):
    return left_to_the_text(book)


@pytest.fixture
def revised():
    """Publish Beijing's text with one length changed."""

    def publish_with(before, after):
        body = load_shipped("beijing-2019").body
        assert before in body
        return publish(load_body(body.replace(before, after, 1)), reason="test", approver="test").revision

    return publish_with


@pytest.fixture
def insured(claim):
    return InsuredObject.objects.select_related("subject", "project").get(pk=claim.subject.insured_object_id)


@pytest.fixture
def propose(insured, underwriter):
    def send(revision, player=underwriter, form_key=None):
        return actions.adopt_revision(
            acting=player.acting, key=form_key or key(), insured_object=insured, revision_id=revision.pk
        )

    return send


@pytest.fixture
def adopt(propose, approver):
    def both(revision):
        return approve(propose(revision).proposal, acting=approver.acting, key=key())

    return both


def due(claim, name):
    return clock.local_date(Clock.objects.get(subject_id=claim.pk, name=name).due_at).isoformat()


def test_a_revision_moves_what_runs_when_the_second_person_agrees(claim, revised, propose, approver, at):
    at("2026-09-30 09:00")
    before = newest("beijing-2019")
    revision = revised(DETERMINATION, DETERMINATION.replace("7", "10"))
    waiting = propose(revision).proposal
    assert due(claim, "claim.determination") == "2026-10-09"
    assert rulebook_for(claim.subject.insured_object_id).revision_id == before.pk

    at("2026-10-01 09:00")
    done = approve(waiting, acting=approver.acting, key=key())
    assert due(claim, "claim.determination") == "2026-10-10"
    assert rulebook_for(claim.subject.insured_object_id).revision_id == revision.pk
    assert (done.record.revision_id, done.record.facts) == (before.pk, {"revision_id": revision.pk})
    row = Clock.objects.get(subject_id=claim.pk, name="claim.determination")
    assert (row.history[-1]["what"], row.revision_id) == ("moved", revision.pk)


def test_both_persons_see_beforehand_what_it_does(claim, insured, revised, propose, underwriter, approver, at):
    at("2026-09-30 09:00")
    revision = revised(DETERMINATION, DETERMINATION.replace("7", "10"))
    shown = impact_if(insured, "adopt_revision", acting=underwriter.acting, revision_id=revision.pk)
    assert [(change.subject_id, change.name, change.what) for change in shown.clocks] == [
        (claim.pk, "claim.determination", "moved")
    ]
    assert shown.subjects >= 4  # the object, its building, its home and the claim
    assert Record.objects.filter(name="insured_object.adopt_revision").count() == 0

    waiting = propose(revision).proposal
    assert waiting.preview == shown.as_json()
    assert impact_now(waiting, acting=approver.acting).clocks == shown.clocks
    assert due(claim, "claim.determination") == "2026-10-09"


def test_nobody_agrees_to_what_has_changed_since_it_was_counted(claim, revised, propose, approver, handler):
    revision = revised(DETERMINATION, DETERMINATION.replace("7", "10"))
    waiting = propose(revision).proposal
    take(claim, "declare_complex", acting=handler.acting, key=key(), reason="hidden_cause", words="要做闭水试验。")
    with pytest.raises(Refused) as refused:
        approve(waiting, acting=approver.acting, key=key())
    assert [one.code for one in refused.value.refusals] == ["proposal.outdated"]
    assert Record.objects.filter(name="insured_object.adopt_revision").count() == 0
    count_step_again(waiting, acting=approver.acting)
    approve(waiting, acting=approver.acting, key=key())
    assert Record.objects.filter(name="insured_object.adopt_revision").count() == 1


def test_no_breach_is_invented_for_the_time_before(claim, revised, adopt, at):
    at("2026-10-03 09:00")
    adopt(revised(SURVEY, SURVEY.replace("2", "1")))
    assert due(claim, "claim.survey") == "2026-10-09"
    now = at("2026-10-08 23:00")
    sweep(now)
    assert not Record.objects.filter(subject_id=claim.pk, name="clock.due_passed").exists()
    sweep(at("2026-10-09 00:01"))
    passed = Record.objects.filter(subject_id=claim.pk, name="clock.due_passed")
    assert passed.filter(facts__clock="claim.survey").count() == 1


def test_one_person_alone_adopts_nothing(claim, revised, propose, underwriter, other_insurer, at):
    revision = revised(DETERMINATION, DETERMINATION.replace("7", "10"))
    waiting = propose(revision).proposal
    with pytest.raises(NotPermitted):
        approve(waiting, acting=underwriter.acting, key=key())
    with pytest.raises(NotVisible):
        approve(waiting, acting=other_insurer.acting, key=key())


def test_who_keeps_no_contract_adopts_nothing(claim, revised, propose, handler, owner, regulator_elsewhere):
    revision = revised(DETERMINATION, DETERMINATION.replace("7", "10"))
    with pytest.raises(NotPermitted):
        propose(revision, player=handler)
    for player in (owner, regulator_elsewhere):
        with pytest.raises((NotVisible, NotPermitted)):
            propose(revision, player=player)


def test_only_a_newer_revision_of_the_same_edition_is_adopted_and_once(claim, revised, propose, adopt):
    revision = revised(DETERMINATION, DETERMINATION.replace("7", "10"))
    with pytest.raises(Refused) as refused:
        propose(newest("hangzhou-2024"))
    assert [one.code for one in refused.value.refusals] == ["binding.other_edition"]
    adopt(revision)
    with pytest.raises(Refused) as refused:
        propose(revision)
    assert [one.code for one in refused.value.refusals] == ["binding.not_newer"]


def test_the_same_form_twice_is_one_proposal(claim, revised, propose):
    revision = revised(DETERMINATION, DETERMINATION.replace("7", "10"))
    first = propose(revision, form_key="twice")
    assert propose(revision, form_key="twice").proposal.pk == first.proposal.pk


def test_an_annulled_adoption_falls_away(claim, revised, adopt, underwriter, approver, proof, at):
    at("2026-10-01 09:00")
    before = newest("beijing-2019")
    done = adopt(revised(DETERMINATION, DETERMINATION.replace("7", "10")))
    _annul(done.record, underwriter, approver, proof)

    assert rulebook_for(claim.subject.insured_object_id).revision_id == before.pk
    assert Binding.objects.get(insured_object_id=claim.subject.insured_object_id).formers == []
    assert due(claim, "claim.determination") == "2026-10-09"


@pytest.fixture
def proof(insured, underwriter):
    """A picture in the file of the insured object."""
    file = SimpleUploadedFile("letter.png", PNG, content_type="image/png")
    return receive(file, acting=underwriter.acting, kind=AttachmentKind.PAPER, subject_id=insured.pk)


def _annul(record, maker, second, proof):
    proposal = propose_correction(record, acting=maker.acting, reason="选错了", evidence=[proof.pk], annul=True)
    approve_correction(proposal, acting=second.acting)


@pytest.fixture
def open_question(insured):
    """The object's text is undetermined: it and its claim run under national law alone."""
    row = Binding.objects.get(insured_object_id=insured.pk)
    row.outcome, row.edition, row.revision, row.why = "undetermined", None, None, []
    row.save()
    ids = list(Subject.objects.filter(insured_object_id=insured.pk).values_list("pk", flat=True))
    bring(ids, clock.now())
    return insured


@pytest.fixture
def decide(open_question, regulator_of_city):
    """Let one officer of the authority prepare the decision and another agree."""

    def both(edition, ground="许可证在有效期内申领。"):
        waiting = decide_edition(
            acting=regulator_of_city.acting,
            key=key(),
            insured_object=open_question,
            edition=edition,
            document_number="示例〔2026〕7号",
            ground=ground,
        )
        colleague = member(Role.regulator, regulator_of_city.organisation, "110000")
        return approve(waiting.proposal, acting=colleague.acting, key=key())

    return both


def clocks_of(claim):
    gone = ("annulled", "void", "not_due")
    return set(Clock.objects.filter(subject_id=claim.pk).exclude(state__in=gone).values_list("name", flat=True))


def test_what_is_undetermined_runs_under_national_law_alone(open_question, claim):
    assert rulebook_for(open_question.pk).is_national_only
    assert clocks_of(claim) == {"claim.determination_national"}


def test_a_decision_binds_and_brings_the_clocks_into_line(open_question, claim, decide, at):
    at("2026-09-30 09:00")
    done = decide("beijing-2019")

    row = Binding.objects.get(insured_object_id=open_question.pk)
    assert (row.outcome, row.edition.code, row.why[0]["code"]) == ("bound", "beijing-2019", "decided")
    assert {"claim.determination_national", "claim.determination", "claim.survey"} <= clocks_of(claim)
    assert due(claim, "claim.determination") == "2026-10-09"
    register = LegalDecision.objects.get(subject_id=open_question.pk)
    assert (register.lets_pass, register.source, register.ground_words.shown) == (
        True,
        "示例〔2026〕7号",
        "许可证在有效期内申领。",
    )
    assert "ground" in done.record.reasons


def test_a_decision_invents_no_breach_for_the_time_before(open_question, claim, decide, at):
    at("2026-10-20 09:00")
    decide("beijing-2019")

    assert clocks_of(claim) == {"claim.determination_national"}
    sweep(at("2026-10-20 09:01"))
    assert not Record.objects.filter(subject_id=claim.pk, name="clock.due_passed").exists()


def test_a_decision_that_no_text_applies_stays_when_the_rules_are_asked_again(open_question, decide):
    decide("")
    settle_edition(open_question, clock.now())

    assert Binding.objects.get(insured_object_id=open_question.pk).outcome == "none_in_force"


def test_an_annulled_decision_gives_the_question_back_to_the_rules(open_question, claim, decide, regulator_of_city, at):
    at("2026-09-30 09:00")
    done = decide("")
    file = SimpleUploadedFile("letter.png", PNG, content_type="image/png")
    proof = receive(file, acting=regulator_of_city.acting, kind=AttachmentKind.PAPER, subject_id=open_question.pk)
    colleague = member(Role.regulator, regulator_of_city.organisation, "110000")
    _annul(done.record, regulator_of_city, colleague, proof)

    assert Binding.objects.get(insured_object_id=open_question.pk).outcome == "bound"  # by the day of the contract
    first, second = LegalDecision.objects.filter(subject_id=open_question.pk).order_by("pk")
    assert (first.superseded_by, second.lets_pass) == (second, False)


def test_only_an_open_question_is_decided_with_a_text_of_the_place_a_ground_and_a_document(
    insured, decide_as, approver, open_question
):
    for given, code in (
        ({"edition": "hangzhou-2024"}, "binding.not_of_place"),
        ({"document_number": " "}, "binding.no_document"),
    ):
        with pytest.raises(Refused) as refused:
            decide_as(approver, **given)
        assert code in {one.code for one in refused.value.refusals}
    with pytest.raises(BadInput):
        decide_as(approver, ground=" ")
    with pytest.raises(NotPermitted):
        approve(decide_as(approver).proposal, acting=approver.acting, key=key())


def test_a_bound_object_is_no_question(insured, decide_as, approver):
    with pytest.raises(Refused) as refused:
        decide_as(approver)
    assert [one.code for one in refused.value.refusals] == ["binding.not_undetermined"]


def test_who_may_not_decide_decides_nothing(decide_as, open_question, underwriter, owner, regulator_elsewhere):
    for player in (underwriter, owner, regulator_elsewhere):
        with pytest.raises((NotVisible, NotPermitted)):
            decide_as(player)


@pytest.fixture
def decide_as(insured):
    def send(player, **given):
        facts = {"edition": "beijing-2019", "document_number": "示例〔2026〕7号", "ground": "理由。", **given}
        return decide_edition(acting=player.acting, key=key(), insured_object=insured, **facts)

    return send
