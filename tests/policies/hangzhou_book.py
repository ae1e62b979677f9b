"""A small book of Hangzhou, lawful from the draft to the keys."""

from copy import deepcopy

from tests.cast import OrganisationFactory

HZ_2 = {
    "project": {
        "number": "HZ-2",
        "name": "梧桐里（演示）",
        "division": "330106",
        "kind": "affordable_housing",
        "planning_permit": "演示规划许可 2024 第 1 号",
        "registered_on": "2024-03-04",
    },
    "insured_object": {
        "number": "HZ-2",
        "contract_price": "200000000.00",
        "contract_signed_on": "2024-03-05",
        "permit": {"applied_on": "2024-03-11", "issued_on": "2024-03-18", "number": "HZ-P-2"},
    },
    "buildings": [
        {
            "number": "1",
            "name": "1 幢",
            "begun_on": "2024-04-08",
            "accepted_on": "2025-11-14",
            "units": [
                {
                    "number": "1-0101",
                    "sold_on": "2025-12-01",
                    "owners": [{"name": "梁青（演示）", "phone": "13800001001"}],
                    "handed_over_on": "2026-01-20",
                    "papers": ["owner_notice", "quality_guarantee", "user_manual"],
                }
            ],
        }
    ],
    "policy": {
        "drafted_on": "2024-03-12",
        "mode": "co_insurance",
        "items": [
            *({"code": code} for code in ("structure", "insulation", "waterproofing")),
            *({"code": code, "period_months": 24} for code in ("decoration", "pipes_equipment", "heating_cooling")),
        ],
        "is_schedule_complete": True,
        "premium_base": "200000000.00",
        "rate": "0.0143",
        "premium": "2860000.00",
        "sum_insured": "200000000.00",
        "terms": {
            "service.intake": 24,
            "service.survey": 48,
            "service.determination": 10,
            "service.repair": 7,
            "rider.period": 2,
        },
        "annexes": ["risk_plan", "notice", "claims_scheme"],
        "annexes_confirmed_on": "2024-03-20",
        "explanation_recorded": True,
        "coinsurance_signed_on": "2024-03-25",
        "signed_on": "2024-03-26",
        "receipts": [{"amount": "2860000.00", "received_on": "2024-03-27"}],
        "issued_on": "2024-03-28",
        "number": "DEMO-HZ-2",
    },
    "milestones": [
        {
            "step": "policy.record_lead_conditions",
            "day": "2024-03-19",
            "facts": {
                "lead_capital": "5000000000.00",
                "lead_solvency": "1.5",
                "lead_has_quality_department": True,
                "lead_has_experience": True,
            },
        },
        {"step": "policy.adopt_emergency_plan", "day": "2024-03-28"},
        {"step": "project.provide_fund", "day": "2024-03-28", "facts": {"amount": "100000.00"}},
        {"step": "project.hold_risk_briefing", "day": "2024-04-02", "by": "developer"},
        {"step": "project.verify_major_defects", "day": "2025-11-10", "by": "developer", "facts": {"result": "fixed"}},
    ],
}


def hz_2(lead, developer):
    """Return the book with its lead, two followers and its developer, as a copy that may be changed."""
    book = deepcopy(HZ_2)
    panel = [(lead, "lead", "0.50"), *((OrganisationFactory(), "follower", "0.25") for _ in range(2))]
    book["policy"]["shares"] = [{"uscc": one.uscc, "role": role, "rate": rate} for one, role, rate in panel]
    book["project"]["parties"] = {"developer": developer.uscc}
    return book
