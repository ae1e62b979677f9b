"""From lines to books: one per insured object, checked across the sheets; and from an act back to its line."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.accounts.models import Division, Organisation
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput
from idi_platform.projects.models import CommonPartKind
from policies.book import Book, read_book
from policies.guards import premium_as_computed

from .columns import BUILDINGS, COVER, MATTERS, PARTIES, POLICIES, PROJECT, SHARES, TERMS, UNITS, Sheet
from .contents import Contents
from .reading import Draft, Fault, Line, with_value

_WHOLE = Decimal(1)
_USUAL_PARTS = (CommonPartKind.ROOF.value, CommonPartKind.FACADE.value)


@dataclass(slots=True)
class Assembled:
    """The books of a draft; `lines` leads from the place of an act (`unit:3:3-1201`) to its line."""

    books: list[Book] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)


def assemble(draft: Draft, *, lead: Organisation, reasons: Mapping[str, str]) -> Assembled:
    """Return the books of a draft whose every cell could be read; what does not fit is added to its faults.

    Args:
        draft: the lines; faults are added to it.
        lead: the insurer for which the book is read: only policies that it leads are taken.
        reasons: typed reasons by the code of the gate.
    """
    check = _Check(draft, lead)
    check.everything()
    if draft.has_errors:
        return Assembled()
    made = Assembled(lines=dict(_places(draft)))
    for line in draft.of(POLICIES):
        try:
            made.books.append(read_book(_book(draft, line, lead, reasons)))
        except BadInput as problem:
            said = "；".join(f"{place}：{why}" for place, why in problem.fields.items()) or problem.message
            draft.faults.append(Fault(POLICIES.title, line.row, "", said))
    return made


def object_of(draft: Draft, line: Line) -> str:
    """Return the number of the insured object that a line is about; the only one where it names none."""
    named = line.values.get("insured_object")
    numbers = [one.values.get("number") for one in draft.of(POLICIES)]
    return str(named or (numbers[0] if len(numbers) == 1 else ""))


def _places(draft: Draft) -> Iterator[tuple[str, Line]]:
    """Yield where acts come from, by the labels of `policies.opening.acts`."""
    for line in draft.of(PROJECT):
        yield "project", line
    for line in draft.of(POLICIES):
        yield f"object:{line.values['number']}", line
    for line in draft.of(BUILDINGS):
        yield f"building:{line.values['number']}", line
    for line in draft.of(UNITS):
        yield f"unit:{line.values['building']}:{line.values['number']}", line
    counted: Counter[str] = Counter()
    for line in draft.of(MATTERS):
        number = object_of(draft, line)
        yield f"matter:{number}:{counted[number]}", line
        counted[number] += 1


class _Check:
    """What must fit across rows and sheets, and with what the platform knows of organisations and places."""

    def __init__(self, draft: Draft, lead: Organisation) -> None:
        self.draft, self.lead = draft, lead
        self.today = clock.local_date(clock.now())

    def everything(self) -> None:
        """Add every fault."""
        self._project()
        self._organisations()
        self._insured_objects()
        self._buildings()
        self._units()
        self._policies()
        self._shares()
        self._future()

    def _say(self, line: Line, sheet: Sheet, column: str, reason: str) -> None:
        head = sheet.column(column).head if column else ""
        self.draft.faults.append(Fault(sheet.title, line.row, head, reason))

    def _project(self) -> None:
        lines = self.draft.of(PROJECT)
        for line in lines[1:]:
            self._say(line, PROJECT, "", _("一个工作簿只录一个项目，请删去多余的行。"))
        for line in lines[:1]:
            code = line.values.get("division")
            if code and not Division.objects.filter(code=code).exists():
                self._say(line, PROJECT, "division", _("没有这个行政区划代码，请核对。"))

    def _organisations(self) -> None:
        named = [
            (line, sheet, column, str(line.values[column]))
            for sheet, column in ((PARTIES, "uscc"), (SHARES, "uscc"), (UNITS, "owner_uscc"))
            for line in self.draft.of(sheet)
            if line.values.get(column)
        ]
        codes = {code for _line, _sheet, _column, code in named}
        known = set(Organisation.objects.filter(uscc__in=codes).values_list("uscc", flat=True))
        missing = _(
            "平台上还没有代码为 %(code)s 的单位。先核对代码；没有写错的，把单位全称和代码交给平台运营登记，"
            "登记以后不用改表格，再传一次。"
        )
        for line, sheet, column, code in named:
            if code not in known:
                self._say(line, sheet, column, missing % {"code": code})
        self._once(PARTIES, ("role",), "role", _("这个身份已有一家单位，请只留一行。"))

    def _once(self, sheet: Sheet, names: tuple[str, ...], column: str, reason: str) -> None:
        """Refuse the second and later lines of the same natural key, naming the row of the first."""
        first: dict[tuple[Any, ...], int] = {}
        for line in self.draft.of(sheet):
            key = tuple(line.values.get(name) for name in names)
            if None in key:
                continue
            if key in first:
                self._say(line, sheet, column, _("%(reason)s（第 %(row)d 行）") % {"reason": reason, "row": first[key]})
            else:
                first[key] = line.row

    def _insured_objects(self) -> None:
        self._once(POLICIES, ("number",), "number", _("这个保险标的已经填过，一个标的只订一份合同。"))
        numbers = {line.values.get("number") for line in self.draft.of(POLICIES)} - {None}
        for sheet in (BUILDINGS, COVER, SHARES, TERMS, MATTERS):
            for line in self.draft.of(sheet):
                named = line.values.get("insured_object")
                if named and named not in numbers:
                    self._say(line, sheet, "insured_object", _("“保单”表里没有这个保险标的，请核对编号。"))
                elif not named and "insured_object" not in line.values and len(numbers) > 1:
                    self._say(line, sheet, "insured_object", _("有几个保险标的，请填写属于哪一个。"))

    def _buildings(self) -> None:
        self._once(BUILDINGS, ("number",), "number", _("这个楼栋编号已经填过，请核对。"))
        for line in self.draft.of(BUILDINGS):
            self._in_order(line, BUILDINGS, ("begun_on", "completed_on"))
            self._in_order(line, BUILDINGS, ("accepted_on", "filed_on"))
            if line.values.get("filed_on") and not line.values.get("accepted_on"):
                self._say(line, BUILDINGS, "accepted_on", _("有备案日期就要有竣工验收合格日期，请补上。"))

    def _in_order(self, line: Line, sheet: Sheet, names: tuple[str, str]) -> None:
        earlier, later = (line.values.get(name) for name in names)
        if earlier and later and later < earlier:
            said = _("早于“%(other)s”，请核对两个日期。") % {"other": sheet.column(names[0]).head}
            self._say(line, sheet, names[1], said)

    def _units(self) -> None:
        self._once(UNITS, ("building", "number"), "number", _("这一栋里这个房号已经填过，请核对。"))
        buildings = {line.values.get("number") for line in self.draft.of(BUILDINGS)}
        for line in self.draft.of(UNITS):
            building = line.values.get("building")
            if building and building not in buildings:
                self._say(line, UNITS, "building", _("“楼栋”表里没有这一栋，请核对编号。"))
            self._in_order(line, UNITS, ("sold_on", "handed_over_on"))
            self._owners(line)

    def _owners(self, line: Line) -> None:
        names, phones = line.values.get("owner_names") or [], line.values.get("owner_phones") or []
        is_owned = bool(names or phones or line.values.get("owner_uscc"))
        if len(names) != len(phones):
            self._say(line, UNITS, "owner_phones", _("姓名和手机号的个数不一样，请按同样的顺序一一填写。"))
        if line.values.get("owner_uscc") and (names or phones):
            self._say(line, UNITS, "owner_uscc", _("房屋属于单位时，不填姓名和手机号。"))
        if is_owned != bool(line.values.get("sold_on")) and None not in line.values.values():
            self._say(line, UNITS, "sold_on", _("购房合同日期和业主要一起填。"))
        if len(set(phones)) != len(phones):
            self._say(line, UNITS, "owner_phones", _("同一个手机号填了两次，请核对。"))

    def _policies(self) -> None:
        registered = next((line.values.get("registered_on") for line in self.draft.of(PROJECT)), None)
        covered = Counter(object_of(self.draft, line) for line in self.draft.of(COVER))
        built = Counter(object_of(self.draft, line) for line in self.draft.of(BUILDINGS))
        for line in self.draft.of(POLICIES):
            number = line.values.get("number")
            if number and not covered[number]:
                self._say(line, POLICIES, "number", _("“承保项目”表里没有这个保险标的的行，请补上。"))
            if number and not built[number]:
                self._say(line, POLICIES, "number", _("“楼栋”表里没有这个保险标的的楼栋，请补上。"))
            self._together(line, ("terms_document", "terms_filed_on"), _("条款费率的文号和日期要一起填。"))
            self._together(line, ("paid_on_2", "paid_2"), _("第二次到账的日期和金额要一起填。"))
            if (line.values.get("issued_on") is None) != (line.values.get("policy_number") is None):
                self._say(line, POLICIES, "policy_number", _("签发日期和保单号要一起填。"))
            drafted = line.values.get("drafted_on")
            if registered and drafted and drafted < registered:
                self._say(line, POLICIES, "drafted_on", _("保单拟定日期不能早于项目登记日期。"))
            self._in_order(line, POLICIES, ("permit_applied_on", "permit_issued_on"))
            self._in_order(line, POLICIES, ("drafted_on", "signed_on"))
            self._in_order(line, POLICIES, ("signed_on", "issued_on"))
            self._premium(line)
        if not self.draft.has_errors:
            Contents(self.draft).check()

    def _premium(self, line: Line) -> None:
        """Say here already what would stop the draft, and with it every later step of the row."""
        written = (line.values.get(name) for name in ("premium_base", "rate", "premium"))
        base, rate, premium = (Decimal(one) if one is not None else None for one in written)
        for refusal in premium_as_computed(base, rate, premium) if premium is not None else ():
            self._say(line, POLICIES, "premium", with_value(refusal.message, str(premium)))

    def _together(self, line: Line, names: tuple[str, str], reason: str) -> None:
        if len({name for name in names if line.values.get(name)}) == 1:
            self._say(line, POLICIES, names[1], reason)

    def _shares(self) -> None:
        """Sum the shares of each panel; the lead is whoever loads the book."""
        for policy in self.draft.of(POLICIES):
            number = policy.values.get("number")
            lines = [line for line in self.draft.of(SHARES) if object_of(self.draft, line) == number]
            if not lines or any(None in line.values.values() for line in lines):
                continue
            total = sum((Decimal(line.values.get("rate", 0)) for line in lines), Decimal(0))
            if total != _WHOLE:
                said = _("份额之和是 %(total)s%%，应正好是 100%%。") % {"total": format((total * 100).normalize(), "f")}
                self._say(lines[-1], SHARES, "rate", said)
            leads = [line for line in lines if line.values.get("role") == "lead"]
            if len(leads) != 1:
                self._say(lines[0], SHARES, "role", _("要有且只有一家主承保。"))
            for line in leads:
                if line.values.get("uscc") != self.lead.uscc:
                    self._say(line, SHARES, "uscc", _("只能录入本公司主承保的保单，主承保应是本公司。"))
        self._once(SHARES, ("insured_object", "uscc"), "uscc", _("这家公司已经填过，请合并它的份额。"))

    def _future(self) -> None:
        for line in self.draft.lines:
            sheet = next(one for one in (PROJECT, POLICIES, BUILDINGS, UNITS, COVER, SHARES, TERMS, MATTERS, PARTIES)
                         if one.title == line.sheet)  # fmt: skip
            for column in sheet.columns:
                value = line.values.get(column.name)
                if column.reads == "day" and value and sheet is not COVER and date.fromisoformat(value) > self.today:
                    self._say(line, sheet, column.name, _("日期不能晚于今天；还没有发生的请留空。"))


def _book(draft: Draft, policy: Line, lead: Organisation, reasons: Mapping[str, str]) -> dict[str, Any]:
    """Return one insured object with its policy as plain data, for `read_book`."""
    number = policy.values["number"]
    project = dict(draft.of(PROJECT)[0].values)
    parties = {PartyRole(line.values["role"]): line.values["uscc"] for line in draft.of(PARTIES)}
    return {
        "project": {**project, "parties": parties},
        "insured_object": _object(policy),
        "buildings": [_building(draft, line) for line in draft.of(BUILDINGS) if object_of(draft, line) == number],
        "policy": Contents(draft).policy(policy, lead),
        "milestones": Contents(draft).matters(number),
        "reasons": dict(reasons),
    }


def _object(policy: Line) -> dict[str, Any]:
    values = policy.values
    permit = {
        "applied_on": values["permit_applied_on"],
        "issued_on": values.get("permit_issued_on"),
        "number": values.get("permit", ""),
    } if values.get("permit_applied_on") else None  # fmt: skip
    given = {name: values[name] for name in ("number", "contract_price", "contract_signed_on") if name in values}
    return {**given, "permit": permit}


def _building(draft: Draft, line: Line) -> dict[str, Any]:
    values = {name: value for name, value in line.values.items() if name not in ("insured_object", "common_parts")}
    parts = line.values.get("common_parts") or _USUAL_PARTS
    number, name = values["number"], values["name"]
    return {
        **values,
        "common_parts": [
            {"number": f"{number}-{part}", "part": part, "name": f"{name}{CommonPartKind(part).label}"}
            for part in parts
        ],
        "units": [_unit(one) for one in draft.of(UNITS) if one.values["building"] == number],
    }


def _unit(line: Line) -> dict[str, Any]:
    values = line.values
    names = ("number", "floor", "stack", "floor_area", "use", "sold_on", "handed_over_on", "papers")
    owners = [
        {"name": name, "phone": phone}
        for name, phone in zip(values.get("owner_names", ()), values.get("owner_phones", ()), strict=True)
    ]
    if values.get("owner_uscc"):
        owners = [{"uscc": values["owner_uscc"]}]
    return {**{name: values[name] for name in names if name in values}, "owners": owners}
