"""A small book of Shanghai: what the text leaves to the policy stands in it."""

from copy import deepcopy

LEAD = {
    "lead_capital": "6000000000.00",
    "lead_solvency": "1.78",
    "lead_has_quality_department": True,
    "lead_has_experience": True,
}
SH_2 = {
    "project": {
        "number": "SH-2",
        "name": "澄江里（演示）",
        "division": "310115",
        "kind": "commodity_housing",
        "registered_on": "2025-05-06",
    },
    "insured_object": {
        "number": "SH-2",
        "contract_price": "200000000.00",
        "contract_signed_on": "2025-05-06",
        "permit": {"applied_on": "2025-06-09", "issued_on": "2025-06-16", "number": "SH-P-2"},
    },
    "buildings": [
        {
            "number": "1",
            "name": "1号楼",
            "floor_area": "12000.00",
            "accepted_on": "2026-01-20",
            "filed_on": "2026-02-02",
            "units": [
                {
                    "number": "1-0101",
                    "sold_on": "2026-02-10",
                    "owners": [{"name": "梁青（演示）", "phone": "13800001001"}],
                    "handed_over_on": "2026-02-20",
                    "papers": ["owner_notice", "quality_guarantee", "user_manual"],
                }
            ],
        }
    ],
    "policy": {
        "drafted_on": "2025-05-13",
        "mode": "single",
        "items": [
            {"code": code, "period_months": months, "starts_on": "2028-02-02"}
            for code, months in (("structure", 120), ("waterproofing", 60))
        ],
        "is_schedule_complete": True,
        "premium_base": "200000000.00",
        "rate": "0.0128",
        "premium": "2560000.00",
        "sum_insured": "200000000.00",
        "risk_fee": "500000.00",
        "terms": {"service.survey": 24},
        "explanation_recorded": True,
        "signed_on": "2025-05-20",
        "receipts": [{"amount": "2560000.00", "received_on": "2025-05-22"}],
        "issued_on": "2025-05-23",
        "number": "DEMO-SH-2",
    },
    "milestones": [
        {"step": "policy.record_lead_conditions", "day": "2025-05-14", "facts": LEAD},
        {"step": "policy.adopt_emergency_plan", "day": "2025-05-22"},
    ],
}


def sh_2(lead, developer):
    """Return the book with its insurer and its developer, as a copy that may be changed."""
    book = deepcopy(SH_2)
    book["policy"]["shares"] = [{"uscc": lead.uscc, "role": "lead", "rate": "1"}]
    book["project"]["parties"] = {"developer": developer.uscc}
    return book
