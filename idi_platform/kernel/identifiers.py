"""Identifiers of people, organisations, permits and places: cleaned to one canonical form, or refused with a sentence.

Full-width digits, spaces and lower-case check letters are understood. Checks that trade practice breaks now and then
(permit numbers of older styles) warn instead of refusing. Divisions are looked up, never derived by slicing.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from stdnum import numdb
from stdnum.cn import ric, uscc

from . import clock
from .errors import BadInput

#: Holders of residence permits for people of Hong Kong, Macao and Taiwan: same structure, own area codes (since 2018).
RESIDENCE_PERMIT_AREAS: Final = {"810000": "香港", "820000": "澳门", "830000": "台湾"}
MAX_AGE_YEARS: Final = 130
_USCC_AUTHORITIES: Final = frozenset("123456789ANY")
_USCC_ALPHABET: Final = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_ORG_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_NATIONAL_AREA: Final = "10"
_CODE_LENGTH: Final = 18


@dataclass(frozen=True, slots=True)
class Checked:
    """A cleaned value whose form may be unusual: the sentences in `warnings` are shown, nothing is refused for them."""

    value: str
    warnings: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Fold full-width forms, drop spaces, invisible characters and the dashes people type, and upper-case the rest."""
    folded = unicodedata.normalize("NFKC", text)
    kept = (char for char in folded if not char.isspace() and unicodedata.category(char) not in {"Cf", "Cc"})
    return "".join("-" if char in "‐‑‒–—−－" else char for char in kept).upper()


def clean_resident_id(text: str, *, today: date | None = None) -> str:
    """Return an 18-character identity number of a resident, or of a holder of a residence permit (HK, MO, TW).

    Checks length, ISO 7064 MOD 11-2 digit, date, area (ever in force, retired counties included) and sequence.

    Args:
        text: as typed.
        today: the day in Shanghai against which the birth date is judged; the legal today if left out.

    Raises:
        BadInput: with the reason; the number itself is never repeated in the sentence.
    """
    number = plain(text).replace("-", "")
    if len(number) != _CODE_LENGTH:
        raise BadInput("resident_id.length", _("身份证号应为 18 位，请核对有没有多填或少填。"))
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise BadInput("resident_id.characters", _("身份证号只能是数字，最后一位可以是 X。"))
    if number[-1] != ric.calc_check_digit(number):
        raise BadInput("resident_id.check_digit", _("身份证号的校验位不对，请逐位核对。"))
    if number[:6] not in RESIDENCE_PERMIT_AREAS and not is_known_area(number[:6]):
        raise BadInput("resident_id.area", _("身份证号的前 6 位不是有过的行政区划，请逐位核对。"))
    born = _birth_date(number)
    day = today or clock.local_date(clock.now())
    if born > day:
        raise BadInput("resident_id.future", _("身份证号里的出生日期还没有到，请逐位核对。"))
    if born.year + MAX_AGE_YEARS < day.year:
        raise BadInput("resident_id.age", _("身份证号里的出生日期早得不可能，请逐位核对。"))
    if number[14:17] == "000":
        raise BadInput("resident_id.sequence", _("身份证号的顺序码不能是 000，请逐位核对。"))
    return number


def clean_uscc(text: str) -> str:
    """Return an 18-character unified social credit code (GB 32100-2015), village collectives (N), A and Y included.

    Checks alphabet, authority, province, the code's own digit (MOD 31-3) and the digit inside the organisation code
    (GB 11714). Areas below the province are not refused: development zones have their own.

    Raises:
        BadInput: with the reason.
    """
    code = plain(text).replace("-", "")
    if len(code) != _CODE_LENGTH:
        raise BadInput("uscc.length", _("统一社会信用代码应为 18 位，请核对有没有多填或少填。"))
    if not set(code) <= _USCC_ALPHABET or not _is_digits(code[2:8]):
        raise BadInput("uscc.characters", _("统一社会信用代码里没有字母 I、O、Z、S、V，第 3 至 8 位是数字，请核对。"))
    if code[0] not in _USCC_AUTHORITIES:
        raise BadInput("uscc.authority", _("统一社会信用代码的第一位不是已有的登记机关代码，请核对。"))
    if code[2:4] != _NATIONAL_AREA and not is_known_area(f"{code[2:4]}0000"):
        raise BadInput("uscc.area", _("统一社会信用代码的第 3、4 位不是已有的省级区划，请核对。"))
    if code[17] != uscc.calc_check_digit(code):
        raise BadInput("uscc.check_digit", _("统一社会信用代码的校验位不对，请逐位核对。"))
    if code[16] != organisation_check_digit(code[8:16]):
        raise BadInput("uscc.organisation_digit", _("统一社会信用代码里主体标识码的校验位不对，请逐位核对。"))
    return code


def organisation_check_digit(body: str) -> str:
    """Compute the check character of an organisation code's eight characters (GB 11714)."""
    total = sum(_ORG_ALPHABET.index(char) * weight for char, weight in zip(body, _ORG_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def is_known_area(code: str) -> bool:
    """Say whether six digits have ever been a division of GB/T 2260 (a division in force is a question to the tree)."""
    parts = numdb.get("cn/loc").info(code)
    return any("county" in properties for _part, properties in parts)


_MAINLAND_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")
_ABROAD = re.compile(r"(?:\+|00)(852[0-9]{8}|853[0-9]{8}|8860?[0-9]{8,9})")
_LANDLINE = re.compile(r"(?:\+?86)?\(?0?(10|2[0-9]|[3-9][0-9]{2})\)?-?([0-9]{7,8})")
_SERVICE = re.compile(r"[48]00-?[0-9]{3}-?[0-9]{4}")
_SHORT = re.compile(r"1[0-9]{4}|9[0-9]{4}")


def clean_mobile(text: str) -> str:
    """Return a mobile number that can receive a code, in E.164 (+8613800001234; +852, +853, +886 as well).

    Raises:
        BadInput: not such a number.
    """
    number = plain(text)
    compact = number.replace("-", "")
    if found := _MAINLAND_MOBILE.fullmatch(compact):
        return f"+86{found[1]}"
    if found := _ABROAD.fullmatch(compact):
        return f"+{found[1].replace('8860', '886', 1)}"
    raise BadInput(
        "phone.not_mobile", _("手机号写法不对，应为 11 位，以 13 至 19 开头；港澳台号码请带 +852、+853 或 +886。")
    )


def clean_phone(text: str) -> str:
    """Return any number a person can be called on: mobiles and landlines in E.164, service numbers as dialled.

    Landlines of the mainland come as 0-area-number with or without dashes; 400 numbers become 400-000-0000.

    Raises:
        BadInput: not a telephone number.
    """
    number = plain(text)
    if _SERVICE.fullmatch(number):
        digits = number.replace("-", "")
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if _SHORT.fullmatch(number):
        return number
    compact = number.replace("-", "")
    if _MAINLAND_MOBILE.fullmatch(compact) or _ABROAD.fullmatch(compact):
        return clean_mobile(text)
    found = _LANDLINE.fullmatch(number)
    if found and (number.startswith(("0", "(0", "+86", "86")) or "-" in number):
        return f"+86{found[1]}{found[2]}"
    raise BadInput("phone.shape", _("电话写法不对。手机填 11 位，座机填区号和号码，例如 021-12345678。"))


_PERMIT = re.compile(r"([0-9]{6})([0-9]{8})([0-9]{2})([0-9]{2})")
_PERMIT_CITY = re.compile(r"([0-9]{6})([0-9]{8})([0-9]{2})([0-9]{2})[SJZA][0-9A-Z]{0,4}")
_PERMIT_NATIONAL = re.compile(r"[0-9]{16}-SX-[0-9]{3}")


def check_construction_permit(text: str) -> Checked:
    """Read a construction permit's number: area 6, day of registration 8, sequence 2, speciality 2.

    City suffixes (S, J, Z, A) and the national platform's form are known; anything else is kept and warned about.

    Raises:
        BadInput: empty, longer than 40 characters or with characters no permit has.
    """
    number = _permit_text(text)
    found = _PERMIT.fullmatch(number) or _PERMIT_CITY.fullmatch(number)
    if not found:
        return Checked(number, () if _PERMIT_NATIONAL.fullmatch(number) else (_unusual_permit(),))
    warnings = []
    if not is_known_area(found[1]):
        warnings.append(_("施工许可证编号的前 6 位不是有过的行政区划，请核对。"))
    if not _is_date(found[2]):
        warnings.append(_("施工许可证编号的第 7 至 14 位不是日期，请核对。"))
    return Checked(number, tuple(warnings))


def check_planning_permit(text: str) -> Checked:
    """Read a planning permit's number (建字第…号): free text with a soft check on its digits.

    Raises:
        BadInput: as for `check_construction_permit`.
    """
    number = _permit_text(text).removeprefix("建字第").removesuffix("号")
    usual = re.fullmatch(r"[0-9]{4,6}[0-9A-Z]{9,20}", number)
    return Checked(f"建字第{number}号", () if usual else (_("规划许可证编号与常见写法不同，请对照原件核对。"),))


def clean_project_code(text: str) -> str:
    """Return a project's unified code: YYYY-area6-industry2-type2-sequence6.

    Raises:
        BadInput: another shape, or an area that never existed.
    """
    code = plain(text)
    if re.fullmatch(r"[0-9]{20}", code):
        code = "-".join((code[:4], code[4:10], code[10:12], code[12:14], code[14:]))
    found = re.fullmatch(r"(20[0-9]{2})-([0-9]{6})-([0-9]{2})-([0-9]{2})-([0-9]{6})", code)
    if not found:
        raise BadInput("project_code.shape", _("项目统一代码应像 2024-330106-47-03-000123，请核对。"))
    if found[2] != "000000" and not is_known_area(found[2]):
        raise BadInput("project_code.area", _("项目统一代码的第二段不是有过的行政区划，请核对。"))
    return code


_PARCEL = re.compile(r"([0-9]{6})([0-9]{3})([0-9]{3})([GJZ][A-Z])([0-9]{5})")
_FIXTURE = re.compile(r"([FLQ])([0-9]{8})|W0{8}")
_PARCEL_LENGTH = 19
_BUILDING_PREFIX_LENGTH = 24
_UNIT_NUMBER_LENGTH = 28


def clean_real_estate_unit(text: str) -> str:
    """Return a real-estate unit number (GB/T 37346): county 6, district 3, sub-district 3, parcel 2 + 5, fixture 1 + 8.

    Raises:
        BadInput: with the reason.
    """
    number = plain(text).replace("-", "")
    if len(number) != _UNIT_NUMBER_LENGTH:
        raise BadInput("real_estate_unit.length", _("不动产单元号应为 28 位，写在不动产权证书上，请核对。"))
    parcel = _PARCEL.fullmatch(number[:_PARCEL_LENGTH])
    if not parcel or not _FIXTURE.fullmatch(number[_PARCEL_LENGTH:]):
        raise BadInput("real_estate_unit.shape", _("不动产单元号的写法不对，请对照不动产权证书逐位核对。"))
    if not is_known_area(parcel[1]):
        raise BadInput("real_estate_unit.area", _("不动产单元号的前 6 位不是有过的行政区划，请核对。"))
    return number


def building_of(real_estate_unit: str) -> str:
    """Return the first 24 characters of a cleaned unit number: the same for all homes of one building."""
    return real_estate_unit[:_BUILDING_PREFIX_LENGTH]


def _birth_date(number: str) -> date:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadInput("resident_id.date", _("身份证号里的出生日期不存在，请逐位核对。")) from None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_date(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _permit_text(text: str) -> str:
    number = plain(text)
    if not re.fullmatch(r"[0-9A-Z一-龥〔〕()\[\]-]{1,40}", number):
        raise BadInput("permit.shape", _("许可证编号请按原件填写，只含数字、字母和汉字，不超过 40 个字。"))
    return number


def _unusual_permit() -> str:
    return _("施工许可证编号与全国统一的 18 位写法不同，请对照原件核对。")
