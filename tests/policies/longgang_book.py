"""A book of Longgang, and the two officers who say since when its text holds."""

from copy import deepcopy

from idi_platform.accounts.roles import Role
from idi_platform.projects.decisions import decide_edition
from idi_platform.workflow.perform import approve
from policies.book import read_book
from policies.opening import open_book
from tests.cast import member

YEARS = {"structure": 10, "waterproofing": 6, "heating_cooling": 2, "pipes_equipment": 2, "decoration": 2}
LG_2 = {
    "project": {
        "number": "LG-2",
        "name": "鳌滨中心（演示）",
        "division": "330383",
        "kind": "public_building",
        "registered_on": "2022-05-05",
    },
    "insured_object": {"number": "LG-2", "permit": {"applied_on": "2022-05-26", "issued_on": "2022-06-02"}},
    "buildings": [{"number": "1", "name": "1号楼", "accepted_on": "2023-09-22"}],
    "policy": {
        "drafted_on": "2022-05-10",
        "mode": "single",
        "items": [
            {"code": code, "period_months": 12 * years, "starts_on": "2025-09-22"} for code, years in YEARS.items()
        ],
        "is_schedule_complete": True,
        "premium_base": "80000000.00",
        "rate": "0.013",
        "premium": "1040000.00",
        "sum_insured": "80000000.00",
        "risk_fee": "250000.00",
        "explanation_recorded": True,
        "signed_on": "2022-05-16",
        "receipts": [{"amount": "1040000.00", "received_on": "2022-05-18"}],
        "issued_on": "2022-05-19",
        "number": "DEMO-LG-2",
    },
}


def open_lg_2(underwriter, approver, developer):
    book = deepcopy(LG_2)
    book["policy"]["shares"] = [{"uscc": underwriter.organisation.uscc, "role": "lead", "rate": "1"}]
    book["project"]["parties"] = {"developer": developer.organisation.uscc}
    return open_book(read_book(book), acting=underwriter.acting, key="lg-2", second_person=approver.acting)


def decide(opened, authority):
    given = {"edition": "longgang-trial", "document_number": "演示录入〔2022〕1号", "ground": "印发日期见来文。"}
    insured_object = opened.policy.insured_object
    waiting = decide_edition(acting=authority.acting, key="decide", insured_object=insured_object, **given)
    colleague = member(Role.regulator, authority.organisation, "330383")
    approve(waiting.proposal, acting=colleague.acting, key="decide:2")
