"""The written definitions: what is counted, of what, in which unit, and what the figure leaves out.

They stand in `data/*.yaml` and are shown beside every figure. A definition whose meaning changes gets a higher
`version`; what was locked under the former one keeps its number.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, Literal

import yaml
from pydantic import Field

from idi_platform.rulebooks.schema.base import Label, Part

Unit = Literal[
    "percent", "permille", "per_10000_m2", "pieces", "findings", "visits", "buildings", "units", "m2", "yuan", "days",
    "hours",
]  # fmt: skip
How = Literal["ratio", "sum", "mean", "median"]
CutOff = Literal["stock", "flow", "cohort", "maturity"]
RATIOS: Final[Mapping[Unit, int]] = MappingProxyType({"percent": 100, "permille": 1000, "per_10000_m2": 10000})
"""By what the quotient of a rate is multiplied, by its unit."""
PLACES: Final[Mapping[Unit, int]] = MappingProxyType(
    {"pieces": 0, "findings": 0, "visits": 0, "buildings": 0, "units": 0, "percent": 1, "permille": 1}
)
"""Decimal places of a value by its unit, half up; two where nothing is said."""
_USUAL_PLACES: Final = 2
FILES: Final = ("contracts", "risk", "claims", "money", "supervision")
_FAMILIES: Final = "PRCMDFWAQ"
"""The letters of the codes in the order of the page."""


class LineDef(Part):
    """One figure of an indicator: the rate itself, a second rate beside it, or what is shown apart.

    `counted` and `of` are numerator and denominator in words; they, the unit and the cut-off are left out where
    they are the indicator's own.
    """

    title: Label
    unit: Unit | None = None
    how: How | None = None
    cut_off: CutOff | None = None
    counted: Label | None = None
    of: Label | None = None


class IndicatorDef(Part):
    """One indicator: its lines in order, the first of them the figure that its name stands for."""

    title: Label
    counted: Label
    of: Label | None = None
    unit: Unit
    cut_off: CutOff
    version: int = Field(default=1, ge=1)
    remarks: Label
    lines: dict[str, LineDef] = Field(min_length=1)

    def unit_of(self, line: str) -> Unit:
        """Return the unit of a line."""
        return self.lines[line].unit or self.unit

    def cut_off_of(self, line: str) -> CutOff:
        """Return what of a line's facts lies in the month."""
        return self.lines[line].cut_off or self.cut_off

    def how(self, line: str) -> How:
        """Return how the value of a line follows from its list."""
        given = self.lines[line].how
        return given or ("ratio" if self.unit_of(line) in RATIOS else "sum")

    def places(self, line: str) -> int:
        """Return the decimal places of a line's value."""
        return PLACES.get(self.unit_of(line), _USUAL_PLACES)


@cache
def definitions() -> Mapping[str, IndicatorDef]:
    """Return every indicator by its code, in the order of the page."""
    found: dict[str, IndicatorDef] = {}
    for name in FILES:
        text = resources.files("regulators.indicators").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
        read: dict[str, Any] = yaml.safe_load(text) or {}
        found |= {code: IndicatorDef.model_validate(body) for code, body in read.items()}
    return MappingProxyType(in_order(found))


def in_order(found: Mapping[str, IndicatorDef]) -> dict[str, IndicatorDef]:
    """Return definitions by code in the order of the page."""
    return {code: found[code] for code in sorted(found, key=_place)}


@cache
def rules() -> tuple[Label, ...]:
    """Return what holds for every indicator."""
    text = resources.files("regulators.indicators").joinpath("data/rules.yaml").read_text(encoding="utf-8")
    return tuple(Label.model_validate(rule) for rule in yaml.safe_load(text))


def _place(code: str) -> tuple[int, int]:
    return _FAMILIES.index(code[0]), int(code[1:])
