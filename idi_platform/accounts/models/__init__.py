"""People, organisations and their relations, memberships, the division tree."""

from .division import Division, DivisionClosure
from .membership import Membership
from .organisation import Organisation, OrganisationKind, OrganisationRelation, RelationKind
from .organising import AuthorityAmount, Invitation, OrganisationAct
from .person import Person

__all__ = [
    "AuthorityAmount",
    "Division",
    "DivisionClosure",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationAct",
    "OrganisationKind",
    "OrganisationRelation",
    "Person",
    "RelationKind",
]
