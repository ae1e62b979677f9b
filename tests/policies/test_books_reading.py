"""From a workbook to lines: what people really put into cells, each with the sentence that says how to mend it."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest

from idi_platform.documents.workbooks import check_workbook
from idi_platform.kernel.errors import BadInput
from policies.books.assembling import assemble
from policies.books.cells import Raw, read_cell
from policies.books.columns import BY_TITLE, SHEETS
from policies.books.reading import read_workbook
from policies.books.template import template
from tests.cast import OrganisationFactory, uscc
from tests.policies.workbooks import book_of, cell, filled

D = dt.date.fromisoformat


def column(title, name):
    return BY_TITLE[title].column(name)


def read(title, name, value, **raw):
    return read_cell(Raw(value, **raw), column(title, name)).value


# One cell


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019-05-06", "2019-05-06"),
        ("2019/5/6", "2019-05-06"),
        ("2019.5.6", "2019-05-06"),
        ("2019年5月6日", "2019-05-06"),
        ("２０１９－０５－０６", "2019-05-06"),
        (" 2019-05-06 ", "2019-05-06"),
        ("20190506", "2019-05-06"),
        (20190506, "2019-05-06"),
        (dt.datetime(2019, 5, 6), "2019-05-06"),
        (43591, "2019-05-06"),
        (43591.0, "2019-05-06"),
    ],
)
def test_a_day_is_read_however_it_is_written(written, day):
    assert read("项目", "registered_on", written) == day


@pytest.mark.parametrize(
    "written",
    ["2019-02-29", "19-05-06", "5月6日", "昨天", 1, 43591.5, 99999999, "2019-13-01", True, "0202-01-01",
     dt.datetime(2019, 5, 6, 8, 30)],
)  # fmt: skip
def test_what_is_no_day_is_refused(written):
    with pytest.raises(BadInput):
        read("项目", "registered_on", written)


def test_a_bare_serial_is_read_with_a_word_of_warning():
    assert "2019-05-06" in read_cell(Raw(43591), column("项目", "registered_on")).warning


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("4567040.00", "4567040.00"), ("4,567,040.00", "4567040.00"), (4567040.0, "4567040.00"), (1234.56, "1234.56"),
        (4.3499999999999996, "4.35"), ("¥1,234.5元", "1234.50"), ("１２３４．５０", "1234.50"), (88, "88.00"),
    ],
)  # fmt: skip
def test_an_amount_keeps_its_digits(written, amount):
    assert read("保单", "premium", written) == amount


@pytest.mark.parametrize(
    "written", ["12,34", "1.234", 0.30000000000000004, "一百", "-5", -5, "1e9", 0, "0", "12万", True, ""]
)
def test_what_is_no_amount_is_refused_not_rounded(written):
    with pytest.raises(BadInput):
        read("保单", "premium", written)


@pytest.mark.parametrize(
    ("raw", "fraction"),
    [((46,), "0.46"), (("46%",), "0.46"), ((0.46, False, False, True), "0.46"), ((1.28,), "0.0128")],
)
def test_a_percentage_is_read_as_it_is_shown(raw, fraction):
    assert Decimal(read_cell(Raw(*raw), column("共保", "rate")).value) == Decimal(fraction)


@pytest.mark.parametrize("written", [0, 146, "四成六", -1, 33.33333333333])
def test_what_is_no_share_is_refused(written):
    with pytest.raises(BadInput):
        read("共保", "rate", written)


@pytest.mark.parametrize("code", [uscc(7), uscc(7).lower(), f" {uscc(7)[:9]} {uscc(7)[9:]}"])
def test_a_code_of_an_organisation_is_cleaned(code):
    assert read("参建单位", "uscc", code) == uscc(7)


@pytest.mark.parametrize("code", ["91110106MA0000000X", uscc(7)[:-1], 911101060000000000, 9.11e17])
def test_a_wrong_code_is_refused(code):
    with pytest.raises(BadInput):
        read("参建单位", "uscc", code)


@pytest.mark.parametrize("said", ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(1)", "\u3000=1", "\t=1"])
def test_text_that_a_spreadsheet_would_compute_is_refused(said):
    for title, name in (("项目", "name"), ("房屋", "number"), ("房屋", "owner_names"), ("合同约定", "value")):
        with pytest.raises(BadInput):
            read(title, name, said)


def test_a_formula_is_never_looked_into():
    with pytest.raises(BadInput, match="公式"):
        read("保单", "premium", "=1+1", is_formula=True)


def test_owners_and_numbers_that_came_as_numbers():
    assert read("房屋", "owner_phones", 13800001001) == ["+8613800001001"]
    assert read("房屋", "owner_phones", "13800001001、１３８００００１００２") == ["+8613800001001", "+8613800001002"]
    assert read("房屋", "number", 101.0) == "101"
    assert read("房屋", "floor", -1) == -1
    assert read("承保项目", "years", 2.5) == 30


# A whole workbook


@pytest.fixture
def rows():
    return book_of(None)


def faults_of(rows, change=None):
    found = read_workbook(io.BytesIO(filled(rows, change)))
    return {(fault.sheet, fault.row, fault.column): fault.reason for fault in found.faults if fault.effect == "error"}


def test_the_template_itself_is_a_plain_workbook_that_wants_to_be_filled():
    content = template()
    check_workbook(io.BytesIO(content), len(content))
    found = read_workbook(io.BytesIO(content))
    assert not found.lines
    assert {fault.sheet for fault in found.faults} == {sheet.title for sheet in SHEETS if sheet.required}


def test_a_filled_workbook_is_read_whole(rows):
    found = read_workbook(io.BytesIO(filled(rows)))
    assert not found.faults
    assert [line.row for line in found.of(BY_TITLE["房屋"])] == [4, 5]
    assert found.of(BY_TITLE["保单"])[0].values["rate"] == "0.0128"


def test_three_hundred_and_one_homes_are_three_hundred_and_one():
    found = read_workbook(io.BytesIO(filled(book_of(None, units=301))))
    assert len(found.of(BY_TITLE["房屋"])) == 301
    assert not found.faults


def test_more_rows_than_are_read_are_not_silently_cut(rows, monkeypatch):
    rows["楼栋"] = [{"number": str(number), "name": f"{number}号楼"} for number in range(1, 420)]
    assert "一张表最多 400 行" in faults_of(rows)["楼栋", 0, ""]


def test_blank_rows_between_do_not_matter(rows):
    first, second = rows["房屋"]
    rows["房屋"] = [first, {}, {}, second]
    found = read_workbook(io.BytesIO(filled(rows)))
    assert [line.row for line in found.of(BY_TITLE["房屋"])] == [4, 7]


@pytest.mark.parametrize("written", ["89.505", "九十", "-1", dt.date(2019, 5, 6)])
def test_what_is_no_area_is_told_as_an_area(written):
    assert read("房屋", "floor_area", "89.5㎡") == "89.50"
    with pytest.raises(BadInput, match="平方米"):
        read("房屋", "floor_area", written)


def test_every_fault_is_named_by_sheet_row_and_column(rows):
    rows["房屋"][1].update(floor="三层半", floor_area="9O.5", building="")
    rows["项目"][0]["registered_on"] = "2019-02-30"
    assert set(faults_of(rows)) == {
        ("房屋", 5, "楼层"), ("房屋", 5, "建筑面积（㎡）"), ("房屋", 5, "楼栋编号"), ("项目", 4, "项目登记日期"),
    }  # fmt: skip


def test_a_fault_says_what_stands_in_the_cell_but_no_owners_whole_number(rows):
    rows["保单"][0].update(premium="九十")
    rows["房屋"][0].update(owner_phones="13800001001、138")
    found = faults_of(rows)
    assert "（填的是“九十”）" in found["保单", 4, "保险费（元）"]
    assert "“138****1001、138”" in found["房屋", 4, "业主手机号"]


def test_a_formula_stands_in_the_list_with_its_place(rows):
    def compute(book):
        cell(book, "保单", 0, "premium").value = "=C4*D4"

    assert "公式" in faults_of(rows, compute)["保单", 4, "保险费（元）"]


def test_merged_cells_are_named(rows):
    assert "合并" in faults_of(rows, lambda book: book["房屋"].merge_cells("A4:A5"))["房屋", 4, "楼栋编号"]


def test_columns_may_be_moved_and_unknown_ones_are_told(rows):
    def move(book):
        book["楼栋"].insert_cols(2)
        book["楼栋"].cell(2, 2).value = "备注"
        book["楼栋"].cell(4, 2).value = "随手记的"

    found = read_workbook(io.BytesIO(filled(rows, move)))
    assert [(fault.effect, fault.column) for fault in found.faults] == [("warning", "备注")]
    assert found.of(BY_TITLE["楼栋"])[0].values["name"] == "1号楼"


def test_a_missing_sheet_and_a_missing_column_are_named(rows):
    def spoil(book):
        del book["承保项目"]
        book["楼栋"].cell(2, 3).value = "名字"

    found = faults_of(rows, spoil)
    assert "没有这张表" in found["承保项目", 0, ""]
    assert "缺少这一列" in found["楼栋", 2, "楼栋名称"]


# Across the sheets


@pytest.fixture
def lead(db):
    return OrganisationFactory.create(kind="insurer")


def assembled(rows, lead):
    draft = read_workbook(io.BytesIO(filled(rows)))
    made = assemble(draft, lead=lead, reasons={})
    return made, {(fault.sheet, fault.row, fault.column): fault.reason for fault in draft.faults}


def test_a_workbook_becomes_a_book(rows, lead):
    made, faults = assembled(rows, lead)
    assert not faults
    (book,) = made.books
    assert (book.project.number, len(book.buildings[0].units), book.policy.premium) == (
        "BJ-2",
        2,
        Decimal("2560000.00"),
    )
    assert book.policy.terms["service.intake"] == 24
    assert [part.part.value for part in book.buildings[0].common_parts] == ["roof", "facade"]
    assert made.lines["unit:1:1-0102"].row == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "place", "said"),
    [
        (lambda rows: rows["房屋"].append(dict(rows["房屋"][0])), ("房屋", 6, "房号"), "第 4 行"),
        (lambda rows: rows["房屋"][1].update(building="9"), ("房屋", 5, "楼栋编号"), "没有这一栋"),
        (lambda rows: rows["楼栋"].append(dict(rows["楼栋"][0])), ("楼栋", 5, "楼栋编号"), "已经填过"),
        (lambda rows: rows["项目"][0].update(division="999999"), ("项目", 4, "行政区划代码"), "没有这个"),
        (lambda rows: rows["项目"].append(dict(rows["项目"][0])), ("项目", 5, ""), "只录一个项目"),
        (lambda rows: rows["房屋"][0].update(owner_phones=""), ("房屋", 4, "业主手机号"), "个数不一样"),
        (lambda rows: rows["房屋"][1].update(sold_on="2020-01-01"), ("房屋", 5, "购房合同日期"), "一起填"),
        (lambda rows: rows["房屋"][0].update(handed_over_on="2020-01-01"), ("房屋", 4, "交付日期"), "早于"),
        (lambda rows: rows["保单"][0].update(drafted_on="2019-01-01"), ("保单", 4, "保单拟定日期"), "早于项目登记"),
        (lambda rows: rows["保单"][0].update(policy_number=""), ("保单", 4, "保单号"), "一起填"),
        (lambda rows: rows["楼栋"][0].update(accepted_on="2099-01-01"), ("楼栋", 4, "竣工验收合格日期"), "今天"),
        (lambda rows: rows["承保项目"][0].update(item="屋顶花园"), ("承保项目", 4, "承保项目"), "没有这个承保项目"),
        (lambda rows: rows["合同约定"][0].update(term="天气"), ("合同约定", 4, "约定事项"), "没有这个约定"),
        (lambda rows: rows.update({"参建单位": [{"role": "建设单位", "uscc": uscc(9999)}]}),
         ("参建单位", 4, "统一社会信用代码"), f"还没有代码为 {uscc(9999)} 的单位"),
        (lambda rows: rows.update({"办理事项": [
            {"step": "登记主承保公司条件", "day": "2019-05-21", "facts": "资本：多"}]}),
         ("办理事项", 4, "内容"), "内容不完整"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_by_its_place(rows, lead, spoil, place, said):
    spoil(rows)
    made, faults = assembled(rows, lead)
    assert said in faults[place], faults
    assert not made.books


@pytest.mark.django_db
def test_every_row_that_names_an_unknown_organisation_says_so_and_what_to_do_next(rows, lead):
    rows["参建单位"] = [{"role": "建设单位", "uscc": uscc(9999)}, {"role": "施工单位", "uscc": uscc(9998)}]
    rows["房屋"][0].update(owner_names="", owner_phones="", owner_uscc=uscc(9999))
    made, faults = assembled(rows, lead)
    said = {place[:2]: reason for place, reason in faults.items() if "还没有代码为" in reason}
    assert set(said) == {("参建单位", 4), ("参建单位", 5), ("房屋", 4)}
    assert uscc(9998) in said["参建单位", 5]
    assert all("平台运营登记" in reason and "不用改表格，再传一次" in reason for reason in said.values())
    assert not made.books
    OrganisationFactory.create(kind="developer", uscc=uscc(9999))
    OrganisationFactory.create(kind="contractor", uscc=uscc(9998))
    assert not assembled(rows, lead)[1]


def test_shares_sum_to_a_hundred_and_the_lead_is_who_loads(lead):
    followers = [OrganisationFactory.create(kind="insurer") for _ in range(2)]
    rows = book_of(lead, followers)
    assert assembled(rows, lead)[0].books[0].policy.mode == "co_insurance"
    rows["共保"][2]["rate"] = 21
    assert "份额之和是 99%" in assembled(rows, lead)[1]["共保", 6, "份额（%）"]
    _made, faults = assembled(book_of(followers[0], [lead, followers[1]]), lead)
    assert "本公司" in faults["共保", 4, "统一社会信用代码"]


def test_several_insured_objects_are_several_books(rows, lead):
    rows["保单"].append({**rows["保单"][0], "number": "BJ-2-B", "policy_number": "DEMO-BJ-2-B"})
    rows["楼栋"][0]["insured_object"] = "BJ-2"
    rows["楼栋"].append({"insured_object": "BJ-2-B", "number": "2", "name": "2号楼"})
    for title in ("承保项目", "合同约定"):
        rows[title] = [{**line, "insured_object": number} for line in rows[title] for number in ("BJ-2", "BJ-2-B")]
    made, faults = assembled(rows, lead)
    assert not faults
    assert [(book.insured_object.number, len(book.policy.items)) for book in made.books] == [("BJ-2", 3), ("BJ-2-B", 3)]


# The file itself


def as_zip(parts):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


PLAIN = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}


NO_WORKBOOKS = {
    "nothing": (b"", "upload.empty"),
    "text": (b"number,name\r\n1,2\r\n", "workbook.type"),
    "old or locked": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "workbook.old_or_locked"),
    "another archive": ({"readme.txt": "hello"}, "workbook.type"),
    "macros": ({**PLAIN, "xl/vbaProject.bin": "x"}, "workbook.macros"),
    "said to have macros": (
        {**PLAIN, "[Content_Types].xml": "<Types>ms-excel.sheet.macroEnabled.main+xml</Types>"},
        "workbook.macros",
    ),
    "links elsewhere": ({**PLAIN, "xl/externalLinks/externalLink1.xml": "<x/>"}, "workbook.embedded"),
    "an object": ({**PLAIN, "xl/embeddings/oleObject1.bin": "x"}, "workbook.embedded"),
    "entities": ({**PLAIN, "xl/sheet.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}, "workbook.type"),
    "another encoding": ({**PLAIN, "xl/sheet.xml": "<x/>".encode("utf-16")}, "workbook.type"),
    "a bomb": ({**PLAIN, "xl/sheet.xml": b" " * (25 * 1024 * 1024)}, "workbook.too_large"),
    "many parts": ({**PLAIN, **{f"xl/{number}.xml": "" for number in range(300)}}, "workbook.too_large"),
}


@pytest.mark.parametrize("name", NO_WORKBOOKS)
def test_what_is_no_plain_workbook_is_refused(name):
    parts, code = NO_WORKBOOKS[name]
    content = parts if isinstance(parts, bytes) else as_zip(parts)
    with pytest.raises(BadInput) as refused:
        check_workbook(io.BytesIO(content), len(content))
    assert refused.value.code == code


def test_a_workbook_that_was_cut_off_is_refused():
    content = as_zip(PLAIN)[:-30]
    with pytest.raises(BadInput) as refused:
        check_workbook(io.BytesIO(content), len(content))
    assert refused.value.code == "workbook.type"


def test_a_size_over_the_limit_is_refused_before_it_is_opened():
    with pytest.raises(BadInput) as refused:
        check_workbook(io.BytesIO(b"PK"), 200 * 1024 * 1024)
    assert refused.value.code == "upload.too_large"


def test_a_part_that_lies_about_its_size_is_not_unpacked(rows):
    honest = as_zip({**PLAIN, "xl/sheet.xml": b" " * 3_000_000})
    lying = honest.replace((3_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(BadInput):
        check_workbook(io.BytesIO(lying), len(lying))


def test_a_workbook_that_only_looks_like_one_is_told_kindly():
    with pytest.raises(BadInput, match="读不出来"):
        read_workbook(io.BytesIO(as_zip(PLAIN)))
