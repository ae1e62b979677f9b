"""The town of the fault tests: one house of eight homes, insured, with claims that wait for their second person.

It is built once, in a Django process beside the prepared server, and copied by every stack.
"""

import io
from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from claims import actions as claims
from claims.codes import Benchmark, Cause, Ground, Place, Severity
from claims.models import Claim
from idi_platform.accounts import demo
from idi_platform.accounts.capacities import capacities_of
from idi_platform.accounts.demo_cast import Persona
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.offset import begin_at
from idi_platform.deadlines.sweep import sweep
from idi_platform.demo.legal_time import on_stage
from idi_platform.documents.producing import render_owed
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.notifications.sending import send_owed
from idi_platform.projects.models import Unit
from policies.book import read_book
from policies.opening import open_book
from tests.policies.books import PAPERS_WITH_THE_KEYS, TERMS

PROPOSALS = 10
"""Claims that are surveyed and wait for approval; each fault test takes some of them."""
FILER = "+8613800001201"
"""He owns 1-0101 and files during the faults."""
CLAIMANT = "+8613800000301"
"""He owns 1-0201 and has filed what waits for approval."""
HANDLER, APPROVER, SURVEYOR, UNDERWRITER = "gao", "zheng", "qin", "niu"
SECOND_APPROVER = Persona("复核乙（演示）", "zheng-2", firm="chenxing", role=Role.approver)
BEGINS_AT = datetime(2026, 9, 14, 9, 0, tzinfo=clock.SHANGHAI)

BOOK = {
    "project": {
        "number": "F-1",
        "name": "故障里（演示）",
        "division": "110106",
        "kind": "commodity_housing",
        "registered_on": "2021-03-01",
    },
    "insured_object": {
        "number": "F-1",
        "permit": {"applied_on": "2021-04-20", "issued_on": "2021-04-28"},
    },
    "buildings": [
        {
            "number": "1",
            "name": "1 号楼",
            "accepted_on": "2023-03-17",
            "ranges": [{"floors": [1, 4], "places": 2, "handed_over_on": "2023-06-30", "papers": PAPERS_WITH_THE_KEYS}],
            "units": [
                {
                    "number": "1-0101",
                    "floor": 1,
                    "sold_on": "2022-03-12",
                    "owners": [{"name": "林小满（演示）", "phone": "13800001201"}],
                    "handed_over_on": "2023-06-30",
                    "papers": PAPERS_WITH_THE_KEYS,
                },
                {
                    "number": "1-0201",
                    "floor": 2,
                    "sold_on": "2022-05-21",
                    "owners": [{"name": "何一（演示）", "phone": "13800000301"}],
                    "handed_over_on": "2023-06-30",
                    "papers": PAPERS_WITH_THE_KEYS,
                },
            ],
        }
    ],
    "policy": {
        "drafted_on": "2021-03-22",
        "mode": "co_insurance",
        "shares": [
            {"uscc": "91110102MAYYB6014Q", "role": "lead", "rate": "0.46"},
            {"uscc": "91310101MAYYB6022J", "role": "follower", "rate": "0.32"},
            {"uscc": "91330102MAYYB60304", "role": "follower", "rate": "0.22"},
        ],
        "items": [{"code": "structure"}, {"code": "insulation"}, {"code": "waterproofing"}],
        "is_schedule_complete": True,
        "premium_base": "356800000.00",
        "rate": "0.0128",
        "premium": "4567040.00",
        "sum_insured": "356800000.00",
        "terms": TERMS,
        "annexes": ["risk_plan", "notice", "emergency_plan"],
        "annexes_confirmed_on": "2021-04-06",
        "explanation_recorded": True,
        "terms_document": "演示核准〔2021〕第 12 号",
        "terms_filed_on": "2021-04-02",
        "coinsurance_signed_on": "2021-04-08",
        "signed_on": "2021-04-12",
        "receipts": [{"amount": "4567040.00", "received_on": "2021-04-14"}],
        "issued_on": "2021-04-15",
        "number": "DEMO-F-1",
    },
}


def build() -> None:
    """Build the town and let its legal time begin; called once in an empty, seeded database."""
    cast = demo.create_cast()
    people = dict(cast.people)
    people[SECOND_APPROVER.login] = demo._member(
        SECOND_APPROVER, cast.organisations["chenxing"], people[APPROVER].password
    )
    who = {name: capacities_of(person)[0].acting for name, person in people.items()}
    with on_stage() as stage:
        open_book(read_book(BOOK), acting=who[UNDERWRITER], second_person=who[APPROVER], key="faults:book", at=stage.to)
        stage.to(BEGINS_AT)
        _work()
        home = Unit.objects.select_related("subject", "building").get(number="1-0201")
        for number in range(PROPOSALS):
            _waiting_claim(who, home, number)
        _propose_refusal(who)
        _work()
    begin_at(BEGINS_AT)


def _work() -> None:
    while sweep(clock.now()).events + follow_up() + render_owed() + send_owed():
        pass


def _waiting_claim(who, home, number) -> None:
    claim = claims.report_defect(
        acting=who[CLAIMANT],
        key=f"faults:{number}",
        at=home,
        defect=claims.Defect(
            place=Place.BATHROOM,
            defect="roof_wetroom_basement_leak",
            item="waterproofing",
            severity=Severity.GROWING,
            discovered_on=date(2026, 9, 12),
            words="卫生间顶上一直滴水。",
        ),
    ).claim
    seen = [_photo(who, claim)]
    survey = {"item": "waterproofing", "cause": Cause.CONSTRUCTION, "evidence_ids": seen, "owner_signed": True}
    claims.take(
        claim, "record_survey", acting=who[SURVEYOR], key=f"faults:{number}:survey", words="顶面渗水。", **survey
    )
    accept = {"item": "waterproofing", "clauses": ["BJ-5-3"], "cause": Cause.CONSTRUCTION, "evidence_ids": seen}
    claims.take(
        claim,
        "accept",
        acting=who[HANDLER],
        key=f"faults:{number}:accept",
        words="闭水四十分钟复现。",
        benchmark=Benchmark.STANDARD,
        **accept,
    )


def _propose_refusal(who) -> None:
    """Let the last of them wait for a refusal as well: two approvals of which one can stand."""
    claim = Claim.objects.select_related("subject").order_by("-pk")[0]
    claims.take(claim, "refuse", acting=who[HANDLER], key="faults:refuse", words="楼上水管被撞裂。",
                why="撞裂以后才漏。", ground=Ground.THIRD_PARTY, clauses=["BJ-8-1-2"],
                evidence_ids=[_photo(who, claim)], reasons={"claim.refuse.latent": "第三方"})  # fmt: skip


def _photo(who, claim) -> int:
    drawn = io.BytesIO()
    Image.new("RGB", (32, 24), "#d9d4c8").save(drawn, "JPEG")
    file = SimpleUploadedFile("stain.jpg", drawn.getvalue(), "image/jpeg")
    return receive(file, acting=who[SURVEYOR], kind="photo", subject_id=claim.pk).pk
