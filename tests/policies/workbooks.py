"""Filled workbooks for tests: BJ-2 of the demonstration as rows, written into the template's own sheets."""

import io
from copy import deepcopy
from functools import cache

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from policies.books.columns import BY_TITLE
from policies.books.template import FIRST_ROW, template

TERMS = {
    "service.intake": 24, "service.survey": 2, "service.determination": 7, "service.repair": 7,
    "service.emergency_repair": 4, "dispute.forum": "court",
}  # fmt: skip
PAPERS = "保险告知书、住宅质量保证书、住宅使用说明书"
BJ_2 = {
    "项目": [
        {
            "number": "BJ-2", "name": "青砚里（演示）", "division": "110105", "kind": "商品住宅",
            "registered_on": "2019-05-06",
        }
    ],
    "保单": [
        {
            "number": "BJ-2", "permit_applied_on": "2019-06-20", "permit_issued_on": "2019-07-01",
            "drafted_on": "2019-05-20", "premium_base": "200000000.00", "rate": 1.28, "premium": "2560000.00",
            "sum_insured": 200000000, "is_schedule_complete": "是",
            "annexes": "工程质量风险评估实施方案、保险告知书、保险理赔应急预案", "annexes_confirmed_on": "2019-05-28",
            "explanation_recorded": "是", "terms_document": "演示核准〔2019〕1号", "terms_filed_on": "2019-05-27",
            "coinsurance_signed_on": "2019-05-30", "signed_on": "2019-06-03", "paid_on": "2019-06-05",
            "issued_on": "2019-06-06", "policy_number": "DEMO-BJ-2",
        }
    ],
    "承保项目": [{"item": "structure"}, {"item": "insulation"}, {"item": "waterproofing"}],
    "合同约定": [{"term": term, "value": value} for term, value in TERMS.items()],
    "楼栋": [{"number": "1", "name": "1号楼", "accepted_on": "2020-11-20"}],
    "房屋": [
        {
            "building": "1", "number": "1-0101", "floor": 1, "floor_area": 88.5, "sold_on": "2020-03-01",
            "owner_names": "梁青（演示）", "owner_phones": "13800001001", "handed_over_on": "2021-01-15",
            "papers": PAPERS,
        },
        {"building": "1", "number": "1-0102", "floor": 1, "floor_area": 90},
    ],
}  # fmt: skip


def book_of(lead, followers=(), units=None):
    """Return the rows of BJ-2 whose panel this insurer leads; with `units`, that many homes instead of two."""
    rows = deepcopy(BJ_2)
    if followers:
        rates = (46, 32, 22)
        rows["共保"] = [
            {"uscc": insurer.uscc, "role": "从保" if number else "主承保", "rate": rate}
            for number, (insurer, rate) in enumerate(zip([lead, *followers], rates, strict=True))
        ]
    if units is not None:
        rows["房屋"] = [home(number) for number in range(units)]
    return rows


def rows_of(book):
    """Return a book of the tests as the rows that say the same; what is the developer's own is left out."""
    policy, built = book["policy"], book["insured_object"]
    permit, receipts = built.get("permit") or {}, policy.get("receipts", ())
    same = {name: value for name, value in policy.items() if name not in _ELSEWHERE}
    return {
        "项目": [{name: value for name, value in book["project"].items() if name != "parties"}],
        "参建单位": [{"role": role, "uscc": uscc} for role, uscc in book["project"].get("parties", {}).items()],
        "保单": [
            same
            | {name: built[name] for name in ("number", "contract_price", "contract_signed_on") if name in built}
            | {f"permit_{name}": permit[name] for name in ("applied_on", "issued_on") if name in permit}
            | {
                "rate": float(policy["rate"]) * 100, "permit": permit.get("number", ""),
                "annexes": "、".join(policy.get("annexes", ())), "policy_number": policy["number"],
                "is_schedule_complete": "是", "explanation_recorded": "是",
                "paid_on": receipts[0]["received_on"], "paid": receipts[0]["amount"],
            }
        ],
        "承保项目": [_item(item) for item in policy["items"]],
        "共保": [{**share, "rate": float(share["rate"]) * 100} for share in policy["shares"]],
        "合同约定": [{"term": term, "value": value} for term, value in policy.get("terms", {}).items()],
        "办理事项": [_matter(one) for one in book.get("milestones", ()) if one.get("by") != "developer"],
        "楼栋": [{name: value for name, value in one.items() if name != "units"} for one in book["buildings"]],
        "房屋": [_home(one["number"], unit) for one in book["buildings"] for unit in one.get("units", ())],
    }  # fmt: skip


_ELSEWHERE = {"items", "shares", "terms", "receipts", "mode", "annexes", "number", "rate"}


def _item(item):
    item = {"item": item["code"], **{name: value for name, value in item.items() if name != "code"}}
    months = item.pop("period_months", None)
    return item | ({"years": months / 12} if months else {})


def _matter(one):
    facts = (f"{name}：{'是' if value is True else value}" for name, value in one.get("facts", {}).items())
    return {"step": one["step"], "day": one["day"], "facts": "；".join(facts)}


def _home(building, unit):
    owners = unit.get("owners", ())
    names = {name: value for name, value in unit.items() if name not in ("owners", "papers")}
    return names | {
        "building": building, "papers": "、".join(unit.get("papers", ())),
        "owner_names": "、".join(owner["name"] for owner in owners),
        "owner_phones": "、".join(owner["phone"] for owner in owners),
    }  # fmt: skip


def home(number):
    """Return a sold home with its keys given, on one of thirty floors."""
    floor, place = divmod(number, 10)
    return {
        "building": "1", "number": f"1-{floor + 1:02}{place + 1:02}", "floor": floor + 1, "floor_area": "88.50",
        "sold_on": "2020-03-01", "owner_names": f"业主{number}（演示）", "owner_phones": f"1390000{number:04}",
        "handed_over_on": "2021-01-15", "papers": PAPERS,
    }  # fmt: skip


@cache
def empty():
    return template()


def filled(rows, change=None):
    """Return the bytes of the template filled with these rows; `change` may do to the workbook what people do."""
    book = openpyxl.load_workbook(io.BytesIO(empty()))
    for title, lines in rows.items():
        places = {column.name: place for place, column in enumerate(BY_TITLE[title].columns, start=1)}
        for number, line in enumerate(lines, start=FIRST_ROW):
            for name, value in line.items():
                book[title].cell(number, places[name]).value = value
    if change is not None:
        change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def cell(book, title, row, name):
    """Return the cell of a column; `row` counts the filled rows from zero."""
    names = [column.name for column in BY_TITLE[title].columns]
    return book[title].cell(FIRST_ROW + row, names.index(name) + 1)


def upload(content, name="book.xlsx"):
    return SimpleUploadedFile(name, content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
