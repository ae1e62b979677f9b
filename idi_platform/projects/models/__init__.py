"""The insured thing: project, insured object, building, common part, unit."""

from .building import Building, BuildingUse
from .common_part import CommonPart, CommonPartKind
from .home_binding import HomeBinding
from .insured_object import InsuredObject
from .project import Project, ProjectKind
from .section import Section
from .stage import Stage
from .text_extension import TextExtension
from .unit import Holder, Manner, Unit, UnitUse

__all__ = [
    "Building",
    "BuildingUse",
    "CommonPart",
    "CommonPartKind",
    "Holder",
    "HomeBinding",
    "InsuredObject",
    "Manner",
    "Project",
    "ProjectKind",
    "Section",
    "Stage",
    "TextExtension",
    "Unit",
    "UnitUse",
]
