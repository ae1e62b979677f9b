"""What a browser sends that our pages never would: more fields, other numbers, other states, no token, the same key."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim
from idi_platform.documents.models import Attachment
from idi_platform.records.models import Record
from tests.doors.conftest import TOKEN, browser_of

pytestmark = pytest.mark.django_db
KEY = "7f7f7f7f-0000-4000-8000-0000000000{:02}"
HUGE = 2**63


def step(world, name, claim=None):
    return reverse("claims:console_step", args=[claim or world.claim, name])


def latest(name):
    return Record.objects.filter(name=name).order_by("-pk").first()


def test_more_fields_than_the_form_has_change_nothing(world, sessions):
    """No field outside the form reaches facts, subject, actor or instant."""
    before = Claim.objects.get(number=world.claim)
    forged = {
        "key": KEY.format(1),
        "words": "备注",
        "state": "performed",
        "paid": "1000000",
        "claimant_person": world.people["neighbour"].person.pk,
        "statement_id": "1",
        "statement_digest": "0" * 64,
        "evidence_count": "99",
        "organisation": world.people["other_insurer"].organisation.pk,
        "acting": "system",
        "roles": "approver",
        "in_breach": "1",
        "occurred_at": "2020-01-01T00:00",
        "received_at": "2020-01-01T00:00",
        "evidence": "1",
        "subject": "1",
    }
    assert sessions("handler").post(step(world, "note"), forged).status_code == 302
    after = Claim.objects.get(number=world.claim)
    written = latest("claim.note")
    assert set(written.facts) == {"statement_id", "statement_digest"}
    assert written.facts["statement_digest"] != "0" * 64
    assert written.acting["person"] == world.people["handler"].person.pk
    assert written.occurred_at == written.recorded_at
    for name in ("state", "paid", "claimant_person", "received_at", "evidence_count"):
        assert getattr(after, name) == getattr(before, name)


def test_an_owner_reports_for_nobody_else_and_at_no_other_day(world, sessions):
    forged = {
        "home": world.owners_home, "step": "2", "key": KEY.format(2), "place": "bathroom",
        "what": "waterproofing:basement_roof_wetroom_leak", "found": "today", "severity": "traces", "words": "漏",
        "claimant_person": world.people["neighbour"].person.pk, "received_at": "2023-01-01T00:00", "channel": "hotline",
        "reporter": "other", "filed_by_organisation": world.people["handler"].organisation.pk, "policy": "1",
        "is_emergency": "on", "first_known_on": "2020-01-01", "state": "accepted",
    }  # fmt: skip
    assert sessions("owner").post(reverse("claims:owner_report"), forged).status_code == 302
    claim = Claim.objects.order_by("-pk").first()
    written = Record.objects.get(subject_id=claim.pk, name="claim.file")
    assert claim.claimant_person == world.people["owner"].person.pk
    assert (claim.state, claim.is_emergency, claim.channel, claim.first_known_on) == ("filed", False, "portal", None)
    assert written.occurred_at == written.recorded_at


def test_a_home_of_somebody_else_is_no_place_to_report(world, sessions):
    """His own home is offered instead, or the choice; the neighbour's number opens nothing."""
    before = Claim.objects.count()
    page = sessions("neighbour").post(
        reverse("claims:owner_report"),
        {"home": world.owners_home, "step": "2", "place": "bathroom", "what": ":", "found": "today",
         "severity": "traces", "key": KEY.format(3)},
    )  # fmt: skip
    assert page.status_code == 200
    assert Claim.objects.count() == before
    assert "1-0101" not in page.content.decode()


def test_evidence_of_another_case_is_no_choice(world, sessions):
    foreign = Attachment.objects.exclude(subject_id=world.claim_id).exclude(subject=None).first()
    sent = {"key": KEY.format(4), "evidence_ids": [str(foreign.pk)]}
    assert sessions("handler").post(step(world, "attach"), sent).status_code == 422
    assert latest("claim.attach").facts["evidence_ids"] != [foreign.pk]


def test_another_insurers_person_is_no_surveyor(world, sessions):
    foreign = world.people["other_surveyor"].person.pk
    sent = {
        "key": KEY.format(5), "from_at": "2026-10-10T09:00", "until_at": "2026-10-10T11:00", "surveyor": str(foreign),
    }  # fmt: skip
    assert sessions("handler").post(step(world, "schedule_survey"), sent).status_code == 422


@pytest.mark.parametrize("number", ["BJ-2026-000999", "%", "_", "' OR 1=1 --", "..", "BJ-2026-000002\x00", "a" * 3000])
@pytest.mark.parametrize("name", ["owner_claim", "owner_withdraw", "owner_ticket"])
def test_guessed_numbers_find_nothing(world, sessions, name, number):
    assert sessions("owner").get(reverse(f"claims:{name}", args=[number])).status_code == 404


@pytest.mark.parametrize("pk", [0, 1, HUGE - 1, HUGE, 10**40])
@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("claims:owner_paper", "neighbour"),
        ("claims:console_paper", "other_insurer"),
        ("claims:console_approval", "other_approver"),
        ("policies:policy", "other_underwriter"),
        ("policies:book", "other_underwriter"),
        ("policies:book_marked", "other_underwriter"),
    ],
)
def test_guessed_ids_find_nothing(world, sessions, name, who, pk):
    assert sessions(who).get(reverse(name, args=[pk])).status_code == 404


@pytest.mark.parametrize("pk", [0, HUGE, 10**40])
@pytest.mark.parametrize("name", ["console_approve", "console_decline"])
def test_guessed_proposals_find_nothing(world, sessions, name, pk):
    sent = {"key": KEY.format(6), "reason": "x"}
    assert sessions("approver").post(reverse(f"claims:{name}", args=[pk]), sent).status_code == 404


@pytest.mark.parametrize("name", ["file", "record_dispatch", "serve_refusal", "no_such_step", "__class__", "state"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_creating_automatic_and_invented_steps_are_not_there(world, sessions, name, method):
    answer = getattr(sessions("handler"), method)(step(world, name), {"key": KEY.format(7)})
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["pay", "close", "order_repair", "send_refusal", "offer_settlement"])
def test_a_step_of_another_state_is_refused_with_its_reason(world, sessions, name):
    """409, and nothing is written."""
    sent = {
        "key": KEY.format(8), "line_indemnity": "1.00", "cash": "1.00", "words": "方案",
        "accepted_by_owner": "on", "water_test_passed": "true",
    }  # fmt: skip
    before = Record.objects.count()
    answer = sessions("handler").post(step(world, name), sent)
    assert answer.status_code == 409
    assert Record.objects.count() == before
    assert Claim.objects.get(number=world.claim).state == "filed"


def test_the_same_form_twice_is_taken_once_also_after_the_state_moved_on(world, sessions):
    browser, sent = sessions("owner"), {"key": KEY.format(9)}
    address = reverse("claims:owner_withdraw", args=[world.claim])
    assert [browser.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert Record.objects.filter(subject_id=world.claim_id, name="claim.withdraw").count() == 1
    desk, sent = sessions("handler"), {"key": KEY.format(10), "words": "请补", "papers": "ownership"}
    address = step(world, "request_supplement", world.neighbours)
    assert [desk.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert Record.objects.filter(name="claim.request_supplement").count() == 1


def test_a_second_send_after_the_step_left_its_state_answers_the_first(world, sessions):
    """A double click on a step that moves the state never ends on an error page."""
    desk, sent = (
        sessions("handler"),
        {"key": KEY.format(11), "from_at": "2026-10-10T09:00", "until_at": "2026-10-10T11:00"},
    )
    visits = Record.objects.filter(name="claim.schedule_survey")
    before = visits.count()
    assert desk.post(step(world, "schedule_survey", world.neighbours), sent).status_code == 302
    browser = sessions("neighbour")
    browser.post(reverse("claims:owner_withdraw", args=[world.neighbours]), {"key": KEY.format(12)})
    assert desk.post(step(world, "schedule_survey", world.neighbours), sent).status_code == 302
    assert visits.count() == before + 1


def test_the_same_key_with_another_body_is_refused(world, sessions):
    browser, address = sessions("handler"), step(world, "note")
    assert browser.post(address, {"key": KEY.format(13), "words": "甲"}).status_code == 302
    before = Record.objects.count()
    assert browser.post(address, {"key": KEY.format(13), "words": "乙"}).status_code == 422
    assert Record.objects.count() == before


def test_the_same_key_at_another_step_is_refused(world, sessions):
    browser = sessions("handler")
    assert browser.post(step(world, "note"), {"key": KEY.format(14), "words": "甲"}).status_code == 302
    sent = {"key": KEY.format(14), "from_at": "2026-10-10T09:00", "until_at": "2026-10-10T11:00"}
    assert browser.post(step(world, "schedule_survey"), sent).status_code == 422


def test_the_maker_never_approves_his_own(world, sessions):
    address = reverse("claims:console_approve", args=[world.proposal])
    assert sessions("handler").post(address, {"key": KEY.format(15)}).status_code == 403
    assert Claim.objects.get(number=world.claim).state == "filed"


@pytest.mark.parametrize("key", ["", "no-uuid", "\x00", "7" * 5000])
def test_a_form_without_a_sound_key_is_sent_back(world, sessions, key):
    before = Record.objects.count()
    assert sessions("handler").post(step(world, "note"), {"key": key, "words": "备注"}).status_code == 422
    assert Record.objects.count() == before


FORMS = [
    ("owner", "claims:owner_report", ()),
    ("owner", "claims:owner_withdraw", ("claim",)),
    ("owner", "claims:owner_offer", ("offered",)),
    ("owner", "claims:owner_add", ("claim",)),
    ("handler", "claims:console_step", ("claim", "=note")),
    ("approver", "claims:console_approve", ("proposal",)),
    ("approver", "claims:console_decline", ("proposal",)),
    ("underwriter", "policies:new", ()),
    ("underwriter", "policies:books", ()),
    ("underwriter", "policies:book", ("book",)),
    ("owner", "accounts:logout", ()),
    ("owner", "portal:switch_view", ()),
    ("owner", "portal:switch_language", ()),
    ("owner", "portal:demo_time", ()),
]


@pytest.mark.parametrize(("who", "name", "arguments"), FORMS)
def test_a_form_from_elsewhere_is_refused(world, db, who, name, arguments):
    given = [one[1:] if one.startswith("=") else getattr(world, one) for one in arguments]
    browser = browser_of(world, who, token=False)
    before = Record.objects.count()
    sent = {"key": KEY.format(16), "words": "x", "reason": "x", "mode": "cash", "jump": "day"}
    for more in ({}, {"csrfmiddlewaretoken": "f" * 32}):
        assert browser.post(reverse(name, args=given), {**sent, **more}).status_code == 403
    assert Record.objects.count() == before


def test_a_token_from_another_site_over_https_is_refused(world, db):
    browser = Client(enforce_csrf_checks=True, headers={"X-CSRFToken": TOKEN, "Origin": "https://evil.example"})
    browser.cookies["sessionid"], browser.cookies["csrftoken"] = world.sessions["owner"], TOKEN
    answer = browser.post(reverse("claims:owner_withdraw", args=[world.claim]), {"key": KEY.format(17)})
    assert answer.status_code == 403


@pytest.mark.parametrize("query", [{"q": "%_\\' \" --"}, {"q": "漏" * 3000}, {"queue": "no"}, {"page": "9" * 40}])
def test_odd_searches_find_nothing_and_break_nothing(world, sessions, query):
    assert sessions("handler").get(reverse("claims:console_queue"), query).status_code == 200


@pytest.mark.parametrize("code", ["%00", "x" * 3000, "..%2f", "%F0%A0%AE%B7", "AAAA-AAAA-AAAA"])
def test_odd_codes_of_papers_find_nothing(world, sessions, code):
    assert sessions("anonymous").get(f"/verify/{code}").status_code == 404
    assert sessions("anonymous").get(f"/verify/?code={code}").status_code in {302, 404}


@pytest.mark.parametrize(
    "path", ["/console/?q=%00", "/console/?queue=%00", "/verify/?code=%00", "/owner/claims/new/?home=%00"]
)
def test_an_address_with_a_nul_is_no_address(world, sessions, path):
    who = "owner" if path.startswith("/owner") else "handler"
    assert sessions(who).get(path).status_code == 404


def test_a_link_to_evidence_ends_after_minutes(world, sessions, settings):
    path = reverse("documents:evidence", kwargs=world.link("owner"))
    assert sessions("owner").get(path).status_code == 200
    settings.LINK_SECONDS = -1
    assert sessions("owner").get(path).status_code == 404
