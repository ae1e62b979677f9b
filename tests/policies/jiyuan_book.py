"""A small book of Jiyuan, lawful from the draft to the keys: a workshop whose cover starts nine months after filing."""

from copy import deepcopy

JY_2 = {
    "project": {
        "number": "JY-2",
        "name": "砚山工坊（演示）",
        "division": "419001",
        "kind": "small_low_risk",
        "registered_on": "2023-02-01",
    },
    "insured_object": {"number": "JY-2"},
    "buildings": [
        {
            "number": "1",
            "name": "1号厂房",
            "begun_on": "2023-03-06",
            "accepted_on": "2023-12-20",
            "filed_on": "2024-01-12",
            "units": [
                {
                    "number": "1-0101",
                    "sold_on": "2024-02-01",
                    "owners": [{"name": "梁青（演示）", "phone": "13800001001"}],
                    "handed_over_on": "2024-02-20",
                    "papers": ["owner_notice", "quality_guarantee", "user_manual"],
                }
            ],
        }
    ],
    "policy": {
        "drafted_on": "2023-02-10",
        "mode": "single",
        "items": [
            {"code": "structure", "period_months": 120},
            {"code": "insulation", "period_months": 60},
            {"code": "waterproofing", "period_months": 72},
            {"code": "decoration", "period_months": 24, "starts_on": "2024-10-12"},
        ],
        "is_schedule_complete": True,
        "premium_base": "7320000.00",
        "rate": "0.0125",
        "premium": "91500.00",
        "sum_insured": "7320000.00",
        "terms": {
            "cover.start": 9,
            "scope.classification": "低风险分类表 2023-5（演示）",
            "contract.forum": "court",
            "contract.owner_dispute": "arbitration",
            "contract.mutual_duties": "合同第八章",
            "claims.process_document": "理赔指引（演示）",
            "service.intake": 24,
            "service.survey": 2,
            "service.determination": 7,
            "service.repair": 20,
            "service.indemnity": 7,
        },
        "explanation_recorded": True,
        "terms_document": "演示备案〔2023〕2号",
        "terms_filed_on": "2023-02-15",
        "signed_on": "2023-02-20",
        "receipts": [{"amount": "91500.00", "received_on": "2023-02-23"}],
        "issued_on": "2023-02-24",
        "number": "DEMO-JY-2",
    },
    "milestones": [
        {
            "step": "project.record_premium_in_budget",
            "day": "2023-02-12",
            "by": "developer",
            "facts": {"amount": "91500.00"},
        },
    ],
}


def jy_2(lead, developer):
    """Return the book with its insurer and its developer, as a copy that may be changed."""
    book = deepcopy(JY_2)
    book["policy"]["shares"] = [{"uscc": lead.uscc, "role": "lead", "rate": "1"}]
    book["project"]["parties"] = {"developer": developer.uscc}
    return book
