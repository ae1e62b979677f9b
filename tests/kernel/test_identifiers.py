"""Identifiers: made-up numbers that are well formed, and each way they can be wrong."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from idi_platform.kernel import identifiers
from idi_platform.kernel.errors import BadInput

TODAY = date(2026, 3, 10)


def refused_code(clean, *args, **kwargs):
    with pytest.raises(BadInput) as refused:
        clean(*args, **kwargs)
    assert refused.value.message.endswith("。")
    return refused.value.code


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"),
        ("110105 19491231 002X", "11010519491231002X"),
        ("310115199003071239", "310115199003071239"),
        ("419001198802290044", "419001198802290044"),
        ("810000199001010019", "810000199001010019"),
        ("820000199205050022", "820000199205050022"),
        ("830000198506060037", "830000198506060037"),
        ("\u200b310115199003071239\u202e", "310115199003071239"),
    ],
)
def test_resident_ids(typed, number):
    assert identifiers.clean_resident_id(typed, today=TODAY) == number


def with_check(body):
    return body + ric.calc_check_digit(body + "0")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("440307199913010013", "resident_id.date"),
        ("110101209901010017", "resident_id.future"),
        (with_check("11010118000101001"), "resident_id.age"),
        (with_check("11010119900101000"), "resident_id.sequence"),
        (with_check("99010119900101001"), "resident_id.area"),
        (with_check("31011519900229001"), "resident_id.date"),
        ("310115199003071238", "resident_id.check_digit"),
        ("31011519900307123", "resident_id.length"),
        ("31011519900307123A", "resident_id.characters"),
        ("٣10115199003071239", "resident_id.characters"),
        ("", "resident_id.length"),
        ("1" * 10_000, "resident_id.length"),
    ],
)
def test_resident_ids_that_are_refused(typed, code):
    assert refused_code(identifiers.clean_resident_id, typed, today=TODAY) == code


def test_a_child_born_today_is_accepted_and_tomorrow_is_not():
    number = with_check("31011520260310001")
    assert identifiers.clean_resident_id(number, today=TODAY) == number
    assert refused_code(identifiers.clean_resident_id, number, today=date(2026, 3, 9)) == "resident_id.future"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("91310115MA1K3ABC99", "91310115MA1K3ABC99"),
        ("1211000040000123XG", "1211000040000123XG"),
        ("N2330106MF1234567L", "N2330106MF1234567L"),
        ("A1110000MB1111116K", "A1110000MB1111116K"),
        ("Y1440307MK7654325L", "Y1440307MK7654325L"),
        ("n2330106mf1234567l", "N2330106MF1234567L"),
        ("９１３１０１１５ＭＡ１Ｋ３ＡＢＣ９９", "91310115MA1K3ABC99"),
        ("9131 0115 MA1K 3ABC 99", "91310115MA1K3ABC99"),
    ],
)
def test_credit_codes(typed, code):
    assert identifiers.clean_uscc(typed) == code


def with_uscc_check(body):
    return body + uscc.calc_check_digit(body + "0")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("91310115MA1K3ABC98", "uscc.check_digit"),
        ("91310115MA1K3ABC9", "uscc.length"),
        ("91310115MA1K3ABI99", "uscc.characters"),
        (with_uscc_check("91999999MA1K3ABC9"), "uscc.area"),
        (with_uscc_check("B1310115MA1K3ABC9"), "uscc.authority"),
        (with_uscc_check("91310115MA1K3ABC8"), "uscc.organisation_digit"),
    ],
)
def test_credit_codes_that_are_refused(typed, code):
    assert refused_code(identifiers.clean_uscc, typed) == code


def test_a_national_institution_needs_no_province():
    code = with_uscc_check("12100000" + "40000123" + "X")
    assert identifiers.clean_uscc(code) == code


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800001234", "+8613800001234"),
        ("+86 138-0000-1234", "+8613800001234"),
        ("86 13800001234", "+8613800001234"),
        ("１３８００００１２３４", "+8613800001234"),
        ("+852 2123 4567", "+85221234567"),
        ("+853 6612 3456", "+85366123456"),
        ("+886 0912 345 678", "+886912345678"),
        ("021-12345678", "+862112345678"),
        ("0571-1234567", "+865711234567"),
        ("(010)12345678", "+861012345678"),
        ("400-000-0000", "400-000-0000"),
        ("4000000000", "400-000-0000"),
        ("12345", "12345"),
    ],
)
def test_telephones(typed, number):
    assert identifiers.clean_phone(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "12800001234", "1380000123", "138000012345", "021-123", "abc", "٣" * 11, "+1 2025550100"]
)
def test_telephones_that_are_refused(typed):
    assert refused_code(identifiers.clean_phone, typed) == "phone.shape"


def test_a_landline_gets_no_code_by_message():
    assert refused_code(identifiers.clean_mobile, "021-12345678") == "phone.not_mobile"
    assert identifiers.clean_mobile("13912340000") == "+8613912340000"


@pytest.mark.parametrize(
    ("typed", "warned"),
    [
        ("330106202403120101", False),
        ("330106202403120101SX", False),
        ("3301062403120101-SX-001", False),
        ("330106202413120101", True),
        ("999999202403120101", True),
        ("浙房建许字2004第12号", True),
    ],
)
def test_construction_permits_warn_instead_of_refusing(typed, warned):
    assert bool(identifiers.check_construction_permit(typed).warnings) is warned


@pytest.mark.parametrize("typed", ["", "<script>", "1" * 41, "330106/20240312"])
def test_what_no_permit_looks_like(typed):
    assert refused_code(identifiers.check_construction_permit, typed) == "permit.shape"


def test_planning_permits():
    assert identifiers.check_planning_permit("建字第 330106202400123 号") == identifiers.Checked(
        "建字第330106202400123号"
    )
    assert identifiers.check_planning_permit("建字第88号").warnings


def test_project_codes():
    assert identifiers.clean_project_code("2024-330106-47-03-000123") == "2024-330106-47-03-000123"
    assert identifiers.clean_project_code("20243301064703000123") == "2024-330106-47-03-000123"
    assert refused_code(identifiers.clean_project_code, "2024-330106-47-03-00012") == "project_code.shape"
    assert refused_code(identifiers.clean_project_code, "2024-999999-47-03-000123") == "project_code.area"


def test_real_estate_units():
    number = "450103001001GB00001F00010001"
    assert identifiers.clean_real_estate_unit("450103 001001 gb00001 f00010001") == number
    assert identifiers.building_of(number) == "450103001001GB00001F0001"
    assert refused_code(identifiers.clean_real_estate_unit, number[:-1]) == "real_estate_unit.length"
    assert refused_code(identifiers.clean_real_estate_unit, number.replace("F", "X")) == "real_estate_unit.shape"
    assert refused_code(identifiers.clean_real_estate_unit, "99" + number[2:]) == "real_estate_unit.area"


@pytest.mark.parametrize("area", ["110000", "310000", "330100", "330383", "419001", "440307"])
def test_divisions_that_trip_slicing_are_known(area):
    assert identifiers.is_known_area(area)


@pytest.mark.parametrize(
    "clean",
    [
        identifiers.clean_resident_id,
        identifiers.clean_uscc,
        identifiers.clean_phone,
        identifiers.clean_mobile,
        identifiers.check_construction_permit,
        identifiers.check_planning_permit,
        identifiers.clean_project_code,
        identifiers.clean_real_estate_unit,
    ],
)
@given(text=st.text(max_size=60))
def test_nothing_typed_breaks_a_cleaner(clean, text):
    with suppress(BadInput):
        clean(text)
