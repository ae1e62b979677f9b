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
