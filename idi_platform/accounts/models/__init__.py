"""People, organisations and their relations, memberships, the division tree."""

from .division import Division, DivisionClosure
from .membership import Membership
from .organisation import Organisation, OrganisationKind, OrganisationRelation, RelationKind
from .person import Person

__all__ = [
    "Division",
    "DivisionClosure",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "OrganisationRelation",
    "Person",
    "RelationKind",
]
