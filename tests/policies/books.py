"""Books that tests enter: BJ-2 of the demonstration, small, with the days that matter."""

from copy import deepcopy

from tests.cast import OrganisationFactory

PAPERS_WITH_THE_KEYS = ("owner_notice", "quality_guarantee", "user_manual")
TERMS = {
    "service.intake": 24,
    "service.survey": 2,
    "service.determination": 7,
    "service.repair": 7,
    "service.emergency_repair": 4,
    "dispute.forum": "court",
}
BJ_2 = {
    "project": {
        "number": "BJ-2",
        "name": "青砚里（演示）",
        "division": "110105",
        "kind": "commodity_housing",
        "registered_on": "2019-05-06",
    },
    "insured_object": {
        "number": "BJ-2",
        "permit": {"applied_on": "2019-06-20", "issued_on": "2019-07-01"},
    },
    "buildings": [
        {
            "number": "1",
            "name": "1号楼",
            "accepted_on": "2020-11-20",
            "common_parts": [{"number": "roof", "part": "roof", "name": "1号楼屋面"}],
            "ranges": [{"floors": [1, 2], "places": 2}],
            "units": [
                {
                    "number": "1-0101",
                    "floor": 1,
                    "sold_on": "2020-03-01",
                    "owners": [{"name": "梁青（演示）", "phone": "13800001001"}],
                    "handed_over_on": "2021-01-15",
                    "papers": PAPERS_WITH_THE_KEYS,
                }
            ],
        }
    ],
    "policy": {
        "drafted_on": "2019-05-20",
        "mode": "co_insurance",
        "shares": [],
        "items": [{"code": "structure"}, {"code": "insulation"}, {"code": "waterproofing"}],
        "is_schedule_complete": True,
        "premium_base": "200000000.00",
        "rate": "0.0128",
        "premium": "2560000.00",
        "sum_insured": "200000000.00",
        "terms": TERMS,
        "annexes": ["risk_plan", "notice", "emergency_plan"],
        "annexes_confirmed_on": "2019-05-28",
        "explanation_recorded": True,
        "terms_document": "演示核准〔2019〕1号",
        "terms_filed_on": "2019-05-27",
        "coinsurance_signed_on": "2019-05-30",
        "signed_on": "2019-06-03",
        "receipts": [{"amount": "2560000.00", "received_on": "2019-06-05"}],
        "issued_on": "2019-06-06",
        "number": "DEMO-BJ-2",
    },
}


def left_to_the_text(book):
    """Return the book with a contract that leaves survey and determination to the text: a revision of it is felt."""
    left = ("service.survey", "service.determination")
    book["policy"]["terms"] = {name: value for name, value in TERMS.items() if name not in left}
    book["reasons"] = {"policy.sign_contract.service_standards": "查勘和核定按办法的期限办理。"}
    return book


def bj_2(lead, followers=None):
    """The book of BJ-2, the panel led by this insurer, 46/32/22."""
    book = deepcopy(BJ_2)
    others = followers or [OrganisationFactory.create(kind="insurer") for _ in range(2)]
    rates = ("0.46", "0.32", "0.22")
    book["policy"]["shares"] = [
        {"uscc": insurer.uscc, "role": "lead" if not number else "follower", "rate": rate}
        for number, (insurer, rate) in enumerate(zip([lead, *others], rates, strict=True))
    ]
    return book
