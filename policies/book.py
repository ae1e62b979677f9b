"""A small book: one project, one insured object, its buildings and units, and the policy on it; as a file or a form.

Days are days in Shanghai. Organisations are named by their USCC and must exist; people by name and telephone.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.names import clean_name
from idi_platform.projects.models import BuildingUse, CommonPartKind, Manner, ProjectKind, UnitUse

from .contract import ItemFacts, Rate, TermValue
from .milestones import MilestonePart


def _named(text: str) -> str:
    """Drop what is invisible or turns the line; raises BadInput for what can't be printed."""
    return clean_name(text, max_length=120) if text else text


Text = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_named)]
Short = Annotated[str, Field(min_length=1, max_length=40)]
Yuan = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]


class Part(BaseModel):
    """The base of every part: frozen, closed to names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ProjectPart(Part):
    """The project and who takes part in it."""

    number: Short
    name: Text
    division: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    kind: ProjectKind
    planning_permit: Annotated[str, Field(max_length=40)] = ""
    registered_on: date
    parties: dict[PartyRole, Short] = Field(default_factory=dict)


class PermitPart(Part):
    """The construction permit."""

    applied_on: date
    issued_on: date | None = None
    number: Annotated[str, Field(max_length=40)] = ""


class InsuredObjectPart(Part):
    """What the policy insures."""

    number: Short
    contract_price: Yuan | None = None
    contract_signed_on: date | None = None
    permit: PermitPart | None = None


class OwnerPart(Part):
    """An owner: a person by name and telephone, or an organisation by its USCC."""

    name: Annotated[str, Field(max_length=60), AfterValidator(_named)] = ""
    phone: Annotated[str, Field(max_length=20)] = ""
    uscc: Annotated[str, Field(max_length=20)] = ""

    @model_validator(mode="after")
    def _one(self) -> "OwnerPart":
        if bool(self.phone) == bool(self.uscc):
            raise ValueError("give phone (a person) or uscc (an organisation), one of them")
        return self


class TransferPart(Part):
    """New owners from a day on."""

    on: date
    owners: tuple[OwnerPart, ...] = Field(min_length=1)
    manner: Manner = Manner.SALE


class UnitPart(Part):
    """One unit."""

    number: Short
    floor: int | None = None
    stack: Annotated[str, Field(max_length=40)] = ""
    floor_area: Yuan | None = None
    use: UnitUse = UnitUse.RESIDENTIAL
    sold_on: date | None = None
    owners: tuple[OwnerPart, ...] = ()
    planned_handover_on: date | None = None
    handed_over_on: date | None = None
    papers: tuple[Short, ...] = ()
    transfers: tuple[TransferPart, ...] = ()

    @model_validator(mode="after")
    def _sold(self) -> "UnitPart":
        if (self.sold_on is None) != (not self.owners):
            raise ValueError("sold_on and owners stand together")
        return self


_FIELD = re.compile(r"\{(building|floor|place)(?::0([1-4]))?\}")
_PATTERN = r"^([^{}]|\{(building|floor|place)(:0[1-4])?\})*$"


def _filled(pattern: str, building: str, floor: int, place: int) -> str:
    values = {"building": building, "floor": floor, "place": place}
    return _FIELD.sub(lambda found: str(values[found[1]]).zfill(int(found[2] or 0)), pattern)


class UnitRange(Part):
    """Units of like make; `pattern` is filled with building, floor and place: `{building}-{floor:02}{place:02}`."""

    floors: tuple[Annotated[int, Field(ge=-9, le=200)], Annotated[int, Field(ge=-9, le=200)]]
    places: Annotated[int, Field(ge=1, le=60)]
    pattern: Annotated[str, Field(max_length=60, pattern=_PATTERN)] = "{building}-{floor:02}{place:02}"
    floor_area: Yuan | None = None
    use: UnitUse = UnitUse.RESIDENTIAL
    handed_over_on: date | None = None
    papers: tuple[Short, ...] = ()

    def units(self, building: str) -> list[UnitPart]:
        """Return the units, floor by floor."""
        first, last = self.floors
        return [
            UnitPart(
                number=_filled(self.pattern, building, floor, place),
                floor=floor,
                stack=f"{building}-x{place:02}",
                floor_area=self.floor_area,
                use=self.use,
                handed_over_on=self.handed_over_on,
                papers=self.papers,
            )
            for floor in range(first, last + 1)
            for place in range(1, self.places + 1)
        ]


class CommonPartPart(Part):
    """A common part."""

    number: Short
    part: CommonPartKind
    name: Text


class BuildingPart(Part):
    """A building with its units."""

    number: Annotated[str, Field(pattern=r"^[0-9A-Za-z\-]{1,20}$")]
    name: Text
    use: BuildingUse = BuildingUse.RESIDENTIAL
    floor_area: Yuan | None = None
    begun_on: date | None = None
    completed_on: date | None = None
    accepted_on: date | None = None
    filed_on: date | None = None
    common_parts: tuple[CommonPartPart, ...] = ()
    ranges: tuple[UnitRange, ...] = ()
    units: tuple[UnitPart, ...] = ()

    def all_units(self) -> list[UnitPart]:
        """Return the units of the ranges and those named one by one; one named replaces the same of a range."""
        found = {unit.number: unit for block in self.ranges for unit in block.units(self.number)}
        found.update({unit.number: unit for unit in self.units})
        return list(found.values())


class SharePart(Part):
    """One insurer's share."""

    uscc: Short
    role: Literal["lead", "follower"]
    rate: Rate


class ReceiptPart(Part):
    """Cleared premium."""

    amount: Yuan
    received_on: date
    reference: Annotated[str, Field(max_length=40)] = ""


class PolicyPart(Part):
    """The contract, as far as it has gone: empty days stand for steps not taken.

    `terms_document` and `terms_filed_on` say under which number, and when, terms and rates were approved or filed.
    """

    drafted_on: date
    mode: Literal["single", "co_insurance"] = "single"
    kind: Annotated[str, Field(max_length=40)] = ""
    shares: tuple[SharePart, ...] = Field(min_length=1)
    items: tuple[ItemFacts, ...] = Field(min_length=1)
    is_schedule_complete: bool = False
    premium_base: Yuan | None = None
    rate: Rate | None = None
    premium: Yuan
    sum_insured: Yuan
    risk_fee: Yuan | None = None
    terms: dict[str, TermValue] = Field(default_factory=dict)
    annexes: tuple[Short, ...] = ()
    annexes_confirmed_on: date | None = None
    explanation_recorded: bool = False
    terms_document: Annotated[str, Field(max_length=40)] = ""
    terms_filed_on: date | None = None
    coinsurance_signed_on: date | None = None
    signed_on: date | None = None
    receipts: tuple[ReceiptPart, ...] = ()
    issued_on: date | None = None
    number: Annotated[str, Field(max_length=40)] = ""

    @model_validator(mode="after")
    def _filed(self) -> "PolicyPart":
        if bool(self.terms_document) != (self.terms_filed_on is not None):
            raise ValueError("terms_document and terms_filed_on stand together")
        return self


class Book(Part):
    """The whole book."""

    project: ProjectPart
    insured_object: InsuredObjectPart
    buildings: tuple[BuildingPart, ...] = Field(min_length=1)
    policy: PolicyPart
    milestones: tuple[MilestonePart, ...] = ()
    reasons: dict[str, str] = Field(default_factory=dict)


def read_book(data: Any) -> Book:
    """Return the book of parsed data; raises BadInput with one sentence per place (`buildings.0.units.3.number`)."""
    try:
        return Book.model_validate(data)
    except ValidationError as error:
        places = [fault["loc"] for fault in error.errors()]
        fields = {
            ".".join(str(part) for part in fault["loc"]): _said(fault)
            for fault in error.errors()
            if not any(place != fault["loc"] and place[: len(fault["loc"])] == fault["loc"] for place in places)
        }
        raise BadInput("book.invalid", _("这份资料有些地方没有填对，请按提示修改。"), fields) from error


def _said(fault: Any) -> str:
    sentences = {
        "missing": _("请填写这一项。"),
        "extra_forbidden": _("没有这一项，请检查名称或删去。"),
        "date_from_datetime_parsing": _("请填写日期，例如 2026-03-04。"),
        "date_parsing": _("请填写日期，例如 2026-03-04。"),
        "decimal_parsing": _("请填写数字，例如 1234.50。"),
        "decimal_max_places": _("小数位数太多，金额请改到分。"),
        "enum": _("请从列出的选项中选一个。"),
        "literal_error": _("请从列出的选项中选一个。"),
    }
    return sentences.get(fault["type"], _("格式不对，请检查后重填。") + f"（{fault['msg']}）")


def days_of(parts: Sequence[UnitPart]) -> list[date]:
    """Return every day that units name, for a check that none lies in the future."""
    found = [day for unit in parts for day in (unit.sold_on, unit.handed_over_on) if day is not None]
    return found + [change.on for unit in parts for change in unit.transfers]
